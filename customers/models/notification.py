"""One try to deliver a message over its channel, with the answer it got."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models.message import Message


class Notification(models.Model):
    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted for delivery")
        REFUSED = "refused", _("Refused")
        UNREACHABLE = "unreachable", _("Could not be reached")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notifications")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=20, choices=Result)
    answer = models.CharField(max_length=300, blank=True)
    service_reference = models.CharField(max_length=200, blank=True)
    """The mail service's own name for the letter; its later news carry it."""

    tried_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="notification_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["service_reference"], condition=~Q(service_reference=""), name="notification_service_reference"
            ),
        ]
        triggers = [append_only()]
