"""What was done to somebody's account, in order, for people. Never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers.history import append_only
from customers.models.happened import Happened


class PeopleEvent(Happened):
    """`kind` says what happened ("person.invited"); `data` holds the particulars. Who is gone keeps their events."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="events")
    about = models.CharField(max_length=254)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="event_of_person")]
        triggers = [append_only()]
