"""A customer asks once more about a no. How that ended is said by the refund's own state and by nothing else."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from refunds.models.refund import Refund


class Appeal(models.Model):
    """One for each refund, never changed. `barred` are the people who had a say in it before: none of them decides now.

    `answer_by` is what the customer was promised.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Being looked at again")
        GRANTED = "granted", _("Granted")
        UPHELD = "upheld", _("The no stands")
        WITHDRAWN = "withdrawn", _("Taken back")

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="appeals", db_index=False)
    words = models.TextField(max_length=2000)
    barred = ArrayField(models.BigIntegerField(), default=list)
    asked_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund"], name="appeal_once"),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_says_something"),
        ]
        triggers = [append_only()]

    @property
    def outcome(self) -> Outcome:
        """Read off the refund. Its rounds count approvals, and before the first there was the no."""
        ended = {Refund.State.REJECTED: self.Outcome.UPHELD, Refund.State.CANCELED: self.Outcome.WITHDRAWN}
        return self.Outcome.GRANTED if self.refund.round else ended.get(self.refund.state, self.Outcome.OPEN)
