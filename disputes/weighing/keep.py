"""What fighting is roughly worth, kept with each dispute that is ours to answer: the inbox can be walked by it.

It is weighed when the gateway tells something, and after every count of the outcomes, as chances and fees change too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db import transaction

from disputes.models import Dispute
from disputes.weighing.weigh import Scales, scales

WEIGHED_TOGETHER = 500


def keep_worth(dispute: Dispute) -> None:
    """Weigh one that is about to be written."""
    if dispute.state in Dispute.OURS:
        dispute.worth_minor = scales().fight_minor(dispute)


def weigh_anew(stop_at: float) -> int:
    """Weigh all that are ours, those due first before the others; none is begun after `stop_at` (monotonic).

    Returns how many are worth something else than before.
    """
    ours = Dispute.objects.filter(state__in=Dispute.OURS).order_by("answer_by", "id").values_list("pk", flat=True)
    keys, with_what, changed = list(ours), scales(), 0
    for start in range(0, len(keys), WEIGHED_TOGETHER):
        if time.monotonic() >= stop_at:
            break
        changed += _weigh_some(keys[start : start + WEIGHED_TOGETHER], with_what)
    return changed


def _weigh_some(keys: Sequence[int], with_what: Scales) -> int:
    """Only what differs is written; what somebody else has in hands is weighed by them, or the next time."""
    with transaction.atomic():
        rows = Dispute.objects.filter(pk__in=keys, state__in=Dispute.OURS).select_for_update(skip_locked=True)
        differing = []
        for dispute in rows.order_by().defer("raw"):
            worth = with_what.fight_minor(dispute)
            if worth != dispute.worth_minor:
                dispute.worth_minor = worth
                differing.append(dispute)
        Dispute.objects.bulk_update(differing, ["worth_minor"])
    return len(differing)
