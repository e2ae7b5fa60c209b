"""Finding what a declaration of withdrawal is about, and making it a request: by the worker, or by a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound, RecourseError
from customers.models import Payment, User
from refunds import permissions, staff_notices
from refunds.actions.line_amounts import kept_fees
from refunds.actions.request_refund import request_refund
from refunds.actions.words import is_writable
from refunds.events import record
from refunds.models import Refund, StaffNotice, WithdrawalDeclaration
from refunds.withdrawal_laws import law_for, pay_back_by, withdraw_until
from refunds.withdrawal_letters import tell_matched

HOUSE = Actor.system("withdrawal")
REMIND_BEFORE = timedelta(days=3)
"""So long before the law's day staff hear of it, and once more when it has passed."""

LONGEST_NUMBER = 120

State = WithdrawalDeclaration.State
_GIVEN = (Refund.State.APPROVED, Refund.State.PROCESSING, Refund.State.COMPLETED)


def match_received(declaration: WithdrawalDeclaration) -> None:
    """Match a locked declaration to the one payment with its order number and mail address, or call a person.

    Only this pair proves that whoever declared it is the customer; whatever else fits is for a person to see.
    """
    found = list(_payments_of_pair(declaration)[:2])
    declaration.looked_at = clock.now()
    try:
        if len(found) != 1:
            raise NotFound(_("There is no such payment."), "payment_not_found")
        with transaction.atomic():
            _match(HOUSE, declaration, found[0], None)
    except RecourseError:
        declaration.remind_at = _remind_at(declaration)
        tell_leads(declaration, StaffNotice.Kind.WITHDRAWAL_NEW)


def match_withdrawal(*, actor: Actor, reference: str, to: str) -> WithdrawalDeclaration:
    """Match it to a payment, named by its own number or by an order number that one payment has; mail the customer.

    The request that it becomes is in the name of who matches it, so that somebody else decides it. Raises NotFound,
    BadInput for a payment that cannot be meant, Conflict for a declaration that is matched; then nothing is written.
    """
    person = permissions.require(actor, permissions.REQUEST)
    with transaction.atomic(), acting(actor):
        declaration = lock_withdrawal(reference)
        if declaration.state not in (State.RECEIVED, State.REFUSED):
            raise Conflict(_("This declaration is matched already."), "withdrawal_matched")
        refund = _match(actor, declaration, _named(to), person)
        declaration.save()
        tell_matched(declaration, refund)
    return declaration


def lock_withdrawal(reference: str) -> WithdrawalDeclaration:
    """Lock a declaration; raise NotFound."""
    rows = WithdrawalDeclaration.objects.select_for_update(of=("self",)).select_related("refund", "payment", "law")
    declaration = rows.filter(reference=reference).first()
    if declaration is None:
        raise NotFound(_("There is no such declaration."), "withdrawal_not_found")
    return declaration


def tell_leads(declaration: WithdrawalDeclaration, kind: str) -> None:
    """Put it before the leads, and whoever has its refund."""
    people: list[User] = staff_notices.leads()
    has_it = declaration.refund.assignee if declaration.refund else None
    staff_notices.tell_about_case(
        {person.pk: person for person in [*people, *([has_it] if has_it else [])]}.values(),
        kind,
        about=declaration.reference,
        link=reverse("refunds:withdrawal", args=[declaration.reference]),
        facts=_("%(name)s, order %(order)s") % {"name": declaration.name, "order": declaration.order_reference},
        actor=HOUSE,
    )


def _payments_of_pair(declaration: WithdrawalDeclaration) -> QuerySet[Payment]:
    payments = Payment.objects.alias(address=Lower("customer__email"))
    return payments.filter(
        address=declaration.email.lower(), order_reference__iexact=declaration.order_reference
    ).prefetch_related("lines")


def _named(to: str) -> Payment:
    """The payment that somebody means by a number."""
    number = to.strip()
    if not number or len(number) > LONGEST_NUMBER or not is_writable(number):
        raise BadInput(_("Write the number of an order or of a payment."), "bad_number", "to")
    payments = Payment.objects.prefetch_related("lines")
    found = list(payments.filter(reference=number.upper())[:1])
    found = found or list(payments.filter(order_reference=number.removeprefix("#"))[:2])
    if not found:
        raise BadInput(_("There is no payment with this number."), "payment_not_found", "to")
    if len(found) > 1:
        raise BadInput(
            _("This order was paid in several payments. Write the number of the payment."), "several_payments", "to"
        )
    return found[0]


def _match(actor: Actor, declaration: WithdrawalDeclaration, payment: Payment, person: User | None) -> Refund:
    """Give it the law of the payment's country, and the refund that it joins or becomes."""
    law = law_for(payment.country)
    declaration.law, declaration.withdraw_until = law, withdraw_until(law, payment)
    declaration.pay_back_by = pay_back_by(law, payment.country, declaration.received_at)
    refund, is_new = _refund_for(actor, declaration, payment, person)
    declaration.match(payment, refund, person)
    declaration.remind_at = _remind_at(declaration)
    _answer_in_time(refund, declaration)
    record(refund, "refund.withdrawal_declared", actor, withdrawal=declaration.reference, opened=is_new)
    return refund


def _refund_for(
    actor: Actor, declaration: WithdrawalDeclaration, payment: Payment, person: User | None
) -> tuple[Refund, bool]:
    """The request that already asks for all of it, or a new one for everything that is left."""
    going = _going_for_all(payment)
    if going is not None:
        return going, False
    origin = Refund.Origin.API if declaration.origin == declaration.Origin.API else Refund.Origin.PORTAL
    refund = request_refund(
        actor=actor,
        payment_reference=payment.reference,
        reason=Refund.Reason.WITHDRAWAL,
        reason_text=declaration.items,
        origin=origin,
        request_key=f"withdrawal-{declaration.reference}",
        needs_person=bool(declaration.items or person),
    )
    return refund, True


def _going_for_all(payment: Payment) -> Refund | None:
    """Lock the payment; what is left must be asked for already, or be gone with a refund that is told of."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    refunds = list(Refund.objects.filter(payment=payment).order_by("-id"))
    left = payment.left_minor - kept_fees(payment)
    waiting = [refund for refund in refunds if refund.state in Refund.WAITING]
    given = [refund for refund in refunds if refund.state in _GIVEN]
    if left <= 0:
        return next(iter(given), None)
    return next((refund for refund in waiting if refund.gross_minor - refund.goodwill_minor >= left), None)


def _answer_in_time(refund: Refund, declaration: WithdrawalDeclaration) -> None:
    """An answer promised for later than the law's day is promised for that day."""
    by = declaration.pay_back_by
    if by is None or refund.state not in Refund.WAITING or refund.decide_by <= by:
        return
    refund.decide_by = by
    refund.calendar_at = min(refund.calendar_at or by, by - REMIND_BEFORE)
    refund.save()


def _remind_at(declaration: WithdrawalDeclaration) -> datetime | None:
    return declaration.pay_back_by - REMIND_BEFORE if declaration.pay_back_by else None
