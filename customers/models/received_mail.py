"""A mail that came in: kept whole until it is worked off, and remembered afterwards so that it counts once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.models.message import Message


class ReceivedMail(models.Model):
    """`key` is the hash of the name that the sender's program gave the mail. What it says lies under MEDIA_ROOT, and is
    deleted once nobody needs it any more; here stands only what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Taken into a case")
        HELD = "held", _("Before a person")
        AUTOMATIC = "automatic", _("Written by a machine")
        BOUNCE = "bounce", _("News of a letter")
        FOREIGN = "foreign", _("No address of ours")
        TOO_MANY = "too_many", _("Too many at once")
        UNREADABLE = "unreadable", _("Could not be read")

    key = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(max_length=254, blank=True)
    size_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, default=clock.now)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, related_name="mail")
    received_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="received_mail_due"),
            models.Index(fields=["received_at"], name="received_mail_newest"),
        ]

    def __str__(self) -> str:
        return self.key[:12]

    @property
    def path(self) -> str:
        """Where its bytes lie under MEDIA_ROOT."""
        return f"mail/{self.key[:2]}/{self.key}.eml"
