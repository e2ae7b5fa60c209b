"""What a worker foresaw: one run, a series for each measure and currency, and how such forecasts did in the past."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from refunds.statemachine import Versioned


class ForecastRun(Versioned):
    """Asked for by a person or by the calendar. `until_on` is the first day that is not counted (a Monday).

    `done_steps` of `total_steps` is how far it is. `trouble` says why nothing came of it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Being worked out")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not worked out")

    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)
    until_on = models.DateField()
    done_steps = models.PositiveSmallIntegerField(default=0)
    total_steps = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="forecast_run_newest"),
            models.Index(fields=["-finished_at"], condition=Q(state="ready"), name="forecast_run_ready"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="queued"), name="forecast_run_one_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.until_on}"

    @transition("state", source=State.QUEUED, target=State.READY)
    def finish(self) -> None:
        self.finished_at, self.leased_until = clock.now(), None

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self, why: str) -> None:
        self.finished_at, self.leased_until = clock.now(), None
        self.trouble = why[:300]


class SeriesForecast(models.Model):
    """One measure in one currency. All amounts are minor units; weeks are whole and begin on Mondays of the shop.

    `values` are the weeks from `first_week` on. `ahead` has a dict for each week foreseen: week, likely, baseline,
    from_sales (of likely: out of sales already made), low50, high50, low80, high80, low95, high95. `paths` are ways on
    which the weeks ahead may go together, for sums. `waiting_minor` is approved and not paid yet. `changes`:
    {week, before, after}; `oddities`: {week, value, low, high, parts: [{side, value, found, usual}]}; `notes`: {code,
    ...} in the order in which they are read (see reporting.forecast_words).
    """

    class Measure(models.TextChoices):
        REFUNDED = "refunded", _("Refunds")
        CHARGED_BACK = "charged_back", _("Disputes")
        GROSS = "gross", _("Sales")

    class Grade(models.TextChoices):
        """How far it is to be trusted."""

        TESTED = "tested", _("Held in the backtest")
        ROUGH = "rough", _("Rough: little history")
        UNSURE = "unsure", _("Did not hold in the backtest")
        UNKNOWN = "unknown", _("Cannot be known")

    run = models.ForeignKey(ForecastRun, on_delete=models.CASCADE, related_name="series")
    measure = models.CharField(max_length=20, choices=Measure)
    currency = models.CharField(max_length=3)
    grade = models.CharField(max_length=10, choices=Grade)
    way = models.CharField(max_length=20, blank=True)
    first_week = models.DateField()
    values = models.JSONField(default=list)
    ahead = models.JSONField(default=list)
    paths = models.JSONField(default=list)
    waiting_minor = models.BigIntegerField(default=0)
    changes = models.JSONField(default=list)
    oddities = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    covered80 = models.FloatField(null=True)
    mase = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "measure", "currency"], name="series_forecast_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.currency}"


class CohortWeek(models.Model):
    """Of what went back in a week (by its Monday), how old the sales were; of GROSS, what was sold in it.

    `cells` has [kind of product, Monday of the week of sale, minor units] for each. `told_minor` is the figure that
    reporting.facts had for the week when this was read. All of it can be read again.
    """

    measure = models.CharField(max_length=20, choices=SeriesForecast.Measure)
    currency = models.CharField(max_length=3)
    week = models.DateField()
    told_minor = models.BigIntegerField()
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "currency", "week"], name="cohort_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.currency} {self.week}"


class ForecastBacktest(models.Model):
    """How forecasts of one week, `weeks_ahead` before it, did in the past: counts, and sums of errors in minor units.

    `naive_error_minor` is the same sum for the baseline: the same week a year before, or the last week again.
    """

    series = models.ForeignKey(SeriesForecast, on_delete=models.CASCADE, related_name="backtests")
    weeks_ahead = models.PositiveSmallIntegerField()
    judged = models.PositiveIntegerField()
    inside50 = models.PositiveIntegerField()
    inside80 = models.PositiveIntegerField()
    inside95 = models.PositiveIntegerField()
    error_minor = models.BigIntegerField()
    naive_error_minor = models.BigIntegerField()

    class Meta:
        ordering = ["weeks_ahead"]
        constraints = [
            models.UniqueConstraint(fields=["series", "weeks_ahead"], name="backtest_once"),
            models.CheckConstraint(
                condition=Q(inside50__lte=models.F("inside80"))
                & Q(inside80__lte=models.F("inside95"))
                & Q(inside95__lte=models.F("judged")),
                name="backtest_wider_covers_more",
            ),
        ]

    @property
    def mase(self) -> float | None:
        """The error against the baseline's; under 1 is better than it."""
        return self.error_minor / self.naive_error_minor if self.naive_error_minor else None
