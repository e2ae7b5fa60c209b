"""What papers were issued here, so that whoever holds one can ask whether it is ours. Nothing of what they say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only

CODE_SIGNS = 24
"""So many signs of the checksum stand in the address: 96 bits, that nobody hits by chance."""


class IssuedPaper(models.Model):
    """One paper. `checksum` is the SHA-256 of what it says, `code` its beginning. The same words twice have one."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        CREDIT_NOTE = "credit_note", _("Credit note")
        COUNTER_DOCUMENT = "counter_document", _("Cancellation of a credit note")
        PACK = "pack", _("Monthly pack")

    number = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=CODE_SIGNS, db_index=True)
    checksum = models.CharField(max_length=64)
    issued_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.number
