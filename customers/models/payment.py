"""A captured charge and what was bought with it. The amounts here are the ceiling for every refund."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models.customer import Customer
from customers.planned_rows import PlannedRow


class Payment(PlannedRow):
    """One captured charge. `reserved_minor` is approved and not yet sent back, `refunded_minor` is sent back by us.

    `refunded_before_minor` went back elsewhere, before Recourse knew the payment. The other two change only under this
    row's lock; the last wall is the CHECK that they never exceed what was captured.
    """

    class Method(models.TextChoices):
        CARD = "card", _("Card")
        BANK = "bank", _("Bank")
        WALLET = "wallet", _("Wallet")
        OTHER = "other", _("Other")

    reference = models.CharField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    gateway_reference = models.CharField(max_length=191)
    order_reference = models.CharField(_("order"), max_length=120, blank=True, db_index=True)

    currency = models.CharField(max_length=3)
    captured_minor = models.BigIntegerField()
    reserved_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    refunded_before_minor = models.BigIntegerField(default=0)

    method = models.CharField(max_length=10, choices=Method, default=Method.OTHER)
    card_brand = models.CharField(max_length=32, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    method_label = models.CharField(_("bank or wallet"), max_length=64, blank=True)

    invoice_reference = models.CharField(_("invoice"), max_length=120, blank=True, default="", db_default="")
    invoiced_on = models.DateField(_("date of the invoice"), null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_account", "gateway_reference"],
                name="payment_gateway_reference_once",
            ),
            models.CheckConstraint(condition=Q(captured_minor__gt=0), name="payment_captured_positive"),
            models.CheckConstraint(
                condition=Q(reserved_minor__gte=0) & Q(refunded_minor__gte=0) & Q(refunded_before_minor__gte=0),
                name="payment_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=F("reserved_minor") + F("refunded_minor") + F("refunded_before_minor")),
                name="payment_never_over_captured",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="payment_currency_code"),
            models.CheckConstraint(condition=Q(card_last4__regex=r"^([0-9]{4})?$"), name="payment_last4_only"),
        ]
        indexes = [
            models.Index(fields=["-captured_at", "-id"], name="payment_newest"),
            models.Index(fields=["customer", "-captured_at"], name="payment_of_customer"),
            models.Index(
                fields=["card_last4", "card_brand", "-id"], condition=~Q(card_last4=""), name="payment_of_card"
            ),
            models.Index(fields=["captured_at"], include=["currency", "captured_minor"], name="payment_by_time"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def left_minor(self) -> int:
        """What may still be given back, in minor units."""
        return self.captured_minor - self.reserved_minor - self.refunded_minor - self.refunded_before_minor

    @property
    def purchased_at(self) -> datetime:
        """The moment that decides which policy applies."""
        return self.ordered_at or self.captured_at


class PaymentLine(models.Model):
    """One thing bought. `net_minor` and `tax_minor` are for the whole line, after its share of any discount."""

    class ProductKind(models.TextChoices):
        PHYSICAL = "physical", _("Goods")
        DIGITAL = "digital", _("Digital")
        SERVICE = "service", _("Service")
        SUBSCRIPTION = "subscription", _("Subscription")
        TICKET = "ticket", _("Ticket")
        SHIPPING = "shipping", _("Shipping")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField(default=1)
    net_minor = models.BigIntegerField()
    tax_rate = models.DecimalField(_("tax rate in percent"), max_digits=6, decimal_places=3, default=0)
    tax_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(_("discount already taken off"), default=0)
    product_kind = models.CharField(max_length=20, choices=ProductKind, default=ProductKind.PHYSICAL)
    channel = models.CharField(max_length=40, blank=True)
    returnable = models.BooleanField(_("may be returned"), default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "position"], name="line_position_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0) & Q(tax_minor__gte=0) & Q(discount_minor__gte=0),
                name="line_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def paid_minor(self) -> int:
        """What the customer paid for the whole line, tax included."""
        return self.net_minor + self.tax_minor
