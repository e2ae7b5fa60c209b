"""What the case page knows beyond the refund itself: look-alikes, the customer's value, merging, refused acts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import Customer, Refusal
from refunds import permissions
from refunds.actions.merge_refunds import merge_refunds
from refunds.api.refunds import find_refund
from refunds.api.shapes import RefundDetailOut
from refunds.customer_story import suspects_of, values_of
from refunds.models import Refund


class SuspectOut(serializers.Serializer):
    """A request that may be the same again, and why."""

    reference = serializers.CharField(source="other.reference")
    state = serializers.ChoiceField(Refund.State.choices, source="other.state")
    amount_minor = serializers.IntegerField(source="other.amount_minor")
    currency = serializers.CharField(source="other.currency")
    payment = serializers.CharField(source="other.payment_reference")
    same_customer = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())


class SuspectsOut(serializers.Serializer):
    results = SuspectOut(many=True)


class ValueOut(serializers.Serializer):
    """What a customer paid and got back in one currency, over at most a thousand of their newest payments."""

    currency = serializers.CharField()
    payments = serializers.IntegerField()
    paid_minor = serializers.IntegerField()
    refunded_minor = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    held = serializers.IntegerField(help_text="Payments on hold now.")
    disputed = serializers.IntegerField(help_text="Payments that were ever disputed.")


class ValuesOut(serializers.Serializer):
    results = ValueOut(many=True)


class MergeIn(StrictSerializer):
    """The request to be closed into this one."""

    other = Text(max_length=32)


class RefusalQuery(StrictSerializer):
    about = serializers.CharField(required=False, max_length=64)
    actor = serializers.CharField(required=False, max_length=120)


class RefusalOut(serializers.ModelSerializer):
    """An act that was refused."""

    class Meta:
        model = Refusal
        fields: ClassVar = [
            "id", "actor", "actor_label", "door", "move", "about", "code", "sentence", "correlation_id", "refused_at",
        ]  # fmt: skip


class SuspectsView(ApiView):
    """Requests that look like this one."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}

    @extend_schema(operation_id="list_refund_suspects", responses=SuspectsOut)
    def get(self, request: Request, reference: str) -> Response:
        """List requests that may be this one again, the likeliest first."""
        self.wanted(StrictSerializer)
        return Response({"results": SuspectOut(suspects_of(find_refund(reference)), many=True).data})


class CustomerValueView(ApiView):
    """What a customer is to the shop."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.VIEW)}

    @extend_schema(operation_id="read_customer_value", responses=ValuesOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read what the customer paid and got back, per currency."""
        self.wanted(StrictSerializer)
        customers = Customer.objects.filter(reference=reference)
        customer = one_or_not_found(customers, _("There is no such customer."), "customer_not_found")
        return Response({"results": ValueOut(values_of(customer.pk), many=True).data})


class MergeView(ApiView):
    """Two requests that are one."""

    scopes: ClassVar = {"POST": permissions.scope_for(permissions.CHANGE)}

    @extend_schema(operation_id="merge_refunds", request=MergeIn, responses={200: RefundDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Close another request of the same customer into this one. It cannot be undone."""
        sent: dict[str, Any] = self.sent(MergeIn)
        merge_refunds(actor=self.actor, reference=reference, **sent)
        return Response(RefundDetailOut(find_refund(reference)).data)


class RefusalsView(ApiView):
    """Refused acts."""

    scopes: ClassVar = {"GET": permissions.scope_for(permissions.AUDIT)}
    moves: ClassVar = {"GET": permissions.AUDIT}
    page_keys: ClassVar = ("-refused_at", "-id")

    @extend_schema(operation_id="list_refusals", parameters=[RefusalQuery], responses=page_of(RefusalOut))
    def get(self, request: Request) -> Response:
        """List what people and keys tried and may not do, newest first."""
        return self.page(Refusal.objects.filter(**self.wanted(RefusalQuery)), RefusalOut)
