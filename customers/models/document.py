"""Something that was handed in for a case: a photo, a scan, a letter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models.customer import Customer


class Document(models.Model):
    """What is kept of one file. `key` is its random name, in addresses and on disk; `sha256` is of the file as sent.

    A picture is kept as it was drawn anew, a PDF as it came. Cases point to it with rows of their own.
    """

    class Kind(models.TextChoices):
        JPEG = "jpeg", _("Picture (JPEG)")
        PNG = "png", _("Picture (PNG)")
        PDF = "pdf", _("PDF")

    key = models.CharField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    pages = models.PositiveSmallIntegerField(default=1)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    handed_in_by = models.CharField(max_length=120)
    handed_in_label = models.CharField(max_length=200)
    handed_in_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind != self.Kind.PDF

    @property
    def path(self) -> str:
        """Where its bytes lie under MEDIA_ROOT."""
        return f"documents/{self.key[:2]}/{self.key}.{self.kind}"
