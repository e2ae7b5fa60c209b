"""Putting a customer's credit right by hand: within a person's limits of goodwill at once, above them with a second."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_currency
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.models import CreditAccount, CreditEntry, Customer, User
from customers.money import checked_amount, format_money
from refunds import permissions
from refunds.actions.credit_account import grant, lock_account, lock_by_id, take
from refunds.actions.credit_terms import now_granted
from refunds.actions.goodwill import give_goodwill
from refunds.actions.words import require_words
from refunds.models import CreditCorrection
from refunds.references import credit_correction_reference

REASON_LIMIT = 300
State = CreditCorrection.State


def correct_credit(
    *, actor: Actor, customer_reference: str, currency: str, amount_minor: int, reason: str
) -> CreditCorrection:  # fmt: skip
    """Add to a customer's credit, or take from it where the amount is negative; the customer reads the reason.

    Above what the person may give as goodwill nothing moves until somebody else agrees.
    """
    person = permissions.require(actor, permissions.CORRECT_CREDIT)
    if type(amount_minor) is not int or amount_minor == 0:
        raise BadInput(_("Give an amount to add or to take."), "bad_amount", "amount_minor")
    checked_amount(abs(amount_minor))
    words = require_words(reason, "reason", REASON_LIMIT)
    with transaction.atomic(), acting(actor):
        account = _account_of(customer_reference, checked_currency(currency))
        _require_covered(account, amount_minor)
        correction = CreditCorrection(
            reference=credit_correction_reference(),
            account=account,
            amount_minor=amount_minor,
            reason=words,
            proposer=person,
        )
        if _within_limits(person, account.currency, abs(amount_minor)):
            _close(correction, State.DONE)
            _carry_out(account, correction, actor)
        else:
            correction.save()
    return correction


def agree_to_correction(*, actor: Actor, reference: str) -> CreditCorrection:
    """Give the second yes, by somebody else whose limit for one approval covers the amount; then the credit moves."""
    person = permissions.require(actor, permissions.CORRECT_CREDIT)
    with transaction.atomic(), acting(actor):
        account, correction = _lock_waiting(reference)
        _require_other_eyes(person, correction)
        permissions.require_limit_for(person, account.currency, abs(correction.amount_minor))
        _require_covered(account, correction.amount_minor)
        correction.decider = person
        _close(correction, State.DONE)
        _carry_out(account, correction, actor)
    return correction


def refuse_correction(*, actor: Actor, reference: str) -> CreditCorrection:
    """Say no to a correction, or take one's own back. Nothing moves."""
    person = permissions.require(actor, permissions.CORRECT_CREDIT)
    with transaction.atomic(), acting(actor):
        _account, correction = _lock_waiting(reference)
        correction.decider = None if correction.proposer_id == person.pk else person
        _close(correction, State.REFUSED)
    return correction


def _carry_out(account: CreditAccount, correction: CreditCorrection, actor: Actor) -> None:
    kind, amount = CreditEntry.Kind.CORRECTION, correction.amount_minor
    said = {"source": correction.reference, "actor": actor, "reason": correction.reason}
    if amount > 0:
        grant(account, kind, amount, expires_at=now_granted(account.customer), **said)  # type: ignore[arg-type]
    else:
        take(account, kind, -amount, **said)  # type: ignore[arg-type]


def _within_limits(person: User, currency: str, amount_minor: int) -> bool:
    """Count it as goodwill of the day where it is within both limits."""
    try:
        with transaction.atomic():
            give_goodwill(person, currency, amount_minor)
    except NotAllowed:
        return False
    return True


def _close(correction: CreditCorrection, state: str) -> None:
    correction.state, correction.decided_at = state, clock.now()
    correction.save()


def _account_of(customer_reference: str, currency: str) -> CreditAccount:
    customer = Customer.objects.filter(reference=customer_reference).first()
    if customer is None:
        raise NotFound(_("There is no such customer."), "customer_not_found")
    return lock_account(customer, currency)


def _lock_waiting(reference: str) -> tuple[CreditAccount, CreditCorrection]:
    account_id = CreditCorrection.objects.filter(reference=reference).values_list("account_id", flat=True).first()
    if account_id is None:
        raise NotFound(_("There is no such correction."), "credit_correction_not_found")
    account = lock_by_id(account_id)
    correction = account.corrections.select_for_update().select_related("proposer").get(reference=reference)
    if correction.state != State.WAITING:
        raise Conflict(_("This correction is already decided."), "already_decided")
    return account, correction


def _require_other_eyes(person: User, correction: CreditCorrection) -> None:
    if correction.proposer_id == person.pk:
        raise NotAllowed(_("You proposed this correction, so somebody else must agree to it."), "own_request")


def _require_covered(account: CreditAccount, amount_minor: int) -> None:
    if amount_minor < -account.free_minor:
        raise Conflict(
            _("Only %s can be taken: the rest is spent, or set aside for an order.")
            % format_money(account.free_minor, account.currency),
            "credit_too_low",
            "amount_minor",
        )
