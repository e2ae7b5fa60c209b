"""Paying for an order with store credit: set aside, spend the whole or a part, let go, give back after a return.

One ceiling under one row lock: whatever two checkouts do at once, the account's row is theirs one after the other. Lock
order: account, then hold.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_currency
from customers.errors import BadInput, Conflict, NotFound
from customers.models import CreditAccount, CreditEntry, CreditHold, Customer
from customers.money import checked_amount, format_money
from refunds import permissions
from refunds.actions.credit_account import give_back, lock_by_id, take
from refunds.actions.credit_terms import grace_until, terms_for
from refunds.actions.store_credit import CALENDAR, end_overdue_lots
from refunds.actions.words import require_note
from refunds.references import credit_hold_reference

ORDER_LENGTH = 120
MOST_MINUTES = 7 * 24 * 60
AT_ONCE = 500
State = CreditHold.State


def hold_credit(
    *, actor: Actor, customer_reference: str, currency: str, amount_minor: int, order_reference: str,
    minutes: int | None = None,
) -> CreditHold:  # fmt: skip
    """Set credit aside for an order, for some minutes. Raises Conflict when there is too little."""
    permissions.require(actor, permissions.SPEND_CREDIT)
    checked_amount(amount_minor)
    order = require_note(order_reference, "order_reference", ORDER_LENGTH)
    minutes = settings.CREDIT_HOLD_MINUTES if minutes is None else minutes
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput(_("Give 1 to 10080 minutes."), "bad_minutes", "minutes")
    with transaction.atomic(), acting(actor):
        account = _account_of(customer_reference, checked_currency(currency))
        now = clock.now()
        _end_overdue_holds(account, now)
        end_overdue_lots(account, now)
        if account.free_minor < amount_minor:
            raise _too_little(account)
        account.held_minor += amount_minor
        account.save()
        return CreditHold.objects.create(
            reference=credit_hold_reference(),
            account=account,
            order_reference=order,
            amount_minor=amount_minor,
            expires_at=now + timedelta(minutes=minutes),
            actor=actor.key,
        )


def capture_hold(*, actor: Actor, reference: str, amount_minor: int | None = None) -> CreditHold:
    """Spend what was set aside, or a part of it; the rest is free again."""
    permissions.require(actor, permissions.SPEND_CREDIT)
    with transaction.atomic(), acting(actor):
        account, hold = _lock_hold(reference)
        _require_open(hold)
        amount = hold.amount_minor if amount_minor is None else checked_amount(amount_minor)
        if amount > hold.amount_minor:
            raise Conflict(
                _("Only %s were set aside.") % format_money(hold.amount_minor, account.currency),
                "above_hold",
                "amount_minor",
            )
        account.held_minor -= hold.amount_minor
        take(account, CreditEntry.Kind.SPEND, amount, hold.reference, actor, hold=hold)
        hold.captured_minor = amount
        _close(hold, State.CAPTURED)
    return hold


def release_hold(*, actor: Actor, reference: str) -> CreditHold:
    """Let go of what was set aside: the order was given up, or paid for otherwise."""
    permissions.require(actor, permissions.SPEND_CREDIT)
    with transaction.atomic(), acting(actor):
        account, hold = _lock_hold(reference)
        _require_open(hold)
        _let_go(account, hold, State.RELEASED)
    return hold


def give_back_credit(*, actor: Actor, reference: str, amount_minor: int) -> CreditHold:
    """Give credit back that an order was paid with, after a return: never more than was spent.

    It goes where it came from, with its old last day, or with the days of grace where those end later.
    """
    permissions.require(actor, permissions.SPEND_CREDIT)
    checked_amount(amount_minor)
    with transaction.atomic(), acting(actor):
        account, hold = _lock_hold(reference)
        if amount_minor > hold.captured_minor - hold.given_back_minor:
            raise Conflict(
                _("That is more than was spent and not given back yet."), "above_what_was_spent", "amount_minor"
            )
        number = hold.entries.filter(kind=CreditEntry.Kind.GIVE_BACK).count() + 1
        entry = give_back(account, hold, amount_minor, f"{hold.reference}/{number}", actor)
        _give_grace(account, entry)
        hold.given_back_minor += amount_minor
        hold.save()
    return hold


def end_overdue_holds(now: datetime) -> int:
    """Let go of what was set aside and not used in time. Returns how many holds ended."""
    overdue = CreditHold.objects.filter(state=State.OPEN, expires_at__lte=now).order_by("expires_at", "id")
    ended = 0
    for account_id in sorted(set(overdue.values_list("account_id", flat=True)[:AT_ONCE])):
        with transaction.atomic(), acting(CALENDAR):
            ended += _end_overdue_holds(lock_by_id(account_id), now)
    return ended


def _end_overdue_holds(account: CreditAccount, now: datetime) -> int:
    overdue = list(account.holds.select_for_update().filter(state=State.OPEN, expires_at__lte=now).order_by("id"))
    for hold in overdue:
        _let_go(account, hold, State.EXPIRED)
    return len(overdue)


def _let_go(account: CreditAccount, hold: CreditHold, state: str) -> None:
    account.held_minor -= hold.amount_minor
    account.save()
    _close(hold, state)


def _close(hold: CreditHold, state: str) -> None:
    hold.state, hold.closed_at = state, clock.now()
    hold.save()


def _give_grace(account: CreditAccount, entry: CreditEntry) -> None:
    until = grace_until(terms_for(account.customer), clock.now())
    for part in entry.parts.select_related("lot"):
        if part.lot.expires_at is not None and part.lot.expires_at < until:
            part.lot.expires_at, part.lot.told_at = until, None
            part.lot.save()


def _account_of(customer_reference: str, currency: str) -> CreditAccount:
    """Lock the account. A customer without one has no credit; it is not opened for that."""
    customer = Customer.objects.filter(reference=customer_reference).first()
    if customer is None:
        raise NotFound(_("There is no such customer."), "customer_not_found")
    account_id = customer.credit_accounts.filter(currency=currency).values_list("pk", flat=True).first()
    if account_id is None:
        raise _too_little(CreditAccount(customer=customer, currency=currency))
    return lock_by_id(account_id)


def _lock_hold(reference: str) -> tuple[CreditAccount, CreditHold]:
    account_id = CreditHold.objects.filter(reference=reference).values_list("account_id", flat=True).first()
    if account_id is None:
        raise NotFound(_("No credit was set aside under this number."), "credit_hold_not_found")
    account = lock_by_id(account_id)
    return account, account.holds.select_for_update().get(reference=reference)


def _require_open(hold: CreditHold) -> None:
    """What is over is over, whether or not the calendar has come by."""
    if hold.state != State.OPEN or hold.expires_at <= clock.now():
        raise Conflict(
            _("This credit is not set aside any more. Set it aside again if the order still needs it."),
            "credit_hold_ended",
        )


def _too_little(account: CreditAccount) -> Conflict:
    return Conflict(
        _("There is not enough store credit: %s can be used.") % format_money(account.free_minor, account.currency),
        "credit_too_low",
        "amount_minor",
    )
