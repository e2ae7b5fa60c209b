"""Who answers for the policy, when it is to be looked at again, and how often they were reminded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only


class PolicyReview(models.Model):
    """The newest row holds: its owner is reminded from `review_on` on. Nothing is changed, a new row is added."""

    class Kind(models.TextChoices):
        SET = "set", _("Owner and day set")
        REVIEWED = "reviewed", _("Reviewed, nothing to change")

    kind = models.CharField(max_length=10, choices=Kind)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        triggers = [append_only()]


class PolicyReminder(models.Model):
    """One reminder: number 0 on the day, then one for each week that passes."""

    review = models.ForeignKey(PolicyReview, on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="policy_reminder_once")]
        triggers = [append_only()]
