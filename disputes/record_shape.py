"""A dispute as others bring it to us: a platform over the API, or a line of a file. Strict; values in, a record out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from customers.api.fields import AmountMinor, Currency, OneOf, StrictSerializer, Text, YesNo
from disputes.models import Dispute
from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    MovementKind,
)

MOST_MOVEMENTS = 50
_STATES = [(state.value, state.value) for state in DisputeState if state != DisputeState.UNKNOWN]


class MovementIn(StrictSerializer):
    """Money that the dispute moved at the gateway, under the gateway's own id for the movement."""

    movement_id = Text(max_length=120)
    kind = OneOf([(kind.value, kind.value) for kind in MovementKind])
    amount_minor = AmountMinor()
    currency = Currency()
    moved_at = serializers.DateTimeField(required=False)


class DisputeIn(StrictSerializer):
    """A dispute as it stands now at the gateway. Sent again it brings ours to what it says.

    `payment` is the gateway's reference of the payment. Name `told_at`, the moment of this word, so that an older word
    that comes later changes nothing.
    """

    account = Text(max_length=64, help_text="The gateway account, as it is named here.")
    gateway_reference = Text(max_length=191)
    payment = Text(max_length=191)
    state = OneOf(_STATES)
    stage = OneOf(Dispute.Stage.choices, required=False)
    word = Text(max_length=80, required=False, help_text="The gateway's own word for the state.")
    amount_minor = AmountMinor()
    currency = Currency()
    reason = Text(max_length=80, required=False)
    network = Text(max_length=20, required=False)
    network_code = Text(max_length=20, required=False)
    respond_by = serializers.DateTimeField(required=False)
    can_respond = YesNo(required=False)
    can_accept = YesNo(required=False)
    is_refundable = YesNo(required=False)
    opened_at = serializers.DateTimeField(required=False)
    told_at = serializers.DateTimeField(required=False)
    follows = Text(max_length=191, required=False)
    outcome_words = Text(max_length=500, required=False)
    movements = MovementIn(many=True, required=False, max_length=MOST_MOVEMENTS)  # type: ignore[call-arg]


def record_of(sent: dict[str, Any]) -> DisputeRecord:
    """The record that checked input describes."""
    facts = {name: value for name, value in sent.items() if name not in ("account", "payment", "movements")}
    movements = [DisputeMovement(**{**move, "kind": MovementKind(move["kind"])}) for move in sent.get("movements", ())]
    state = DisputeState(facts.pop("state"))
    is_inquiry = state.value.startswith("inquiry")
    stage = facts.pop("stage", "inquiry" if is_inquiry else "chargeback")
    return DisputeRecord(
        state=state,
        stage=DisputeStage(stage),
        word=facts.pop("word", state.value),
        payment_references=(sent["payment"],),
        movements=movements,
        **facts,
    )
