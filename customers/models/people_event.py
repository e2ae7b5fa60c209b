"""What was done to somebody's account, in order, for people. Never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers import clock
from customers.history import append_only


class PeopleEvent(models.Model):
    """`kind` says what happened ("person.invited"); `data` holds the particulars. Who is gone keeps their events."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=254)
    actor = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="event_of_person")]
        triggers = [append_only()]
