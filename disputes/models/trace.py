"""What the shop's systems saw of a payment: the raw material of evidence, best collected before anybody disputes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models import Payment


class PaymentTrace(models.Model):
    """One thing that happened, as it was sent. `account` is the customer's sign-in name at the shop.

    `words` of TERMS say which terms were shown, where, and how the customer agreed.

    `device_id`, `fingerprint`, `ip`, `account` and `address` are what Visa compares across payments.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms shown")
        PURCHASE = "purchase", _("Purchase")
        SIGN_IN = "sign_in", _("Sign-in")
        USE = "use", _("Use")
        SHIPMENT = "shipment", _("Sent")
        DELIVERY = "delivery", _("Delivered")
        SERVICE = "service", _("Service given")
        NOTICE = "notice", _("Renewal announced")
        CANCELLATION = "cancellation", _("Canceled")
        RETURN = "return", _("Sent back")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="traces")
    kind = models.CharField(max_length=20, choices=Kind)
    happened_at = models.DateTimeField()
    ip = models.CharField(_("address on the internet"), max_length=45, blank=True)
    device_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=200, blank=True)
    account = models.CharField(max_length=191, blank=True)
    address = models.CharField(max_length=500, blank=True)
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    sent_by = models.CharField(max_length=120)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["happened_at", "id"]
        indexes = [models.Index(fields=["payment", "happened_at", "id"], name="trace_of_payment")]
        triggers = [append_only()]
