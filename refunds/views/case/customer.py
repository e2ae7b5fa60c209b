"""Who asks: what they paid and got back, what else they ask for, and which requests look like this one."""

from __future__ import annotations

from typing import Any

from refunds import permissions
from refunds.actions.merge_refunds import MERGEABLE
from refunds.customer_story import customer_story
from refunds.models import Refund
from refunds.views.access import StaffRequest


def panel(request: StaffRequest, refund: Refund) -> dict[str, Any]:
    may_merge = permissions.CHANGE in request.allowed and refund.state in MERGEABLE and not refund.round
    return {"story": customer_story(refund), "may_merge": may_merge, "mergeable": MERGEABLE}
