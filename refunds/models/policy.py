"""The shop's refund policy, version by version. The one in force at purchase decides."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from customers import clock
from customers.history import append_only, history


class PolicyVersion(models.Model):
    """`document` is {rule code: {parameter: value}}, checked by refunds.policy.parameters. Never changed.

    `limits` are the limits of roles that came with it (see refunds.limits); none where it left them as they were.
    """

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
    limits = models.JSONField(null=True)
    summary = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["starts_at", "number"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"v{self.number}"


class PolicyActivation(models.Model):
    """A second person's yes to exactly the draft that they saw. The database refuses whoever wrote or proposed it."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="activation")
    draft = models.OneToOneField("refunds.PolicyDraft", on_delete=models.PROTECT, related_name="activation")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    seen_hash = models.CharField(max_length=64)
    activated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(activated_by=F("proposed_by")), name="policy_not_activated_by_proposer")
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="not_activated_by_writer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF EXISTS (SELECT 1 FROM refunds_policydraftevent e WHERE e.draft_id = NEW.draft_id"
                    " AND e.person_id = NEW.activated_by_id"
                    " AND e.kind IN ('created', 'changed', 'rebased', 'proposed'))"
                    " THEN RAISE EXCEPTION 'Whoever wrote or proposed a policy cannot activate it'; END IF; RETURN NEW;"
                ),
            ),
        ]


class PolicyWithdrawal(models.Model):
    """A version taken back before its start: it never was in force. The database refuses a later one."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="only_before_its_start",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF EXISTS (SELECT 1 FROM refunds_policyversion v WHERE v.id = NEW.version_id"
                    " AND v.starts_at <= NEW.withdrawn_at)"
                    " THEN RAISE EXCEPTION 'A policy that has started cannot be withdrawn'; END IF; RETURN NEW;"
                ),
            ),
        ]
