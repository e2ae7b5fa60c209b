"""Another way for the money than the one that was chosen: proposed by staff, decided by the customer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from refunds.models.refund import Refund
from refunds.statemachine import Versioned


class RailProposal(Versioned):
    """A question to the customer that waits until `expires_at`. One is open per refund; only a yes changes the rail.

    `recorder` is the colleague who wrote down a yes or no that came by phone, `answer_words` what was said.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the customer")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="rail_proposals")
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    old_rail = models.CharField(max_length=20, choices=Refund.Rail)
    new_rail = models.CharField(max_length=20, choices=Refund.Rail)
    words = models.TextField(max_length=1000)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    recorder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer_words = models.TextField(blank=True, max_length=1000)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["answer_words"])

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["refund"], condition=Q(state="open"), name="rail_proposal_one_open"),
            models.CheckConstraint(condition=~Q(old_rail=F("new_rail")), name="rail_proposal_is_another_rail"),
            models.CheckConstraint(
                condition=Q(recorder=None) | ~Q(answer_words=""), name="rail_proposal_recorded_with_words"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="rail_proposal_open")]

    @transition("state", source=State.OPEN, target=State.AGREED)
    def agree(self) -> None:
        self.answered_at = clock.now()

    @transition("state", source=State.OPEN, target=State.DECLINED)
    def decline(self) -> None:
        self.answered_at = clock.now()

    @transition("state", source=State.OPEN, target=State.EXPIRED)
    def expire(self) -> None:
        self.answered_at = clock.now()

    @transition("state", source=State.OPEN, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        self.answered_at = clock.now()
