"""A draft tried on past requests: how far the worker is, and what came out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from refunds.models.policy import PolicyVersion
from refunds.models.policy_draft import PolicyDraft
from refunds.statemachine import Versioned


class PolicyTrial(Versioned):
    """Every `one_in`-th kept decision between two moments, judged by `document` and by the version in force.

    The cursor says how far it is, so that another worker goes on where one died. `result` is as
    refunds.policy.trial.Tally writes it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Being tried")
        DONE = "done", _("Tried")
        CANCELED = "canceled", _("Stopped")
        FAILED = "failed", _("Not finished")

    reference = models.CharField(max_length=32, unique=True)
    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="trials")
    against = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)

    total = models.PositiveIntegerField(null=True)
    one_in = models.PositiveIntegerField(default=1)
    tried = models.PositiveIntegerField(default=0)
    cursor_at = models.DateTimeField(null=True)
    cursor_id = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict)
    work_seconds = models.FloatField(default=0)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(state="queued"), name="policy_trial_due")]
        constraints = [
            models.UniqueConstraint(fields=["draft"], condition=Q(state="queued"), name="policy_trial_one_at_a_time")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sample_size(self) -> int:
        """How many requests are looked at, as far as is known."""
        return -(-(self.total or 0) // self.one_in)

    @transition("state", source=State.QUEUED, target=State.DONE)
    def finish(self) -> None:
        self._end()

    @transition("state", source=State.QUEUED, target=State.CANCELED)
    def cancel(self) -> None:
        self._end()

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self) -> None:
        self._end()

    def _end(self) -> None:
        self.finished_at = clock.now()
        self.leased_until = None
