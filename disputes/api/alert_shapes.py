"""What an alert looks like over HTTP, in and out."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.api.fields import AmountMinor, Currency, Day, OneOf, StrictSerializer, Text, YesNo
from disputes.actions.take_alert import Told
from disputes.api.weighing import PressureOut
from disputes.models import Alert, AlertEvent
from disputes.prevention.moves import possibilities
from disputes.prevention.weighing import CLOSE, REFUND, WAIT, Weighed, weigh
from refunds import permissions
from refunds.models import Refund

WITHOUT = ("owner", "attention", "escalated_at", "words", "card_last4", "descriptor")
"""What is the desk's business, or tells of a person: other systems are told of alerts without it."""


class AnsweringRefundOut(serializers.ModelSerializer):
    """The refund that an alert was answered with, or that the network's own payment was booked as."""

    class Meta:
        model = Refund
        fields: ClassVar = ["reference", "state", "amount_minor", "currency", "finished_at"]


class AlertOut(serializers.ModelSerializer):
    """An alert. `respond_by` is the provider's deadline, `answer_by` ours before it; `state` is the answer."""

    payment = serializers.CharField(
        source="payment.reference", default=None, allow_null=True, help_text="Null until it is found."
    )
    refund = AnsweringRefundOut(allow_null=True)
    dispute = serializers.CharField(source="dispute.reference", default=None, allow_null=True)
    days_to_dispute = serializers.IntegerField(allow_null=True)
    owner = serializers.CharField(
        source="owner.email", default=None, allow_null=True, help_text="Who decides it; null is nobody."
    )

    class Meta:
        model = Alert
        fields: ClassVar = [
            "reference", "provider", "provider_reference", "state", "payment", "currency", "amount_minor", "network",
            "reason", "network_code", "category", "paid_outside", "gateway_account", "payment_reference", "arn",
            "card_last4", "descriptor", "paid_on", "alerted_at", "respond_by", "answer_by", "decided_at", "refund",
            "dispute", "days_to_dispute", "words", "owner", "attention", "escalated_at",
        ]  # fmt: skip


class ToldAlertOut(AlertOut):
    """An alert as other systems are told of it."""

    class Meta(AlertOut.Meta):
        fields: ClassVar = [name for name in AlertOut.Meta.fields if name not in WITHOUT]


class AlertOutcomeOut(serializers.ModelSerializer):
    """The answer to an alert, for who brought it: nothing of the customer or of the desk.

    `refunded` is true once the money has left, whoever sent it.
    """

    refunded = serializers.SerializerMethodField()
    refund = AnsweringRefundOut(allow_null=True)

    class Meta:
        model = Alert
        fields: ClassVar = [
            "reference", "provider", "provider_reference", "state", "refunded", "refund", "currency", "amount_minor",
            "respond_by", "decided_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.BooleanField())
    def get_refunded(self, alert: Alert) -> bool:
        return alert.paid_outside or alert.state == Alert.State.REFUNDED


class LikelihoodOut(serializers.Serializer):
    """A share between 0 and 1 from `hits` of `cases` of our own and a prior; 95 times in 100 from `low` to `high`."""

    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    hits = serializers.IntegerField()
    cases = serializers.IntegerField()
    assumed = serializers.CharField(source="prior.source")


class WeighedOut(serializers.Serializer):
    """Refund now or wait, in minor units; `dispute_fee_minor` is null where it is not known."""

    advice = serializers.ChoiceField(choices=[(word, word) for word in (REFUND, WAIT, CLOSE)])
    sentence = serializers.CharField()
    currency = serializers.CharField()
    refund_minor = serializers.IntegerField()
    dispute_fee_minor = serializers.IntegerField(source="fee_minor", allow_null=True)
    wait_minor = serializers.IntegerField()
    wait_low_minor = serializers.IntegerField()
    wait_high_minor = serializers.IntegerField()
    chance_of_dispute = LikelihoodOut(source="chance")
    chance_to_win = LikelihoodOut(source="winning")
    pressure = PressureOut(allow_null=True)


class AlertMoveOut(serializers.Serializer):
    """What may be done now; `why_not` is empty where it may."""

    name = serializers.CharField()
    why_not = serializers.CharField()


class AlertDetailOut(AlertOut):
    """An alert with what the owner of the key may do about it, and the arithmetic while it is open."""

    moves = serializers.SerializerMethodField()
    weighed = serializers.SerializerMethodField()

    class Meta(AlertOut.Meta):
        fields: ClassVar = [*AlertOut.Meta.fields, "moves", "weighed"]

    @extend_schema_field(AlertMoveOut(many=True))
    def get_moves(self, alert: Alert) -> list[dict[str, str]]:
        person = self.context.get("person")
        allowed = permissions.allowed_moves(person) if person else set()
        return [{"name": move.name, "why_not": move.why_not} for move in possibilities(alert, allowed)]

    @extend_schema_field(WeighedOut(allow_null=True))
    def get_weighed(self, alert: Alert) -> dict[str, Any] | None:
        weighed: Weighed | None = weigh(alert) if alert.state == Alert.State.RECEIVED else None
        return dict(WeighedOut(weighed).data) if weighed else None


class AlertEventOut(serializers.ModelSerializer):
    """Something that happened to an alert."""

    data: Any = serializers.JSONField()

    class Meta:
        model = AlertEvent
        fields: ClassVar = ["id", "kind", "from_state", "to_state", "actor_label", "data", "happened_at"]


class Last4(Text):
    """The last four digits of a card, and never more of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_length": 4, "max_length": 4, **options})

    def to_internal_value(self, data: Any) -> str:
        digits = super().to_internal_value(data)
        if not (digits.isascii() and digits.isdigit()):
            self.fail("invalid")
        return digits


class AlertIn(StrictSerializer):
    """An alert as its provider tells it. Sent again under its number it is the same alert.

    Name what tells the payment: `payment`, the gateway's number for it; or how the card ends, with the amount and the
    day. `paid_outside` says that the network has given the money back by its own rule, as Visa RDR does.
    """

    provider = OneOf([(code, code) for code in Alert.BROUGHT])
    provider_reference = Text(max_length=180)
    amount_minor = AmountMinor()
    currency = Currency()
    network = Text(max_length=20, required=False)
    reason = Text(max_length=80, required=False)
    network_code = Text(max_length=20, required=False)
    paid_outside = YesNo(required=False, help_text="True for RDR unless told otherwise, false for the others.")
    account = Text(max_length=64, required=False, help_text="The gateway account, as it is named here.")
    payment = Text(max_length=191, required=False)
    arn = Text(max_length=40, required=False)
    card_last4 = Last4(required=False)
    descriptor = Text(max_length=80, required=False)
    paid_on = Day(required=False, help_text="The day of the payment, as it stands on the card statement.")
    alerted_at = serializers.DateTimeField(required=False)
    respond_by = serializers.DateTimeField(required=False)


def told_by(sent: dict[str, Any]) -> Told:
    """What checked input says."""
    facts = dict(sent)
    facts.setdefault("paid_outside", facts["provider"] == Alert.Provider.RDR)
    return Told(gateway_account=facts.pop("account", ""), payment_reference=facts.pop("payment", ""), **facts)
