"""How long an answer may take: for a reason, for a country, for both, or for everything else."""

from __future__ import annotations

from datetime import time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.shop_days import shop_zone
from refunds.models.refund import Refund
from refunds.working_time import Calendar

MOST_HOURS = 720
MOST_DAYS = 60
MOST_APPEAL_DAYS = 365
USUAL_REPLY_HOURS = 8
WORKDAYS = [1, 2, 3, 4, 5]


def workdays() -> list[int]:
    return list(WORKDAYS)


class AnswerTime(models.Model):
    """An empty reason or country fits every one. `days` are ISO weekdays; the hours are those of the shop's zone.

    `remind_hours` of working time before the answer is due, whoever has the case is reminded. A customer who was asked
    something is asked again after `ask_again_days` working days; `back_after_days` later the case comes back.
    After a no they may ask once more for `appeal_days`, and have an answer within `appeal_hours` of working time.
    """

    reason = models.CharField(_("reason"), max_length=30, choices=Refund.Reason, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    hours = models.PositiveSmallIntegerField(
        _("working hours to answer"), validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    remind_hours = models.PositiveSmallIntegerField(
        _("reminder, so many working hours before"), default=2, validators=[MaxValueValidator(MOST_HOURS)]
    )
    first_reply_hours = models.PositiveSmallIntegerField(
        _("working hours to a first answer in a conversation"),
        default=USUAL_REPLY_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    next_reply_hours = models.PositiveSmallIntegerField(
        _("working hours to every next one"),
        default=USUAL_REPLY_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    days = ArrayField(models.PositiveSmallIntegerField(), default=workdays, verbose_name=_("working days"))
    opens_at = models.TimeField(_("work begins at"), default=time(9))
    closes_at = models.TimeField(_("work ends at"), default=time(17))
    holidays_in = models.CharField(_("public holidays of"), max_length=2, blank=True)
    ask_again_days = models.PositiveSmallIntegerField(
        _("ask the customer again after working days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    back_after_days = models.PositiveSmallIntegerField(
        _("then take the case back after working days"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to ask once more after a no"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_APPEAL_DAYS)],
    )
    appeal_hours = models.PositiveSmallIntegerField(
        _("working hours to answer then"),
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("answer time")
        ordering = ["reason", "country"]
        constraints = [
            models.UniqueConstraint(fields=["reason", "country"], name="answer_time_once"),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST_HOURS) & Q(remind_hours__lt=F("hours")),
                name="answer_time_hours",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=time(0)) | Q(closes_at__gt=F("opens_at")), name="answer_time_opens_before"
            ),
            models.CheckConstraint(
                condition=Q(first_reply_hours__gte=1, next_reply_hours__gte=1), name="answer_time_replies"
            ),
            models.CheckConstraint(
                condition=Q(ask_again_days__gte=1, back_after_days__gte=1), name="answer_time_nudges"
            ),
            models.CheckConstraint(condition=Q(appeal_days__gte=1, appeal_hours__gte=1), name="answer_time_appeals"),
        ]

    def __str__(self) -> str:
        return f"{self.reason or '*'}/{self.country or '*'}"

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.hours)

    @property
    def calendar(self) -> Calendar:
        """The working time that this row counts in."""
        return Calendar(frozenset(self.days), self.opens_at, self.closes_at, shop_zone(), self.holidays_in)

    @property
    def specificity(self) -> tuple[int, bool]:
        """More conditions win; of one each, the reason before the country."""
        return ((self.reason != "") + (self.country != ""), self.reason != "")
