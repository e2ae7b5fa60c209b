"""Who sells: the company that stands on credit notes, with its own gapless series of numbers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history

USUAL_FORMAT = "CN-{year}-{number:05}"


class LegalEntity(models.Model):
    """Sells what was paid through its `accounts`, else to customers of its `countries`; `is_usual` sells the rest.

    `number_format` is how a number is written: {year} and {number}, padded as {number:05}. With {year} it begins anew
    each year. With `is_automatic` a refund that completes gets its credit note by itself.
    """

    code = models.SlugField(_("short name"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    vat_id = models.CharField(_("VAT identification number"), max_length=32, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=32, blank=True)
    registration = models.CharField(_("entry in the register"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    accounts = ArrayField(models.CharField(max_length=64), verbose_name=_("gateway accounts"), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    is_usual = models.BooleanField(_("sells everything else"), default=False)
    number_format = models.CharField(_("how a number is written"), max_length=60, default=USUAL_FORMAT)
    is_automatic = models.BooleanField(_("writes a credit note when a refund completes"), default=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("legal entity")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["is_usual"], condition=Q(is_usual=True), name="one_usual_entity"),
            models.CheckConstraint(condition=Q(number_format__contains="{number"), name="entity_format_has_number"),
        ]

    def __str__(self) -> str:
        return self.name


class CreditNoteSeries(models.Model):
    """The next number of an entity. Its row is locked from taking the number to the commit: no number is ever lost.

    `year` is 0 where the numbers go on over the years.
    """

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "year"], name="one_series_a_year")]
