"""What somebody asked the assistant, and what it said: kept for a while, so that people see where it falls short."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.models import Customer
from refunds.models.refund import Refund

QUESTION_LIMIT = 500


def new_key() -> str:
    return secrets.token_urlsafe(12)


class AskedQuestions(models.QuerySet["AskedQuestion"]):
    def to_look_at(self) -> AskedQuestions:
        """What went to a person, or did not help."""
        return self.filter(WORTH_A_LOOK)


class AskedQuestion(models.Model):
    """`question` is without card numbers, accounts and addresses, and empty once somebody took the words out.

    No customer is a visitor of the policy page. `answer` and `sources` are what was shown, in the language of the page.
    A row lives for QUESTION_DAYS; what went to a person also stands among the events of its case.
    """

    class Door(models.TextChoices):
        PORTAL = "portal", _("Customer portal")
        POLICY = "policy", _("Policy page")
        API = "api", _("API")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        WHICH = "which", _("Asked which case")
        REFUSED = "refused", _("Refused")
        HANDED_OVER = "handed_over", _("Handed to a person")
        UNSURE = "unsure", _("Not understood")

    key = models.CharField(max_length=32, unique=True, default=new_key)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, related_name="asked_questions", db_index=False
    )
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="asked_questions")
    door = models.CharField(max_length=10, choices=Door)
    language = models.CharField(max_length=10)
    question = models.CharField(max_length=QUESTION_LIMIT, blank=True)
    intent = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    answer = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    choices = models.JSONField(default=list)
    helped = models.BooleanField(null=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    redacted_at = models.DateTimeField(null=True)
    redacted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AskedQuestions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(redacted_at=None) | Q(question=""), name="question_redacted_is_empty"),
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at", "-id"], name="question_of_customer"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(outcome__in=("handed_over", "unsure")) | Q(helped=False),
                name="question_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]


WORTH_A_LOOK = Q(outcome__in=(AskedQuestion.Outcome.HANDED_OVER, AskedQuestion.Outcome.UNSURE)) | Q(helped=False)
