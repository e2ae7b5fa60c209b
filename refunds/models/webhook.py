"""What a gateway told us, as the bytes that came. Stored before it is answered, worked off afterwards."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock


class WebhookEvent(models.Model):
    """Only verified events are stored. The same event id with another body is quarantined."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Waiting")
        PROCESSED = "processed", _("Done")
        IGNORED = "ignored", _("Nothing to do")
        PARKED = "parked", _("Before a person")
        QUARANTINED = "quarantined", _("Does not fit what we know")
        SET_ASIDE = "set_aside", _("Set aside")

    STUCK = (State.PARKED, State.QUARANTINED)
    """Before a person: each of them asks for a look, or for a word why none is needed."""

    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    event_id = models.CharField(max_length=191)
    kind = models.CharField(max_length=80)
    topic = models.CharField(max_length=20)
    refund_reference = models.CharField(max_length=191, blank=True)
    gateway_reference = models.CharField(max_length=191, blank=True)
    payment_reference = models.CharField(max_length=191, blank=True)
    payment_alias = models.CharField(max_length=191, blank=True)
    amount_minor = models.BigIntegerField(_("the amount that it names, if it names one"), null=True)
    currency = models.CharField(max_length=3, blank=True)
    says_paid = models.BooleanField(default=False)  # whether it shows its refund as paid
    body = models.BinaryField()
    body_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=15, choices=State, default=State.RECEIVED)
    result = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, default=clock.now)
    correlation_id = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    processed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_account", "event_id", "body_hash"], name="webhook_event_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="received"), name="webhook_due"),
            models.Index(fields=["-received_at", "-id"], name="webhook_newest"),
            models.Index(fields=["gateway_account", "-received_at", "-id"], name="webhook_of_account"),
            models.Index(fields=["topic", "-received_at", "-id"], name="webhook_by_topic"),
            models.Index(fields=["state", "-received_at", "-id"], name="webhook_by_state"),
            models.Index(fields=["refund_reference"], condition=~Q(refund_reference=""), name="webhook_of_refund"),
            models.Index(
                fields=["received_at", "id"], condition=Q(state__in=("parked", "quarantined")), name="webhook_parked"
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="as_it_came", fields=["event_id", "kind", "body", "body_hash"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"

    @property
    def payment_references(self) -> set[str]:
        """Every id under which the gateway knows the payment."""
        return {self.payment_reference, self.payment_alias} - {""}
