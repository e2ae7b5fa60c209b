"""Which documents belong to which refund. A merged request shares its documents with the one that it went into."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models import Document
from refunds.models.refund import Refund


class RefundDocument(models.Model):
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="refund_papers")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["refund", "document"], name="refund_document_once")]
        triggers = [append_only()]
