"""When a small dispute is given in to without a person: off until a manager turns it on, and never above a ceiling."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class AutomaticRule(models.Model):
    """One for each currency. Amounts in minor units: for one dispute, and for all of a day and a month together.

    It looks at disputes that came in after `on_since`. `accepts` speaks of chargebacks, `refunds` of inquiries.
    """

    currency = models.CharField(max_length=3, unique=True)
    is_on = models.BooleanField(default=False)
    accepts = models.BooleanField(_("accept chargebacks"), default=False)
    refunds = models.BooleanField(_("refund inquiries"), default=False)
    categories = models.JSONField(default=list)
    up_to_minor = models.BigIntegerField()
    per_day_minor = models.BigIntegerField()
    per_month_minor = models.BigIntegerField()
    on_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.CheckConstraint(
                condition=Q(up_to_minor__gt=0)
                & Q(per_day_minor__gte=F("up_to_minor"))
                & Q(per_month_minor__gte=F("per_day_minor")),
                name="automatic_rule_has_ceilings",
            ),
            models.CheckConstraint(condition=Q(is_on=False) | Q(on_since__isnull=False), name="automatic_rule_since"),
        ]

    def __str__(self) -> str:
        return self.currency
