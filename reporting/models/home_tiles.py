"""Which tiles somebody has on their home page of finance, and in what order."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from customers import clock


class HomeTiles(models.Model):
    """One row for a person who has chosen; everybody else has the tiles of their role."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="home_tiles")
    names = ArrayField(models.CharField(max_length=60), default=list)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id}"
