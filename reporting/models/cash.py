"""The money at the gateways: what is there, when it is paid out, how far it will reach, and who was warned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only, history
from reporting.models.forecast import ForecastRun

NAME_LENGTH = 64


class PayoutPlan(models.Model):
    """When a gateway pays an account's money out, and what stays there then (`keep_minor`).

    `weekday` counts from Monday, 0; `day` is of the month, the last one where a month is shorter. BY_HAND: nothing
    leaves but by a person.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every working day")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        BY_HAND = "by_hand", _("by hand only")

    WEEKDAYS = (
        (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
        (5, _("Saturday")), (6, _("Sunday")),
    )  # fmt: skip

    account = models.CharField(_("gateway account"), max_length=NAME_LENGTH)
    currency = models.CharField(max_length=3)
    rhythm = models.CharField(_("paid out"), max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS, default=0)
    day = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    keep_minor = models.BigIntegerField(_("what stays"), default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200)

    history = history()

    class Meta:
        ordering = ["account", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["account", "currency"], name="payout_plan_once"),
            models.CheckConstraint(condition=Q(keep_minor__gte=0), name="payout_keeps_no_debt"),
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(day__gte=1) & Q(day__lte=31), name="payout_days"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.currency}"


class AccountBalance(models.Model):
    """What was there at a moment, in minor units; below zero where the gateway waits for money. Never changed."""

    class Source(models.TextChoices):
        GATEWAY = "gateway", _("told by the gateway")
        HAND = "hand", _("entered by hand")

    account = models.CharField(max_length=NAME_LENGTH)
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    told_by = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["account", "currency", "-told_at", "-id"], name="balance_newest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.account} {self.currency} {self.told_at:%Y-%m-%d}"


class CashOutlook(models.Model):
    """How one account's money will move, as foreseen by a run; amounts are minor units.

    `inflow` and `outflow` are ways on which the weeks ahead may go (a list of weeks each): the account's part of its
    currency. `begins_on` is the first day. `weeks` has, for each week: week, likely, low80, high80, high95 of the
    outflow. `waiting_minor` is approved and goes out first. `why_unknown` says why nothing can be foreseen.

    Of what was `sold_minor` in the newest weeks, gateways kept `fees_minor`: the inflow is less that share. `projected`
    is the balance to come as it was last worked out (see reporting.foresight.projected), with what it came from.
    """

    run = models.ForeignKey(ForecastRun, on_delete=models.CASCADE, related_name="cash")
    account = models.CharField(max_length=NAME_LENGTH)
    currency = models.CharField(max_length=3)
    begins_on = models.DateField()
    inflow = models.JSONField(default=list)
    outflow = models.JSONField(default=list)
    weeks = models.JSONField(default=list)
    waiting_minor = models.BigIntegerField(default=0)
    reserve_minor = models.BigIntegerField(null=True)
    why_unknown = models.CharField(max_length=40, blank=True)
    sold_minor = models.BigIntegerField(default=0)
    fees_minor = models.BigIntegerField(default=0)
    projected = models.JSONField(default=dict)
    projected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["account", "currency"]
        constraints = [models.UniqueConstraint(fields=["run", "account", "currency"], name="cash_outlook_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.currency}"


class CashWarning(models.Model):
    """Finance was told that an account may run dry: once, until it is over."""

    account = models.CharField(max_length=NAME_LENGTH)
    currency = models.CharField(max_length=3)
    dry_on = models.DateField()
    missing_minor = models.BigIntegerField()
    told_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "currency"], condition=Q(ended_at=None), name="one_open_cash_warning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.currency}"
