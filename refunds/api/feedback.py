"""What customers said of how it was, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers import clock
from customers.api.base import ApiView, Request, Response
from customers.api.fields import StrictSerializer
from refunds import permissions
from refunds.feedback_results import feedback_since, results_of


class FeedbackQuery(StrictSerializer):
    """So many months of the shop, this one included."""

    months = serializers.IntegerField(min_value=1, max_value=36, default=12)


class FeedbackShareOut(serializers.Serializer):
    """Counts of answers; null where fewer than five were given."""

    label = serializers.CharField()  # type: ignore[assignment]
    answers = serializers.IntegerField(allow_null=True)
    good = serializers.IntegerField(allow_null=True)
    mixed = serializers.IntegerField(allow_null=True)
    bad = serializers.IntegerField(allow_null=True)


class FeedbackResultsOut(serializers.Serializer):
    """Answers in all, and by reason, by who decided and by month."""

    total = FeedbackShareOut()
    by_reason = FeedbackShareOut(many=True)
    by_person = FeedbackShareOut(many=True)
    by_month = FeedbackShareOut(many=True)


class FeedbackView(ApiView):
    """What customers said."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": permissions.scope_for(permissions.SEE_FEEDBACK)}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.SEE_FEEDBACK}

    @extend_schema(operation_id="read_feedback", parameters=[FeedbackQuery], responses=FeedbackResultsOut)
    def get(self, request: Request) -> Response:
        """Count what customers said of how it was. Under five answers no figure is given."""
        months = self.wanted(FeedbackQuery)["months"]
        return Response(FeedbackResultsOut(results_of(feedback_since(months, clock.now()))).data)
