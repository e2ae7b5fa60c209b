"""A letter to a customer, to somebody of the shop or to whoever wrote to us: as it was written, how far it has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.models.customer import Customer


class Message(models.Model):
    """Written in the transaction that gives the reason for it, delivered afterwards. `due_at` is the next try.

    A letter without customer and person is about a case, and goes to an address of which nobody knows whose it is.

    `text_number` is the version of the shop's own words that it was written with, 0 for the delivered ones.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        HELD = "held", _("Held back")

    class HeldBecause(models.TextChoices):
        OFF = "off", _("This message is turned off.")
        CAP = "cap", _("The customer has had enough messages on this day.")
        BOUNCED = "bounced", _("Mail to this address comes back.")
        COMPLAINED = "complained", _("The customer marked a letter as spam, so only what is needed is sent.")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.CharField(_("case"), max_length=32, blank=True, db_index=True)
    channel = models.CharField(max_length=20, default="email")
    language = models.CharField(max_length=10, default="en")
    text_number = models.PositiveIntegerField(default=0)
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body_text = models.TextField()
    body_html = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    held_because = models.CharField(max_length=12, choices=HeldBecause, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, person__isnull=True)
                | Q(customer__isnull=True, person__isnull=False)
                | Q(customer__isnull=True, person__isnull=True) & ~Q(about=""),
                name="message_one_reader",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="message_due"),
            models.Index(fields=["customer", "-created_at"], name="message_of_customer"),
            models.Index(fields=["created_at", "id"], condition=Q(state="failed"), name="message_failed"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(Lower("to_address"), name="message_to_address"),
        ]

    def __str__(self) -> str:
        return self.subject
