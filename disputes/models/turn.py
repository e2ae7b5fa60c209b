"""Whose turn it is to get the next dispute that is nobody's."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DisputeTurn(models.Model):
    """One row. Its lock lets two disputes at once reach two people."""

    last_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
