"""How it was for the customer, asked once when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from refunds.models.refund import Refund

CHANGEABLE_FOR = timedelta(days=1)
WORDS_LIMIT = 300


class Feedback(models.Model):
    """One answer for each refund, which its customer can change for a day.

    `outcome` is how the refund had ended, `decided_by` whose word that was, if a person's; `reason` is kept beside it,
    so that results are counted in one table.
    """

    class Answer(models.TextChoices):
        GOOD = "good", _("Good")
        MIXED = "mixed", _("All right")
        BAD = "bad", _("Not good")

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="feedback", db_index=False)
    answer = models.CharField(max_length=10, choices=Answer)
    words = models.CharField(max_length=WORDS_LIMIT, blank=True)
    outcome = models.CharField(max_length=20, choices=Refund.State)
    reason = models.CharField(max_length=30, choices=Refund.Reason)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="feedback_on"
    )
    given_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        verbose_name = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["refund"], name="feedback_once"),
            models.CheckConstraint(condition=Q(answer__in=("good", "mixed", "bad")), name="feedback_answer_known"),
        ]
        indexes = [models.Index(fields=["given_at"], name="feedback_in_time")]

    @property
    def changeable_until(self) -> datetime:
        return self.given_at + CHANGEABLE_FOR

    @property
    def is_changeable(self) -> bool:
        return clock.now() < self.changeable_until
