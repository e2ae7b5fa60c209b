"""Why our figure of an account differs from its gateway's, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import Request, Response
from customers.api.fields import Text
from reporting.api.tax import DaysIn, Reading, days_of
from reporting.gap.explain import explain


class GapIn(DaysIn):
    account = Text(max_length=64)
    currency = Text(max_length=3)


class GapItemOut(serializers.Serializer):
    """One movement; amounts are minor units of the currency beside them."""

    kind = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    our_at = serializers.DateTimeField(allow_null=True)
    our_minor = serializers.IntegerField(allow_null=True)
    our_currency = serializers.CharField(allow_null=True)
    their_at = serializers.DateTimeField(allow_null=True)
    their_minor = serializers.IntegerField(allow_null=True)
    their_currency = serializers.CharField(allow_null=True)
    delta_minor = serializers.IntegerField()
    difference_url = serializers.CharField()
    payout = serializers.CharField()


class GapStepOut(serializers.Serializer):
    """One reason; `count` may be more than the items that are named."""

    why = serializers.CharField()
    title = serializers.CharField()
    delta_minor = serializers.IntegerField()
    count = serializers.IntegerField()
    items = GapItemOut(many=True)


class GapOut(serializers.Serializer):
    """From our figure to the gateway's. `remainder_minor` is what nobody can name: zero, or an alarm.

    `payout_steps` go on from what was settled to what was paid out; the payouts among them make the remainder there.
    """

    account = serializers.CharField()
    currency = serializers.CharField()
    captured_minor = serializers.IntegerField()
    ledger_minor = serializers.IntegerField()
    ours_minor = serializers.IntegerField()
    steps = GapStepOut(many=True)
    remainder_minor = serializers.IntegerField()
    theirs_minor = serializers.IntegerField()
    unpaid_minor = serializers.IntegerField()
    from_before_minor = serializers.IntegerField()
    payout_fees_minor = serializers.IntegerField()
    payout_steps = GapStepOut(many=True)
    payout_remainder_minor = serializers.IntegerField()
    paid_out_minor = serializers.IntegerField()


class GapView(Reading):
    @extend_schema(operation_id="explain_differences", parameters=[GapIn], responses=GapOut)
    def get(self, request: Request) -> Response:
        """Read why our figure of an account differs from its gateway's, reason by reason."""
        asked = self.wanted(GapIn)
        return Response(GapOut(explain(asked["account"], asked["currency"], days_of(asked))).data)
