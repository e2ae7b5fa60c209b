"""The files of an answer, as they were handed to the gateway."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models import Document
from disputes.models.answer import DisputeAnswer


class AnswerFile(models.Model):
    """One file of an answer: our word for what it shows, and the very bytes. Kept before the first byte leaves."""

    answer = models.ForeignKey(DisputeAnswer, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    pages = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["answer", "position"], name="answer_file_position_once")]
        triggers = [append_only()]
