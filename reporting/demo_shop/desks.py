"""How the colleagues have arranged their desks: views of the work list, shared and their own."""

from __future__ import annotations

from typing import Any

from refunds.actions.saved_views import save_view
from refunds.models import Refund
from reporting.demo_shop.staff import Staff

_OPEN = [Refund.State.REQUESTED, Refund.State.UNDER_REVIEW]


def arrange_desks(staff: Staff) -> None:
    """Keep two views that Lena and Marta share with all, and one of Boris's own."""
    large: dict[str, Any] = {"state": _OPEN, "currency": "EUR", "amount_from": "300.00"}
    save_view(actor=staff.lena, name="Large in euros", filter=large, is_shared=True)
    save_view(actor=staff.marta, name="Changed their mind", filter={"reason": ["changed_mind"]}, is_shared=True)
    save_view(actor=staff.boris, name="Broken things", filter={"state": _OPEN, "reason": ["damaged"]})
