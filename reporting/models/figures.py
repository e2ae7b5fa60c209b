"""Sums that the worker keeps so that no page walks through the single things. All of it can be made again from them.

What is summed up, and by what, stands in reporting.facts.
"""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.models import Payment


class Grain(models.TextChoices):
    DAY = "d"
    MONTH = "m"


class Figure(models.Model):
    """What one source says of a day (or the month that begins on it), told apart by the dimensions of one cube.

    `cube` has a bit for each dimension of reporting.facts.dimensions.KEPT that this row is told apart by; the others
    are empty and stand for all. Money in minor units of the currency; null where the source says nothing of it.
    """

    grain = models.CharField(max_length=1, choices=Grain)
    cube = models.SmallIntegerField()
    source = models.SmallIntegerField()
    day = models.DateField()
    currency = models.CharField(max_length=3)
    account = models.CharField(max_length=64, blank=True)
    gateway = models.CharField(max_length=32, blank=True)
    method = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=20, blank=True)
    product = models.CharField(max_length=64, blank=True)
    bought = models.CharField(max_length=7, blank=True)
    network = models.CharField(max_length=20, blank=True)

    gross = models.BigIntegerField(null=True)
    discounts = models.BigIntegerField(null=True)
    refunded = models.BigIntegerField(null=True)
    came_back = models.BigIntegerField(null=True)
    tax_back = models.BigIntegerField(null=True)
    credit_granted = models.BigIntegerField(null=True)
    credit_spent = models.BigIntegerField(null=True)
    credit_expired = models.BigIntegerField(null=True)
    fees = models.BigIntegerField(null=True)
    refund_fees = models.BigIntegerField(null=True)
    charged_back = models.BigIntegerField(null=True)
    recovered = models.BigIntegerField(null=True)
    dispute_fees = models.BigIntegerField(null=True)
    written_off = models.BigIntegerField(null=True)
    payments = models.BigIntegerField(null=True)
    refunds = models.BigIntegerField(null=True)
    reversals = models.BigIntegerField(null=True)
    requests = models.BigIntegerField(null=True)
    approved = models.BigIntegerField(null=True)
    rejected = models.BigIntegerField(null=True)
    automatic = models.BigIntegerField(null=True)
    failed = models.BigIntegerField(null=True)
    disputes = models.BigIntegerField(null=True)
    disputes_won = models.BigIntegerField(null=True)
    disputes_lost = models.BigIntegerField(null=True)
    disputed = models.BigIntegerField(null=True)
    chargebacks = models.BigIntegerField(null=True)
    warnings = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["cube", "grain", "source", "day"], name="figure_of_cube")]

    def __str__(self) -> str:
        return f"{self.day} {self.currency} {self.cube}/{self.source}"


class TurnaroundFigure(models.Model):
    """How many refunds took how long for a step: `bucket` is a range of seconds (reporting.facts.turnaround).

    `side` says whose they are: all of them, those of an account or of a person (`value`).
    """

    grain = models.CharField(max_length=1, choices=Grain)
    day = models.DateField()
    currency = models.CharField(max_length=3)
    step = models.CharField(max_length=10)
    side = models.CharField(max_length=10)
    value = models.CharField(max_length=64, blank=True)
    bucket = models.SmallIntegerField()
    cases = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["side", "grain", "step", "day"], name="turnaround_of_side"),
            models.Index(fields=["day", "grain"], name="turnaround_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.step} {self.side} {self.value}"


class FigureMark(models.Model):
    """Something of a source changed at this moment of its past: written with the change, taken by the worker.

    The database's own triggers write it (reporting.figure_marks). `at` is cut to a quarter of an hour. It is written in
    the path of every refund and lives for seconds, so it has no index, not even of its number.
    """

    source = models.SmallIntegerField()
    at = models.DateTimeField()
    marked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.source} {self.at}"


class FiguresState(models.Model):
    """One row: how far the sums are. Its lock lets one worker count at a time.

    `definition` names what they were made by; sums of another definition are not read. `edition` is another one
    whenever a sum may have changed. `months_until` is the first month without sums of its own. Everything that had
    changed by `counted_at` is in them; `proved_at` is when they were last compared with the single things, and
    `differences` how many were found then; `said` names the first of them.
    """

    definition = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(null=True)
    months_until = models.DateField(null=True)
    counted_at = models.DateTimeField(null=True)
    edition = models.CharField(max_length=32, blank=True)
    proved_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(default=0)
    said = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.definition


class LatePayment(models.Model):
    """A payment that became known when the day of its capture was closed already: the database's own trigger sets it.

    On which day it counts is worked out by reporting.landing; it is the one of its capture once that is open again.
    """

    payment = models.OneToOneField(Payment, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.payment_id)


class FigureStep(models.Model):
    """Days of a source, both inside, that a running rebuild has done already."""

    definition = models.CharField(max_length=64)
    source = models.SmallIntegerField()
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "source", "first", "last"], name="figure_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.first} {self.last}"
