"""How disputes ended, counted: a row for each, their sums by day, and what is still to be counted.

All of it is derived: it is counted anew from the disputes and their money (disputes.results.count), by the worker, so
that no page walks through the cases. Nothing here decides anything, and nothing is lost with it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from customers import clock
from disputes.models.dispute import Dispute

WON_BY_ANSWER = Q(is_own=True, fought=True, state="won")


class Money(models.Model):
    """What a dispute did to the shop's money, in minor units of one currency, as the ledger has it.

    `recovered` came back for good, `lost` is written off. `fees` are the gateway's for having the dispute,
    `counter_fees` for answering it, `fees_returned` what it gave back of both.
    """

    disputed_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)
    fees_minor = models.BigIntegerField(default=0)
    counter_fees_minor = models.BigIntegerField(default=0)
    fees_returned_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class DisputeResult(Money):
    """One dispute in one currency. `is_own` is the dispute's own; money of a fee may be in another one.

    `opened_on` and `ended_on` are days of the shop. `fought`: it was answered with evidence, here or elsewhere.
    `pieces` are what its answer showed, `strength` how much of what wins that was (0 to 100), `person` who answered.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="results")
    currency = models.CharField(max_length=3)
    is_own = models.BooleanField()
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=20)
    category = models.CharField(max_length=30)
    network = models.CharField(max_length=20, blank=True)
    account = models.CharField(max_length=64)
    goods = models.CharField(max_length=20)
    pieces = ArrayField(models.CharField(max_length=40), default=list)
    strength = models.PositiveSmallIntegerField(default=0)
    fought = models.BooleanField(default=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer_seconds = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "currency"], name="result_once_per_currency")]
        indexes = [
            models.Index(fields=["opened_on"], name="result_opened"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="result_ended"),
            models.Index(
                fields=["category", "network", "goods", "-strength", "-ended_on"],
                condition=WON_BY_ANSWER,
                name="result_won",
            ),
            models.Index(fields=["category", "network", "-ended_on"], condition=WON_BY_ANSWER, name="result_won_like"),
            models.Index(fields=["category", "-ended_on"], condition=WON_BY_ANSWER, name="result_won_lately"),
            GinIndex(fields=["pieces"], name="result_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.currency}"


class ResultDay(Money):
    """The sums of a day, of one value of one side of the disputes: all of them, a category, a network, a person ...

    `basis` says which day of a dispute counts: that on which it was opened, or that on which it ended.
    """

    class Basis(models.TextChoices):
        OPENED = "opened"
        ENDED = "ended"

    basis = models.CharField(max_length=6, choices=Basis)
    day = models.DateField()
    currency = models.CharField(max_length=3)
    side = models.CharField(max_length=10)
    value = models.CharField(max_length=64, blank=True)
    cases = models.IntegerField()
    ended = models.IntegerField()
    won = models.IntegerField()
    fought = models.IntegerField()
    fought_won = models.IntegerField()
    answered = models.IntegerField()
    answer_seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["basis", "currency", "day", "side", "value"], name="result_day_once_per_value"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.currency} {self.side} {self.value}"


class ResultToCount(models.Model):
    """A dispute that changed since it was counted: written in the transaction of the change, taken by the worker."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)


class ResultsCounted(models.Model):
    """One row: up to when everything is counted. Its lock lets one worker count at a time."""

    counted_at = models.DateTimeField(null=True)
