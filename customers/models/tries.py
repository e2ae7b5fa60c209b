"""How often something was tried from one place. The key is a hash: addresses of strangers are not ours to keep."""

from __future__ import annotations

from django.db import models


class TryCount(models.Model):
    """Tries within one window. The row is counted up by the database in one statement, so no try slips through."""

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField(db_index=True)
