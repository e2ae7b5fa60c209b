"""Collecting bank transfers into a payment file, taking some out again, and withdrawing the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.shop_days import shop_day
from refunds import permissions
from refunds.actions.bank_details import line_of
from refunds.actions.begin_transfer import transfer_reference
from refunds.actions.lock_refund import lock_refunds
from refunds.actions.transfer_files import (
    count_anew,
    drop_line,
    living_lines,
    lock_file,
    require_file_state,
    require_unchanged,
)
from refunds.banking.account import our_account
from refunds.events import record
from refunds.models import BankDetails, Refund, TransferFile, TransferLine
from refunds.references import transfer_file_reference
from refunds.transfers_due import ready_transfers

MOST_LINES = 200
FARTHEST_DAYS = 60
State = TransferFile.State


def collect_transfers(
    *, actor: Actor, execution_on: date | None = None, references: Sequence[str] | None = None
) -> TransferFile:
    """Put these refunds, or the oldest that are ready, into a new file for another person to release.

    Without a day it is to be executed today. Raises Conflict, naming the refund, where one cannot be taken.
    """
    with transaction.atomic(), acting(actor):
        person = permissions.require(actor, permissions.MAKE_TRANSFERS)
        account, day = our_account(), _checked_day(execution_on)
        refunds = _chosen(references)
        file = TransferFile.objects.create(
            reference=transfer_file_reference(),
            execution_on=day,
            debtor_name=account.name,
            debtor_iban=account.iban,
            debtor_bic=account.bic,
            line_count=len(refunds),
            total_minor=sum(refund.amount_minor for refund in refunds),
            maker=person,
        )
        lines = [_line(file, number, refund) for number, refund in enumerate(refunds, start=1)]
        require_unchanged(lines)
        TransferLine.objects.bulk_create(lines)
        for refund in refunds:
            refund.attention = ""
            refund.save()
            record(refund, "refund.put_into_payment_file", actor, file=file.reference)
    return file


def take_out_line(*, actor: Actor, reference: str, refund: str) -> TransferFile:
    """Take one refund out of a draft; it can be collected again. The last one takes the file with it."""
    with transaction.atomic(), acting(actor):
        file, lines = lock_file(reference)
        permissions.require(actor, permissions.MAKE_TRANSFERS)
        require_file_state(file, State.DRAFT)
        line = next((line for line in lines if line.refund.reference == refund), None)
        if line is None:
            raise NotFound(_("This refund does not stand in this file."), "line_not_found")
        _shrink(file, line, actor)
    return file


def withdraw_transfer_file(*, actor: Actor, reference: str) -> TransferFile:
    """Take a file back before it has gone to the bank; all its refunds can be collected again."""
    with transaction.atomic(), acting(actor):
        file, lines = lock_file(reference)
        permissions.require_one_of(actor, permissions.MAKE_TRANSFERS, permissions.RELEASE_TRANSFERS)
        require_file_state(file, State.DRAFT, State.RELEASED)
        if file.is_at_the_bank:
            raise Conflict(
                _("It was downloaded and may be at the bank. Only the bank's answer ends it now."), "at_the_bank"
            )
        for line in lines:
            drop_line(line, actor)
        file.withdraw()
        file.save()
    return file


def leave_draft(refund: Refund, actor: Actor) -> None:
    """Take a locked refund that is called off out of a draft. Raises Conflict where the file is released."""
    line = line_of(refund)
    if line is None:
        return
    file = TransferFile.objects.select_for_update(of=("self",)).get(pk=line.file_id)
    if file.state != State.DRAFT:
        raise Conflict(
            _("It stands in the released payment file %s. Withdraw the file first.") % file.reference,
            "in_payment_file",
        )
    line.refund = refund
    _shrink(file, line, actor)


def _shrink(file: TransferFile, line: TransferLine, actor: Actor) -> None:
    drop_line(line, actor)
    count_anew(file)
    if not file.line_count:
        file.withdraw()
    file.save()


def _checked_day(day: date | None) -> date:
    today = shop_day(clock.now())
    if day is None:
        return today
    if not today <= day <= today + timedelta(days=FARTHEST_DAYS):
        raise BadInput(
            _("Choose a day from today on, within the next %d days.") % FARTHEST_DAYS, "bad_day", "execution_on"
        )
    return day


def _chosen(references: Sequence[str] | None) -> list[Refund]:
    """Lock what was chosen, the oldest first; what cannot go into a file is named with its reason."""
    if references is None:
        chosen = list(ready_transfers().order_by("approved_at", "id").values_list("pk", flat=True)[:MOST_LINES])
        wanted = Refund.objects.filter(pk__in=chosen)
    else:
        asked = list(dict.fromkeys(references))
        if len(asked) > MOST_LINES:
            raise BadInput(_("A payment file takes at most %d refunds.") % MOST_LINES, "too_many", "refunds")
        wanted = Refund.objects.filter(reference__in=asked)
        missing = set(asked) - set(wanted.values_list("reference", flat=True))
        if missing:
            raise NotFound(_("There is no refund %s.") % min(missing), "refund_not_found")
    refunds = sorted(lock_refunds(wanted), key=lambda refund: (refund.approved_at or refund.created_at, refund.pk))
    if not refunds:
        raise BadInput(_("No bank transfer is chosen, or none is ready to be paid."), "none_chosen", "refunds")
    return refunds


def _line(file: TransferFile, number: int, refund: Refund) -> TransferLine:
    found = refund.bank_details.filter(state=BankDetails.State.CONFIRMED).first()
    why = _barred(refund, found)
    if found is None or why:
        raise Conflict(f"{refund.reference}: {why}", "not_payable")
    return TransferLine(
        file=file,
        number=number,
        refund=refund,
        round=refund.round,
        reference=transfer_reference(refund),
        details=found,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )


def _barred(refund: Refund, found: BankDetails | None) -> str:
    if refund.rail != Refund.Rail.BANK_TRANSFER or refund.state != Refund.State.APPROVED:
        return _("It is no bank transfer that waits to be paid.")
    if refund.currency != TransferFile._meta.get_field("currency").default:
        return _("A payment file carries euros only. Pay it by hand and record it.")
    if (line := line_of(refund)) is not None:
        return _("It stands in the payment file %s already.") % line.file.reference
    return "" if found else _("The customer has not named a bank account yet.")


__all__ = ["MOST_LINES", "collect_transfers", "leave_draft", "living_lines", "take_out_line", "withdraw_transfer_file"]
