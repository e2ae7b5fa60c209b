"""A card network's limit as it was read somewhere, from a day on: it stands before the one that we deliver."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only


class NetworkLimit(models.Model):
    """One limit of one programme (disputes.weighing.programmes) from a day on; of two for a day the later one holds.

    `share` is of ten thousand. Nothing is changed: what was wrong is followed by what is right.
    """

    programme = models.CharField(max_length=20)
    share = models.PositiveIntegerField(_("share of sales"))
    least_cases = models.PositiveIntegerField(_("and at least so many cases"), default=0)
    valid_from = models.DateField()
    source = models.CharField(_("where it is written"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["programme", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=10_000), name="network_limit_is_a_share")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.programme} {self.valid_from}"
