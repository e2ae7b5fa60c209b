"""Payments over HTTP: the body of a POST has the fields of a line in an import file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.actions.record_payment import record_payment
from customers.api.base import ApiView, Request, Response, one_or_not_found, page_of
from customers.api.fields import (
    AmountMinor,
    Country,
    Currency,
    Day,
    Language,
    OneOf,
    SearchWords,
    StrictSerializer,
    Text,
    Whole,
    YesNo,
)
from customers.api.idempotency import once
from customers.imports.rows import MOST_LINES, read_row
from customers.models import Payment, PaymentLine
from customers.search import payments_with


class LineOut(serializers.ModelSerializer):
    """One thing bought. `id` is what a refund names; amounts are for the whole line in minor units."""

    class Meta:
        model = PaymentLine
        fields: ClassVar = [
            "id", "position", "sku", "description", "quantity", "net_minor", "tax_rate", "tax_minor",
            "discount_minor", "product_kind", "channel", "returnable",
        ]  # fmt: skip


class PaymentOut(serializers.ModelSerializer):
    """A captured charge. `left_minor` is what may still be given back."""

    customer = serializers.CharField(source="customer.reference")
    left_minor = serializers.IntegerField()

    class Meta:
        model = Payment
        fields: ClassVar = [
            "reference", "customer", "gateway", "gateway_account", "gateway_reference", "order_reference",
            "currency", "captured_minor", "reserved_minor", "refunded_minor", "refunded_before_minor", "left_minor",
            "method", "card_brand", "card_last4", "method_label", "invoice_reference", "invoiced_on", "country",
            "language", "ordered_at", "delivered_at", "captured_at", "created_at",
        ]  # fmt: skip


class PaymentDetailOut(PaymentOut):
    """A captured charge with what was bought, and why nothing may leave, if so."""

    lines = LineOut(many=True)
    holds = serializers.SerializerMethodField(help_text="Reasons of the holds that stand.")

    class Meta(PaymentOut.Meta):
        fields: ClassVar = [*PaymentOut.Meta.fields, "lines", "holds"]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_holds(self, payment: Payment) -> list[str]:
        return [hold.reason for hold in payment.holds.all() if hold.released_at is None]


class LineIn(StrictSerializer):
    """Amounts for the whole line in minor units, discounts already taken off."""

    description = Text(max_length=300)
    quantity = Whole(min_value=1, max_value=1_000_000, required=False)
    net_minor = AmountMinor(min_value=0)
    tax_minor = AmountMinor(min_value=0, required=False)
    tax_rate = Text(max_length=7, required=False, help_text='In percent, as a text: "19.0".')
    discount_minor = AmountMinor(min_value=0, required=False)
    sku = Text(max_length=64, required=False, allow_blank=True)
    product_kind = OneOf(PaymentLine.ProductKind.choices, required=False)
    channel = Text(max_length=40, required=False, allow_blank=True)
    returnable = YesNo(required=False)


class PaymentIn(StrictSerializer):
    """Amounts in minor units of `currency`. The customer is found by mail address, or opened."""

    gateway_account = Text(max_length=64)
    gateway_reference = Text(max_length=191)
    customer_email = serializers.EmailField(max_length=254)
    customer_name = Text(max_length=200, required=False, allow_blank=True)
    customer_external_reference = Text(max_length=120, required=False, allow_blank=True)
    order_reference = Text(max_length=120, required=False, allow_blank=True)
    currency = Currency()
    captured_minor = AmountMinor()
    refunded_before_minor = AmountMinor(
        min_value=0, required=False, help_text="What had been refunded elsewhere before."
    )
    method = OneOf(Payment.Method.choices, required=False)
    card_brand = Text(max_length=32, required=False, allow_blank=True)
    card_last4 = Text(max_length=4, required=False, allow_blank=True)
    method_label = Text(max_length=64, required=False, allow_blank=True)
    invoice_reference = Text(max_length=120, required=False, allow_blank=True)
    invoiced_on = Day(required=False, allow_null=True)
    country = Country(required=False, allow_blank=True)
    language = Language(required=False, allow_blank=True)
    ordered_at = serializers.DateTimeField(required=False, allow_null=True)
    delivered_at = serializers.DateTimeField(required=False, allow_null=True)
    captured_at = serializers.DateTimeField()
    lines = LineIn(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]


class PaymentQuery(StrictSerializer):
    q = SearchWords()
    customer = serializers.CharField(source="customer__reference", required=False, max_length=32)
    order_reference = serializers.CharField(required=False, max_length=120)
    gateway_reference = serializers.CharField(required=False, max_length=191)
    captured_from = serializers.DateTimeField(source="captured_at__gte", required=False)
    captured_until = serializers.DateTimeField(source="captured_at__lt", required=False)


class PaymentsView(ApiView):
    """All payments, and a new one."""

    scopes: ClassVar = {"GET": "payments:read", "POST": "payments:write"}
    moves: ClassVar = {"POST": "import"}
    page_keys: ClassVar = ("-captured_at", "-id")

    @extend_schema(operation_id="list_payments", parameters=[PaymentQuery], responses=page_of(PaymentOut))
    def get(self, request: Request) -> Response:
        """List payments, newest first."""
        wanted = self.wanted(PaymentQuery)
        words = wanted.pop("q", "")
        payments = Payment.objects.select_related("customer").filter(**wanted)
        return self.page(payments.filter(pk__in=payments_with(words)) if words else payments, PaymentOut)

    @extend_schema(operation_id="record_payment", request=PaymentIn, responses={201: PaymentDetailOut})
    @once
    def post(self, request: Request) -> Response:
        """Record a captured payment."""
        payment = record_payment(actor=self.actor, row=read_row(self.sent(PaymentIn)))
        shown = PaymentDetailOut(payment).data
        return Response(shown, 201, headers={"Location": f"{request.path}{payment.reference}/"})


class PaymentView(ApiView):
    """One payment."""

    scopes: ClassVar = {"GET": "payments:read"}

    @extend_schema(operation_id="read_payment", responses=PaymentDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a payment with its lines."""
        found: Any = Payment.objects.select_related("customer").prefetch_related("lines", "holds")
        payment = one_or_not_found(
            found.filter(reference=reference), _("There is no such payment."), "payment_not_found"
        )
        return Response(PaymentDetailOut(payment).data)
