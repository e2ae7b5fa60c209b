"""What the mail service said about a letter after it had taken it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models.message import Message


class MailNews(models.Model):
    """One piece of news, kept once however often the service tells it."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        DELAYED = "delayed", _("Delayed")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Marked as spam")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)
    event_key = models.CharField(max_length=64)
    happened_at = models.DateTimeField(default=clock.now)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [models.UniqueConstraint(fields=["message", "event_key"], name="mail_news_once")]
        triggers = [append_only()]
