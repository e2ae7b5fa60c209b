"""A file that is still on its way in, piece by piece, over a line that may break."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from customers import clock
from customers.models.customer import Customer


class Upload(models.Model):
    """One file of one customer, bound to the session that sends it: another session does not find it.

    `received_bytes` changes only under this row's lock. Nothing of it is a document until a request takes it; what
    nobody takes is deleted after some hours.
    """

    key = models.CharField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="uploads", db_index=False)
    session = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_bytes = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "session", "sha256", "name"], name="upload_once"),
            models.CheckConstraint(condition=Q(received_bytes__lte=F("size_bytes")), name="upload_never_too_long"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        return self.received_bytes == self.size_bytes


class UploadPart(models.Model):
    """A piece of it, kept in the transaction that counts it: a piece that was sent twice is kept once."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts", db_index=False)
    starts_at = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["upload", "starts_at"], name="upload_part_once")]
