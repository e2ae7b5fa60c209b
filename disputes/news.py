"""Whether what a gateway says of a dispute is news, or old, or said before."""

from __future__ import annotations

from typing import Any

from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage

_STAGES = list(DisputeStage)


def is_old_news(dispute: Dispute, record: DisputeRecord) -> bool:
    """Whether we know better: it was told or read before what we know, or tells of a stage that has passed."""
    known_since = record.told_at or record.read_at
    if known_since is not None and dispute.told_at is not None and known_since < dispute.told_at:
        return True
    return record.read_at is None and record.stage not in (None, stage_then(dispute, record))


def is_known(dispute: Dispute, record: DisputeRecord) -> bool:
    """Whether it says once more, to the last field, what we know: nothing follows from that."""
    fields = {
        "word": record.word[:80],
        "stage": stage_then(dispute, record).value,
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "respond_by": record.respond_by,
        "may_respond": record.can_respond,
        "may_accept": record.can_accept,
        "may_refund": record.is_refundable,
        "may_appeal": record.can_appeal,
        "may_offer": list(record.offers or ()),
        "may_acknowledge": list(record.returns),
        "offer": offer_then(dispute, record),
    }
    if any(getattr(dispute, name) != value for name, value in fields.items()):
        return False
    if record.answers > dispute.answers_there or record.outcome_words[:500] not in ("", dispute.outcome_words):
        return False
    if record.reason[:80] not in ("", dispute.reason):
        return False
    if record.network_code[:20] not in ("", dispute.network_code):
        return False
    moved = {move.movement_id for move in record.movements if move.amount_minor > 0}
    return moved <= set(dispute.moved.values_list("movement_id", flat=True))


def offer_then(dispute: Dispute, record: DisputeRecord) -> dict[str, Any]:
    """The last offer with this record: ours stays as we know it while the gateway tells of none, or of one before."""
    told = record.offer
    if told is None or told.made < dispute.offer.get("made", 0):
        return dict(dispute.offer)
    return {
        "kind": told.kind.value,
        "state": told.state.value,
        "made": told.made,
        "amount_minor": told.amount_minor,
        "currency": told.currency,
    }


def stage_then(dispute: Dispute, record: DisputeRecord) -> DisputeStage:
    """How far the case has come with this record: never back. Some gateways forget how far an ended one had come."""
    known = DisputeStage(dispute.stage)
    return max(record.stage or known, known, key=_STAGES.index)
