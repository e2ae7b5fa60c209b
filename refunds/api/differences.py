"""Differences over HTTP: list, own, match, resolve."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.resolve_difference import (
    RESOLUTION_LIMIT,
    find_row,
    match_difference,
    own_difference,
    resolve_difference,
)
from refunds.api.shapes import RefundOut
from refunds.api.webhook_events import MatchIn
from refunds.models import Difference

READ, ACT = permissions.scope_for(permissions.SEE_OPERATIONS), permissions.scope_for(permissions.RECONCILE)


class DifferenceOut(serializers.ModelSerializer):
    """`ours_minor` is in minor units of `currency`, `theirs_minor` of `their_currency`; null where a side has none."""

    payment = serializers.CharField(source="payment.reference", allow_null=True, default=None)
    refund = serializers.CharField(source="refund.reference", allow_null=True, default=None)
    attempt = serializers.CharField(source="attempt.reference", allow_null=True, default=None)
    owner = serializers.CharField(source="owner.email", allow_null=True, default=None)
    run = serializers.IntegerField(source="run_id", allow_null=True)
    report = serializers.IntegerField(source="report_id", allow_null=True)
    resolved_by = serializers.CharField(source="resolved_label")

    class Meta:
        model = Difference
        fields: ClassVar = [
            "id", "kind", "state", "gateway_account", "gateway_reference", "payment_reference", "payment", "refund",
            "attempt", "run", "report", "line_number", "ours_minor", "currency", "theirs_minor", "their_currency",
            "ours", "theirs", "why", "owner", "resolution", "resolved_by", "found_at", "resolved_at",
        ]  # fmt: skip


class DifferenceQuery(StrictSerializer):
    account = serializers.CharField(source="gateway_account", required=False, max_length=64)
    kind = serializers.ChoiceField(Difference.Kind.choices, required=False)
    state = serializers.ChoiceField(Difference.State.choices, required=False)
    owner = serializers.EmailField(source="owner__email", required=False, max_length=254)
    report = serializers.IntegerField(source="report_id", required=False, min_value=1, max_value=2**62)
    run = serializers.IntegerField(source="run_id", required=False, min_value=1, max_value=2**62)


class OwnerIn(StrictSerializer):
    """A colleague's mail address; empty for nobody. Without it, the owner of the key."""

    to = Text(max_length=254, required=False, allow_blank=True)


class ResolutionIn(StrictSerializer):
    words = Text(max_length=RESOLUTION_LIMIT)


class DifferencesView(ApiView):
    """All differences."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}
    page_keys: ClassVar = ("-found_at", "-id")

    @extend_schema(operation_id="list_differences", parameters=[DifferenceQuery], responses=page_of(DifferenceOut))
    def get(self, request: Request) -> Response:
        """List differences, newest first."""
        rows = Difference.objects.select_related("payment", "refund", "attempt", "owner")
        return self.page(rows.filter(**self.wanted(DifferenceQuery)), DifferenceOut)


class DifferenceView(ApiView):
    """One difference."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_OPERATIONS}

    @extend_schema(operation_id="read_difference", responses=DifferenceOut)
    def get(self, request: Request, difference_id: int) -> Response:
        """Read a difference with both sides."""
        self.wanted(StrictSerializer)
        return Response(DifferenceOut(find_row(difference_id)).data)


class OwnerView(ApiView):
    """Gives a difference an owner."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="own_difference", request=OwnerIn, responses={200: DifferenceOut})
    @once
    def post(self, request: Request, difference_id: int) -> Response:
        """Take a difference on, or give it to a colleague."""
        own_difference(actor=self.actor, difference_id=difference_id, to=self.sent(OwnerIn).get("to"))
        return Response(DifferenceOut(find_row(difference_id)).data)


class ResolutionView(ApiView):
    """Resolves a difference."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="resolve_difference", request=ResolutionIn, responses={200: DifferenceOut})
    @once
    def post(self, request: Request, difference_id: int) -> Response:
        """End a difference, with a word how. It stays to be read."""
        resolve_difference(actor=self.actor, difference_id=difference_id, **self.sent(ResolutionIn))
        return Response(DifferenceOut(find_row(difference_id)).data)


class MatchingView(ApiView):
    """Matches a refund that nobody knew."""

    scopes: ClassVar = {"POST": ACT}
    moves: ClassVar = {"POST": permissions.RECONCILE}

    @extend_schema(operation_id="match_difference", request=MatchIn, responses={200: RefundOut})
    @once
    def post(self, request: Request, difference_id: int) -> Response:
        """Put a refund that the gateway lists to a request or a payment."""
        sent = self.sent(MatchIn)
        refund = match_difference(
            actor=self.actor, difference_id=difference_id, to=sent["to"], words=sent.get("words", "")
        )
        return Response(RefundOut(refund).data)
