"""A no, and what it stands on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from customers import clock
from customers.history import append_only
from refunds.models.decision import PolicyDecision
from refunds.models.refund import Refund


class Rejection(models.Model):
    """One no. `rules` are the codes that it names; none means a reason that no rule of the policy holds.

    `decision` is the verdict of the policy that was known then. `person` is empty where the policy itself said no; the
    customer reads a person's `words` as they are. A second number says no to an appeal.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="rejections", db_index=False)
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="rejections")
    actor = models.CharField(max_length=120)
    rules = ArrayField(models.CharField(max_length=60), default=list)
    decision = models.ForeignKey(PolicyDecision, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(max_length=1000, blank=True)
    rejected_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["refund", "number"], name="rejection_number_once")]
        triggers = [append_only()]
