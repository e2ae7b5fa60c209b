"""What a person asks for and a worker makes: of which days, whose turn it is, how often it was tried, how it ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from refunds.statemachine import Versioned
from reporting.periods import Period

TROUBLE_SIGNS = 500


class Ordered(Versioned):
    """Of whole days of the shop. Whoever makes it holds a lease (reporting.actions.turns); `tries` counts the leases.

    `trouble` says in words why it was not made.
    """

    reference = models.CharField(max_length=32, unique=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=TROUBLE_SIGNS, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    def end(self) -> None:
        """Let go of it, whatever became of it."""
        self.finished_at, self.leased_until = clock.now(), None


class Paper(Ordered):
    """Made once, then never changed."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)

    class Meta:
        abstract = True

    @transition("state", source=State.QUEUED, target=State.READY)
    def finish(self) -> None:
        self.end()

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self) -> None:
        self.end()
