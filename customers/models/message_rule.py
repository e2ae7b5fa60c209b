"""Which message goes when, as a manager sets it for those that nobody needs by law or for the next step."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history

MOST_MINUTES = 7 * 24 * 60
MOST_PER_DAY = 100
EVERY_KIND = ""


class MessageRule(models.Model):
    """For one kind of letter, or, where `kind` is empty, what holds for all of them together.

    A kind may be off, or wait some minutes. Together: so many for one customer on one day of the shop, and none from
    `quiet_from` until `quiet_until` by the shop's clock; what falls into that time leaves when it is over.
    """

    kind = models.CharField(_("letter"), max_length=60, unique=True, blank=True)
    is_on = models.BooleanField(_("is sent"), default=True)
    delay_minutes = models.PositiveSmallIntegerField(
        _("waits for minutes"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    per_day = models.PositiveSmallIntegerField(_("at most for a customer on one day"), null=True)
    quiet_from = models.TimeField(_("quiet from"), null=True)
    quiet_until = models.TimeField(_("quiet until"), null=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="", is_on=True, delay_minutes=0)
                | (~Q(kind="") & Q(per_day__isnull=True, quiet_from__isnull=True, quiet_until__isnull=True)),
                name="message_rule_of_one_kind_or_all",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="message_rule_quiet_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(delay_minutes__lte=MOST_MINUTES)
                & (Q(per_day__isnull=True) | Q(per_day__gte=1, per_day__lte=MOST_PER_DAY)),
                name="message_rule_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.kind or "*"
