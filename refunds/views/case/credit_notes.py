"""The credit notes of a refund, and whether one can still be issued."""

from __future__ import annotations

from typing import Any

from refunds import permissions
from refunds.credit_notes.queries import all_notes
from refunds.models import CreditNote, Refund
from refunds.views.access import StaffRequest

MAY_HAVE_ONE = (Refund.State.APPROVED, Refund.State.PROCESSING, Refund.State.COMPLETED)


def panel(request: StaffRequest, refund: Refund) -> dict[str, Any]:
    """Costs nothing where the payment has no invoice."""
    if not refund.payment.invoice_reference:
        return {"credit_notes": [], "may_credit": False}
    notes = list(all_notes().filter(refund=refund).order_by("id"))
    in_force = any(note.kind == CreditNote.Kind.CREDIT and not note.is_void for note in notes)
    may = permissions.ISSUE_CREDIT_NOTES in request.allowed and refund.state in MAY_HAVE_ONE and not in_force
    return {"credit_notes": notes, "may_credit": may}
