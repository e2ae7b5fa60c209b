"""What is told to the shop's systems, and how far each telling has come."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from refunds.models.subscription import Subscription


def new_message_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


class Announcement(models.Model):
    """Something that happened, once for all who listen. `topic` names what it is about, `about` which one.

    `body` is empty until the first try; from then on every try and every subscription gets these very words.
    """

    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    kind = models.CharField(max_length=60)
    topic = models.CharField(max_length=20)
    about = models.CharField(max_length=32, blank=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    body = models.TextField(blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["happened_at", "id"], name="announcement_oldest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()


class Delivery(models.Model):
    """One announcement on its way to one subscription. `next_at` is the next try.

    `tries` only grows, and proves to a worker that its lease is still its own; `step` is how far the pauses between
    the tries have grown, and begins again with a replay. `status` and `answer` were said last; no status is silence.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True, default=clock.now)
    leased_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "subscription"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | (~Q(state="waiting") & Q(next_at=None)),
                name="delivery_waits_for_a_try",
            ),
        ]
        indexes = [
            models.Index(fields=["subscription", "next_at", "id"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["subscription", "-created_at", "-id"], name="delivery_newest"),
            models.Index(
                fields=["subscription", "-created_at", "-id"], condition=Q(state="failed"), name="delivery_failed"
            ),
            models.Index(fields=["created_at", "id"], name="delivery_oldest"),
        ]

    def __str__(self) -> str:
        return str(self.announcement)

    @property
    def progress(self) -> str:
        """The state, or that it has been tried in vain; as in customers.looks."""
        return "again" if self.state == self.State.WAITING and self.tries else self.state
