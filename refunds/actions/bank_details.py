"""Asking the customer for a bank account, and taking the answer in the portal. Nobody else names one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.shop_days import end_of_day_in
from refunds import notices, permissions
from refunds.actions.end_bank_details import living_details, revoke_details
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.words import is_writable
from refunds.banking.account import paid_from_file, to_be_collected
from refunds.banking.iban import ReadIban, sepa_iban
from refunds.events import record
from refunds.gateways.secrets import seal
from refunds.models import BankDetails, Refund, TransferLine

CALENDAR = Actor.system("calendar")
HOLDER_LIMIT = 70
AT_ONCE = 200
State = BankDetails.State

log = structlog.get_logger(__name__)


def needs_details(refund: Refund) -> bool:
    """Whether the customer still has to name an account before this refund can be paid."""
    return (
        refund.rail == Refund.Rail.BANK_TRANSFER
        and paid_from_file(refund.currency)
        and not refund.bank_details.filter(state=State.CONFIRMED).exists()
    )


def ask_for_details(refund: Refund, actor: Actor, note: Sequence[notices.Note] = ()) -> BankDetails:
    """Write the letter that asks for the account of a locked refund; the time to answer begins with it."""
    details = open_question(refund)
    fresh = question_for(refund)
    details.remind_at, details.expires_at = fresh.remind_at, fresh.expires_at
    details.save()
    record(refund, "refund.bank_details_asked", actor)
    notices.tell(refund, "bank_details", notes=note, **notices.details_wanted(refund, details))
    return details


def open_question(refund: Refund) -> BankDetails:
    """Let the customer of a locked refund name an account on their page, before anybody writes to them about it."""
    return living_details(refund) or _opened(refund)


def ask_again(*, actor: Actor, reference: str) -> Refund:
    """Ask once more, after the customer did not answer in time or their bank sent the money back."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.ASK_FOR_ACCOUNT)
        require_state(refund, Refund.State.APPROVED)
        if not needs_details(refund):
            raise Conflict(_("No bank account has to be asked for here."), "no_account_needed")
        refund.attention = ""
        refund.save()
        ask_for_details(refund, actor)
    return refund


def give_details(*, actor: Actor, reference: str, holder: str, iban: str) -> Refund:
    """Keep the account that the customer confirms. A later one replaces it until it stands in a payment file."""
    name = _checked_holder(holder)
    read = sepa_iban(iban)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        if actor.kind != CUSTOMER or str(refund.customer_id) != actor.id:
            raise NotFound(_("There is no such refund."), "refund_not_found")
        _keep(refund, _open_question(refund), name, read)
        record(refund, "refund.bank_details_given", actor, country=read.country, ending=read.last4)
        if refund.state == Refund.State.APPROVED:
            refund.attention = to_be_collected()
            refund.save()
    return refund


def withdraw_details(*, actor: Actor, reference: str) -> Refund:
    """Forget the account at the customer's wish, and ask anew: the refund waits for another one."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        if actor.kind != CUSTOMER or str(refund.customer_id) != actor.id:
            raise NotFound(_("There is no such refund."), "refund_not_found")
        require_not_in_file(refund)
        if refund.bank_details.filter(state=State.CONFIRMED).exists():
            revoke_details(refund, actor)
            _opened(refund)
            refund.attention = ""
            refund.save()
    return refund


def look_at_bank_details() -> int:
    """Ask silent customers once more, and end what was not answered in time. Returns how many were moved on."""
    now = clock.now()
    asked = BankDetails.objects.filter(Q(expires_at__lte=now) | Q(remind_at__lte=now), state=State.ASKED)
    return sum(_look_at(pk, reference) for pk, reference in asked.values_list("pk", "refund__reference")[:AT_ONCE])


def require_not_in_file(refund: Refund) -> None:
    """Raise Conflict while a payment file carries the present round of a locked refund."""
    line = line_of(refund)
    if line is not None:
        raise Conflict(_("It stands in the payment file %s.") % line.file.reference, "in_payment_file")


def line_of(refund: Refund) -> TransferLine | None:
    """The line of a payment file that the refund's present round stands in."""
    lines = TransferLine.objects.filter(refund=refund, round=refund.round, dropped_at=None)
    return lines.select_related("file").first()


def question_for(refund: Refund) -> BankDetails:
    """The question as it would be opened now. Nothing is kept."""
    now = clock.now()
    return BankDetails(
        refund=refund,
        customer=refund.customer,
        remind_at=now + timedelta(days=settings.BANK_DETAILS_REMIND_DAYS),
        expires_at=end_of_day_in(settings.BANK_DETAILS_DAYS, now),
    )


def _opened(refund: Refund) -> BankDetails:
    question = question_for(refund)
    question.save()
    return question


def _checked_holder(holder: str) -> str:
    name = " ".join(holder.split())
    if not name:
        raise BadInput(_("Type the name that the account is kept under."), "holder_missing", "holder")
    if len(name) > HOLDER_LIMIT or not is_writable(name):
        raise BadInput(_("Please shorten the name to %d characters.") % HOLDER_LIMIT, "holder_too_long", "holder")
    return name


def _open_question(refund: Refund) -> BankDetails:
    """The living row of a locked refund that an account may be written into. Raises Conflict where none may."""
    details = living_details(refund)
    if details is None:
        raise Conflict(_("We need no bank account from you for this refund now."), "no_account_needed")
    if details.state == State.ASKED and details.expires_at <= clock.now():
        raise Conflict(_("The time to name an account is over. Please write to us; we ask you again."), "too_late")
    require_not_in_file(refund)
    return details


def _keep(refund: Refund, details: BankDetails, holder: str, read: ReadIban) -> None:
    if details.state == State.CONFIRMED:
        details.revoke()
        details.save()
        details = _opened(refund)
    details.confirm(holder, seal(read.iban, details.place).encode(), read.last4, read.bic, read.country)
    details.save()


def _look_at(details_id: int, reference: str) -> bool:
    """One that breaks must not hold up the others."""
    try:
        with transaction.atomic(), acting(CALENDAR):
            refund = lock_refund(reference)
            details = refund.bank_details.get(pk=details_id)
            if details.state != State.ASKED:
                return False
            return _move_on(refund, details)
    except Exception:
        log.exception("bank_details.broke", refund=reference)
        return False


def _move_on(refund: Refund, details: BankDetails) -> bool:
    """Nobody is reminded before the refund is approved: no letter has asked until then."""
    now, is_wanted = clock.now(), refund.state == Refund.State.APPROVED
    if details.expires_at <= now:
        details.expire()
        details.save()
        record(refund, "refund.bank_details_expired", CALENDAR)
        if is_wanted:
            _put_before_a_person(refund)
        return True
    if details.remind_at is None or details.remind_at > now:
        return False
    details.remind_at = None
    details.save()
    if is_wanted:
        record(refund, "refund.bank_details_asked_again", CALENDAR)
        notices.tell(refund, "bank_details_again", **notices.details_wanted(refund, details))
    return True


def _put_before_a_person(refund: Refund) -> None:
    refund.attention = _("The customer named no bank account in time. Ask again, or propose another way.")
    refund.save()
