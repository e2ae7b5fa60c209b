"""What a euro was worth, day by day, and the currency in which finance reads sums of several."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history

PLACES, DIGITS = 10, 24


class ExchangeRate(models.Model):
    """Units of `currency` for one euro on a day, as the ECB quotes them. What people set goes before a file.

    `source` is the file's or system's name, or the person's words.
    """

    class Kind(models.TextChoices):
        ECB = "ecb", _("European Central Bank")
        API = "api", _("Over the API")
        HAND = "hand", _("By hand")

    day = models.DateField(_("day"))
    currency = models.CharField(_("currency"), max_length=3)
    per_euro = models.DecimalField(_("units for one euro"), max_digits=DIGITS, decimal_places=PLACES)
    kind = models.CharField(max_length=4, choices=Kind)
    source = models.CharField(_("source"), max_length=200, blank=True)
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("exchange rate")
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(per_euro__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="rate_currency_code"),
            models.CheckConstraint(condition=~Q(currency="EUR"), name="rate_of_no_euro"),
        ]
        indexes = [models.Index(fields=["-day", "currency"], name="rate_newest")]

    def __str__(self) -> str:
        return f"{self.day} {self.currency}"

    @property
    def plain(self) -> str:
        """Without the zeros at its end."""
        return f"{self.per_euro.normalize():f}"


class ReportingCurrency(models.Model):
    """One row: the currency into which finance's figures are converted, always beside the original ones."""

    currency = models.CharField(_("reporting currency"), max_length=3, default="EUR")

    history = history()

    def __str__(self) -> str:
        return self.currency
