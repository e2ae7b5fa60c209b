"""The verdict: what every rule said, about which facts, by which version of the policy."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.planned_rows import PlannedRow
from refunds.models.policy import PolicyVersion
from refunds.models.refund import Refund


class PolicyDecision(PlannedRow):
    class Verdict(models.TextChoices):
        ALLOW = "allow", _("May go out")
        REVIEW = "review", _("A person decides")
        DENY = "deny", _("Not covered")

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="decisions")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=10, choices=Verdict)
    rule_verdicts = models.JSONField()
    facts = models.JSONField()
    facts_fingerprint = models.CharField(max_length=64)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["decided_at", "id"], name="decision_in_time")]
        triggers = [append_only()]
