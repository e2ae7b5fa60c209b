"""What the shop's own systems are told, as it looks on the way."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from refunds.api.credit_shapes import ToldMovementOut
from refunds.api.shapes import RefundOut
from refunds.models import Refund

WITHOUT = (
    "fee_waiver",
    "reason_text",
    "requested_by",
    "attention",
    "risk_hints",
    "assignee",
    "decide_by",
    "escalated_at",
)
"""People's own words and names, and what is the desk's business: who may see them reads the refund itself."""


class ToldRefundOut(RefundOut):
    """A refund as other systems are told of it, at the time of the first try or later than the event, never earlier."""

    merged_into = serializers.CharField(source="merged_into.reference", default=None, allow_null=True)

    class Meta(RefundOut.Meta):
        fields: ClassVar = [*(name for name in RefundOut.Meta.fields if name not in WITHOUT), "merged_into"]


class AnnouncementDataOut(serializers.Serializer):
    """A move carries both states; empty for a test."""

    from_state = serializers.CharField(required=False, allow_blank=True)
    to_state = serializers.CharField(required=False, allow_blank=True)
    refund = ToldRefundOut(required=False)
    credit = ToldMovementOut(required=False)


class AnnouncementOut(serializers.Serializer):
    """The body of a message to a system of the shop. Its order says nothing: look at `created_at`."""

    id = serializers.CharField(help_text="The same at every try, and in the header webhook-id.")
    type = serializers.CharField(help_text='What happened, such as "refund.completed".')
    version = serializers.IntegerField(help_text="1. Fields may be added without a new one.")
    created_at = serializers.DateTimeField(help_text="When it happened.")
    data = AnnouncementDataOut()  # type: ignore[assignment]


def shown_refund(reference: str) -> dict[str, Any]:
    """Draw a refund for a message."""
    related = ("payment", "customer", "plan", "merged_into")
    return dict(ToldRefundOut(Refund.objects.select_related(*related).get(reference=reference)).data)
