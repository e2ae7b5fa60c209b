"""What the law of a country says about withdrawing from a contract, as the shop wrote it down. No legal advice."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history

MOST_DAYS = 400
"""Fourteen days, and twelve months more where nobody told the customer of them, with room to spare."""


class WithdrawalLaw(models.Model):
    """One entry holds for all of its countries, and a country stands in one entry only.

    No `days` means that the law gives no right to withdraw; no `pay_back_days` that it names no time to pay back. A
    shop that `may_wait` need not pay before the goods or a proof of their sending have come.
    """

    class Counted(models.TextChoices):
        CALENDAR = "calendar", _("Calendar days")
        WORKING = "working", _("Working days")

    name = models.CharField(_("name"), max_length=80, unique=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"))
    days = models.PositiveSmallIntegerField(
        _("days to withdraw"), null=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    pay_back_days = models.PositiveSmallIntegerField(
        _("days to pay back"), null=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    counted = models.CharField(_("days to pay back are"), max_length=10, choices=Counted, default=Counted.CALENDAR)
    may_wait = models.BooleanField(_("may wait for the goods"), default=False)
    wording = models.TextField(_("what it says"), max_length=1000)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as of"))
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("law of withdrawal")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(days__isnull=True) | Q(days__gte=1, days__lte=MOST_DAYS))
                & (Q(pay_back_days__isnull=True) | Q(pay_back_days__gte=1, pay_back_days__lte=MOST_DAYS)),
                name="withdrawal_law_days",
            ),
            models.CheckConstraint(condition=~Q(countries=[]), name="withdrawal_law_of_a_country"),
        ]
        indexes = [GinIndex(fields=["countries"], name="withdrawal_law_countries")]

    def __str__(self) -> str:
        return self.name

    @property
    def counts_working_days(self) -> bool:
        return self.counted == self.Counted.WORKING
