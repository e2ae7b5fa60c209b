"""The statements of all customers of a period, in one file."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from refunds.statemachine import Versioned
from reporting.periods import Period


class StatementBatch(Versioned):
    """Asked for by a person, printed by a worker with `made` of `total` so far, then kept under `path` as a ZIP.

    It has a statement of each customer who paid or was paid back in the period.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    reference = models.CharField(max_length=32, unique=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["made"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="statement_batch_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="statement_batch_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_batch_days_in_order"),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(path=""), name="statement_batch_ready_has_file"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @transition("state", source=State.QUEUED, target=State.READY)
    def finish(self) -> None:
        self.finished_at, self.leased_until = clock.now(), None

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self) -> None:
        self.finished_at, self.leased_until = clock.now(), None
