"""What changed in a case since this person last looked, and keeping what they see now."""

from __future__ import annotations

from typing import Any

from refunds.actions.remember_seen import look_at, seen_as
from refunds.changes import Difference, differences
from refunds.fingerprint import snapshot_of
from refunds.models import Refund
from refunds.views.access import StaffRequest


def panel(request: StaffRequest, refund: Refund) -> dict[str, Any]:
    """Compare with the last look; then this one is the last."""
    now = snapshot_of(refund)
    before = look_at(request.user, refund, now, getattr(refund, "last_look", None))
    if before is None:
        return {"changes": [], "looked_at": None}
    return {"changes": differences(before.snapshot, now, refund), "looked_at": before.seen_at}


def since(refund: Refund, seen_hash: str) -> list[Difference]:
    """What changed since the screen with this hash; nothing where nobody remembers it."""
    before = seen_as(refund, seen_hash)
    return differences(before, snapshot_of(refund), refund) if before else []
