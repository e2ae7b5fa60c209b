"""What the shop's systems saw of a payment, sent over HTTP; and how ready it is should somebody dispute it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import Payment
from disputes.actions.record_trace import LIMITS, record_trace
from disputes.api.evidence import ItemOut, items_of
from disputes.models import PaymentTrace
from disputes.results.readiness import readiness_of
from refunds import permissions

READ = permissions.scope_for(permissions.SEE_DISPUTES)


class TraceOut(serializers.ModelSerializer):
    """One thing that was seen. It is never changed."""

    class Meta:
        model = PaymentTrace
        fields: ClassVar = ["id", "kind", "happened_at", *LIMITS, "created_at"]


def _seen(name: str) -> Text:
    return Text(max_length=LIMITS[name], required=False, allow_blank=True)


class TraceIn(StrictSerializer):
    """One thing that was seen: a purchase, a sign-in, a delivery. What is not known stays away."""

    kind = OneOf(choices=PaymentTrace.Kind.choices)
    happened_at = serializers.DateTimeField()
    ip = _seen("ip")
    device_id = _seen("device_id")
    fingerprint = _seen("fingerprint")
    account = _seen("account")
    address = _seen("address")
    carrier = _seen("carrier")
    tracking_number = _seen("tracking_number")
    signed_by = _seen("signed_by")
    words = _seen("words")


class TracesView(ApiView):
    """The traces of a payment."""

    scopes: ClassVar = {"GET": READ, "POST": permissions.scope_for(permissions.BRING_DISPUTES)}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("-id",)

    @extend_schema(operation_id="list_payment_traces", responses=page_of(TraceOut))
    def get(self, request: Request, reference: str) -> Response:
        """List what was seen of a payment, newest first."""
        self.wanted(StrictSerializer)
        return self.page(PaymentTrace.objects.filter(payment=_payment(reference)).order_by(), TraceOut)

    @extend_schema(operation_id="record_payment_trace", request=TraceIn, responses={201: TraceOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Keep what a system of the shop saw of a payment."""
        trace = record_trace(actor=self.actor, payment_reference=reference, **self.sent(TraceIn))
        return Response(TraceOut(trace).data, 201)


class ReadinessOut(serializers.Serializer):
    """How ready a payment is for a dispute of this reason, and what to collect: a list of what to start with."""

    category = serializers.CharField()
    title = serializers.CharField()
    readiness = serializers.IntegerField(help_text="0 to 100.")
    checklist = ItemOut(many=True)


class ReadinessesOut(serializers.Serializer):
    """Every reason, the least ready first."""

    results = ReadinessOut(many=True)


class ReadinessView(ApiView):
    """How ready a payment is before anybody disputes it."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_payment_readiness", responses=ReadinessesOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read how ready a payment is for each reason, and whom to ask for what is missing."""
        self.wanted(StrictSerializer)
        rows: list[dict[str, Any]] = [
            {
                "category": ready.reason.category,
                "title": ready.reason.title,
                "readiness": ready.checklist.readiness,
                "checklist": items_of(ready.checklist),
            }
            for ready in readiness_of(reference).reasons
        ]
        return Response(ReadinessesOut({"results": rows}).data)


def _payment(reference: str) -> Payment:
    rows = Payment.objects.select_related("customer").filter(reference=reference)
    return one_or_not_found(rows, _("There is no such payment."), "payment_not_found")
