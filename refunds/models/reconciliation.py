"""A comparison of our books with those of one gateway account: what was asked, how far it is, and what it found."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.shop_days import shop_day
from refunds.statemachine import Versioned


class ReconciliationRun(Versioned):
    """Asks about what is open, then reads the gateway's refunds, payments and disputes of a time, part by part.

    `pulled_until` is how far the time from `since` to before `until` was read; a worker that dies goes on from there.
    `step_minutes` is how much is read at once: halved where so much takes too long. `trouble` is why it came to a
    stop, or waits for its next try.
    """

    class Kind(models.TextChoices):
        LOOK = "look", _("Look")
        BACKFILL = "backfill", _("Backfill")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a worker")
        RUNNING = "running", _("Looking")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not finished")

    OPEN = (State.WAITING, State.RUNNING)
    DAY_MINUTES = 24 * 60

    kind = models.CharField(max_length=10, choices=Kind)
    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    state = FSMField(default=State.WAITING, choices=State.choices, protected=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    pulled_until = models.DateTimeField()
    step_minutes = models.PositiveSmallIntegerField(default=DAY_MINUTES)
    to_ask = models.PositiveIntegerField(_("open attempts to ask about"), null=True)

    asked = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(_("of those that were asked about, ended"), default=0)
    refunds_read = models.PositiveIntegerField(default=0)
    adopted = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(_("matched to an open request"), default=0)
    changed = models.PositiveIntegerField(_("moved on because the gateway says so"), default=0)
    payments_read = models.PositiveIntegerField(default=0)
    payments_new = models.PositiveIntegerField(default=0)
    disputes_read = models.PositiveIntegerField(default=0)
    disputes_changed = models.PositiveIntegerField(_("disputes that are new or moved on"), default=0)
    differences = models.PositiveIntegerField(default=0)

    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="reconciliation_has_a_time"),
            models.UniqueConstraint(
                fields=["gateway_account", "kind"],
                condition=Q(state__in=("waiting", "running")),
                name="reconciliation_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="reconciliation_newest"),
            models.Index(fields=["gateway_account", "-created_at", "-id"], name="reconciliation_of_account"),
            models.Index(fields=["due_at"], condition=Q(state__in=("waiting", "running")), name="reconciliation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gateway_account} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def days(self) -> int:
        """How many days of the shop there are to read, those that are read in part among them."""
        return _days(self.since, self.until - timedelta.resolution) + 1

    @property
    def days_read(self) -> int:
        return self.days if self.state == self.State.DONE else _days(self.since, self.pulled_until)

    def step_from(self, moment: datetime) -> datetime:
        """The end of the part that is read next."""
        return min(moment + timedelta(minutes=self.step_minutes), self.until)

    @transition("state", source=State.WAITING, target=State.RUNNING)
    def begin(self) -> None:
        self.started_at = clock.now()

    @transition("state", source=State.RUNNING, target=State.DONE)
    def finish(self) -> None:
        self.trouble = ""
        self.finished_at = clock.now()

    @transition("state", source=[State.WAITING, State.RUNNING], target=State.FAILED)
    def fail(self) -> None:
        self.finished_at = clock.now()


def _days(start: datetime, end: datetime) -> int:
    return (shop_day(end) - shop_day(start)).days
