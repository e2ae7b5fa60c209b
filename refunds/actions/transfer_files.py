"""Taking a payment file under lock, and what must still be true of each of its lines before money leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor
from customers.errors import Conflict, NotFound
from customers.models import PaymentHold
from refunds.actions.lock_refund import lock_refunds
from refunds.banking.account import to_be_collected
from refunds.events import record
from refunds.models import BankDetails, Refund, TransferFile, TransferLine


def lock_file(reference: str) -> tuple[TransferFile, list[TransferLine]]:
    """Lock the refunds of a file with their payments, then the file; return it with its living lines. Or NotFound."""
    refunds = Refund.objects.filter(transfer_lines__file__reference=reference, transfer_lines__dropped_at=None)
    locked = {refund.pk: refund for refund in lock_refunds(Refund.objects.filter(pk__in=refunds.values("pk")))}
    file = TransferFile.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if file is None:
        raise NotFound(_("There is no such payment file."), "transfer_file_not_found")
    lines = list(living_lines(file))
    for line in lines:
        line.refund = locked[line.refund_id]
    return file, lines


def living_lines(file: TransferFile) -> Iterable[TransferLine]:
    return file.lines.filter(dropped_at=None).select_related("details", "attempt").order_by("number")


def require_file_state(file: TransferFile, *states: str) -> None:
    """Raise Conflict when the file has moved on in the meantime."""
    if file.state not in states:
        raise Conflict(
            _("This payment file is already “%s”, so this move is no longer possible.") % file.get_state_display(),
            "already_moved",
        )


def contents_hash(file: TransferFile, lines: Iterable[TransferLine]) -> str:
    """What the second person saw: every line with its amount and account, and the day."""
    told = [[line.reference, line.amount_minor, line.currency, line.details_id] for line in lines]
    canonical = json.dumps([file.reference, f"{file.execution_on}", file.debtor_iban, told], separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def require_unchanged(lines: Iterable[TransferLine]) -> None:
    """Raise Conflict for the first line whose refund is no longer what was collected. Their refunds are locked."""
    lines = list(lines)
    payments = [line.refund.payment_id for line in lines]
    held = set(PaymentHold.objects.filter(payment__in=payments, released_at=None).values_list("payment", flat=True))
    for line in lines:
        if why := _changed(line, line.refund.payment_id in held):
            raise Conflict(
                _("%(refund)s: %(why)s Take it out of the file, or withdraw the file.")
                % {"refund": line.refund.reference, "why": why},
                "line_changed",
            )


def drop_line(line: TransferLine, actor: Actor) -> None:
    """Take a line out of its file; its refund waits for another one."""
    line.dropped_at = clock.now()
    line.save(update_fields=["dropped_at"])
    if line.refund.state == Refund.State.APPROVED:
        line.refund.attention = to_be_collected()
        line.refund.save()
    record(line.refund, "refund.left_payment_file", actor, file=line.file.reference)


def count_anew(file: TransferFile) -> None:
    """Let number and sum of a locked draft say what its living lines come to."""
    lines = list(living_lines(file))
    file.line_count, file.total_minor = len(lines), sum(line.amount_minor for line in lines)


def _changed(line: TransferLine, is_held: bool) -> str:
    refund = line.refund
    if (refund.state, refund.round, refund.rail) != (Refund.State.APPROVED, line.round, Refund.Rail.BANK_TRANSFER):
        return _("It is “%s” now.") % refund.get_state_display()
    if (refund.amount_minor, refund.currency) != (line.amount_minor, line.currency):
        return _("Its amount is another one now.")
    if line.details.state != BankDetails.State.CONFIRMED:
        return _("The customer has taken the account back.")
    return _("Its payment is on hold.") if is_held else ""
