"""What a dispute looks like over HTTP."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from disputes.models import CustomerStatement, Dispute, DisputeAnswer, DisputeEvent, MoneyMoved
from disputes.moves import possibilities
from disputes.offers import FINDING_NAMES, KIND_NAMES, STATE_NAMES
from refunds import permissions

WITHOUT = ("owner", "attention", "escalated_at")
"""What is the desk's business: other systems are told of disputes without it."""


class ToldOfferOut(serializers.Serializer):
    """The last offer that the customer has or had. No amount is a replacement without money. `made` counts them all."""

    kind = serializers.ChoiceField(choices=KIND_NAMES)
    state = serializers.ChoiceField(choices=STATE_NAMES)
    made = serializers.IntegerField()
    amount_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)


class DisputeOut(serializers.ModelSerializer):
    """A dispute. `respond_by` is the gateway's deadline, `answer_by` ours before it; the gateway's word is `word`."""

    payment = serializers.CharField(source="payment.reference")
    customer = serializers.CharField(source="payment.customer.reference")
    may_offer = serializers.ListField(
        child=serializers.ChoiceField(choices=KIND_NAMES),
        help_text="What may be offered to the customer now.",
    )
    may_acknowledge = serializers.ListField(
        child=serializers.ChoiceField(choices=FINDING_NAMES),
        help_text="What may be said now of goods that the customer was to send back.",
    )
    offer = serializers.SerializerMethodField()
    owner = serializers.CharField(
        source="owner.email", default=None, allow_null=True, help_text="Who answers it; null is nobody."
    )

    class Meta:
        model = Dispute
        fields: ClassVar = [
            "reference", "payment", "customer", "gateway", "gateway_account", "gateway_reference", "source", "state",
            "stage", "round", "currency", "amount_minor", "category", "reason", "network", "network_code", "word",
            "outcome_words", "opened_at", "respond_by", "answer_by", "answered_at", "finished_at", "may_respond",
            "may_accept", "may_refund", "may_appeal", "may_offer", "may_acknowledge",
            "offer", "owner", "attention", "escalated_at",
        ]  # fmt: skip

    @extend_schema_field(ToldOfferOut(allow_null=True))
    def get_offer(self, dispute: Dispute) -> dict[str, Any] | None:
        return dispute.offer or None


class ToldDisputeOut(DisputeOut):
    """A dispute as other systems are told of it."""

    class Meta(DisputeOut.Meta):
        fields: ClassVar = [name for name in DisputeOut.Meta.fields if name not in WITHOUT]


class DeadlineOut(DisputeOut):
    """A dispute that waits for us, by when it is answered."""


class MovementOut(serializers.ModelSerializer):
    """Money that the dispute moved: a positive amount of minor units, and the entry in the ledger."""

    class Meta:
        model = MoneyMoved
        fields: ClassVar = ["kind", "movement_id", "amount_minor", "currency", "moved_at"]


class GivenAnswerOut(serializers.ModelSerializer):
    """What was answered in a round."""

    class Meta:
        model = DisputeAnswer
        fields: ClassVar = ["round", "number", "kind", "state", "created_at", "sent_at", "finished_at"]


class DisputeMoveOut(serializers.Serializer):
    """What may be done now; `why_not` is empty where it may."""

    name = serializers.CharField()
    why_not = serializers.CharField()


class SignedStatementOut(serializers.ModelSerializer):
    """What the customer signed: that the dispute was a mistake. `words` are what they added."""

    class Meta:
        model = CustomerStatement
        fields: ClassVar = ["name", "text", "words", "language", "signed_at"]


class DisputeDetailOut(DisputeOut):
    """A dispute with its money, its answers, and what the owner of the key may do about it."""

    follows = serializers.CharField(source="follows.reference", default=None, allow_null=True)
    stopped_refund = serializers.CharField(source="stopped_refund.reference", default=None, allow_null=True)
    movements = MovementOut(source="moved", many=True)
    answers = GivenAnswerOut(many=True)
    statement = SignedStatementOut(default=None, allow_null=True)
    moves = serializers.SerializerMethodField()

    class Meta(DisputeOut.Meta):
        fields: ClassVar = [
            *DisputeOut.Meta.fields, "follows", "stopped_refund", "movements", "answers", "statement", "moves",
        ]  # fmt: skip

    @extend_schema_field(DisputeMoveOut(many=True))
    def get_moves(self, dispute: Dispute) -> list[dict[str, str]]:
        person = self.context.get("person")
        allowed = permissions.allowed_moves(person) if person else set()
        return [{"name": move.name, "why_not": move.why_not} for move in possibilities(dispute, allowed)]


class DisputeEventOut(serializers.ModelSerializer):
    """Something that happened to a dispute."""

    data: Any = serializers.JSONField()

    class Meta:
        model = DisputeEvent
        fields: ClassVar = ["id", "kind", "from_state", "to_state", "actor_label", "data", "happened_at"]
