"""How the colleagues have arranged their desks: views of the work list, shared and their own."""

from __future__ import annotations

from typing import Any

from refunds.actions.saved_views import save_view
from refunds.models import Refund
from reporting.demo_shop.staff import Staff

_OPEN = [Refund.State.REQUESTED, Refund.State.UNDER_REVIEW]


def arrange_desks(staff: Staff) -> None:
    """Keep views that Lena and Marta share with all, one of disputes among them, and one of Boris's own."""
    large: dict[str, Any] = {"state": _OPEN, "currency": "EUR", "amount_from": "300.00"}
    save_view(actor=staff.lena, name="Large in euros", filter=large, is_shared=True)
    save_view(actor=staff.marta, name="Changed their mind", filter={"reason": ["changed_mind"]}, is_shared=True)
    save_view(actor=staff.boris, name="Broken things", filter={"state": _OPEN, "reason": ["damaged"]})
    from_inbox = {"tab": "ours", "currency": "EUR", "amount_from": "100"}
    save_view(actor=staff.lena, name="From 100 euros", filter=from_inbox, order="amount", is_shared=True, of="disputes")
