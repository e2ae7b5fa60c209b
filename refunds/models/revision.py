"""What a request asked for before somebody changed it, and what since."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers import clock
from customers.history import append_only
from refunds.models.refund import Refund


class RefundRevision(models.Model):
    """One change of an undecided request. `before` and `after` are its contents as refunds.contents writes them.

    `raised` says that more goes back than before; whoever did that counts like one who asked.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    raised = models.BooleanField()
    words = models.TextField(max_length=1000)
    before = models.JSONField()
    after = models.JSONField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["refund", "number"], name="revision_number_once")]
        triggers = [append_only()]
