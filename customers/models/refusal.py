"""Acts that were refused: who tried what on which case, and what they were told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only


class Refusal(models.Model):
    """`move` is the last word of the address that was asked, `about` the case's or thing's reference, if one is."""

    class Door(models.TextChoices):
        PAGE = "page", _("Page")
        API = "api", _("API")

    actor = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=10, choices=Door)
    move = models.CharField(max_length=60)
    about = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    correlation_id = models.CharField(max_length=64, blank=True)
    refused_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["-refused_at", "-id"], name="refusal_newest"),
            models.Index(fields=["about", "id"], name="refusal_about"),
        ]
        triggers = [append_only()]
