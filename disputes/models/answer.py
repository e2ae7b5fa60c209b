"""What we answer a dispute, once: evidence, an appeal, a giving in, an offer or a word on returned goods."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from disputes.models.dispute import Dispute
from refunds.statemachine import Versioned


class DisputeAnswer(Versioned):
    """One shot of one round. Key and contents are kept before the first byte leaves, and never change.

    `texts` by our own words for the fields; `pieces` are the pieces of evidence that it shows, `readiness` how much of
    what wins they are (0 to 100, disputes.evidence.checklist). `offer` has kind, amount_minor, currency, words and
    return_address; `answers_before` counts offers then. `finding` is what came back of returned goods. `next_check_at`
    is when it is sent or asked about next.
    """

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", _("Evidence")
        ACCEPTANCE = "acceptance", _("Accepted")
        APPEAL = "appeal", _("Appeal")
        OFFER = "offer", _("Offer")
        RETURN = "return", _("Word on returned goods")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        DUE = "due", _("Waits to be sent")
        SENDING = "sending", _("Being sent")
        UNKNOWN = "unknown", _("Answer lost, being asked")
        TAKEN = "taken", _("Handed in")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    FIGHTS = (Kind.EVIDENCE, Kind.APPEAL)
    LIVE = (State.WAITING, State.DUE, State.SENDING, State.UNKNOWN, State.TAKEN)

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=Kind)
    state = FSMField(default=State.DUE, choices=State.choices, protected=True)
    key = models.CharField(max_length=64, unique=True)
    texts = models.JSONField(default=dict)
    defence = models.CharField(max_length=80, blank=True)
    refund_references = models.JSONField(_("the gateway's numbers of refunds that it proves"), default=list)
    pieces = models.JSONField(_("pieces of evidence that it shows"), default=list)
    readiness = models.PositiveSmallIntegerField(default=0)
    offer = models.JSONField(_("what is offered to the customer"), default=dict)
    finding = models.CharField(_("what came back"), max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="answers_given")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="answers_released"
    )
    answers_before = models.PositiveSmallIntegerField(_("answers that the gateway counted before"), default=0)
    sends = models.PositiveSmallIntegerField(default=0)
    checks = models.PositiveSmallIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True)
    failure_code = models.CharField(max_length=80, blank=True)
    failure_message = models.CharField(max_length=500, blank=True)
    reply = models.JSONField(_("the gateway's own reply"), default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "round"],
                condition=Q(state__in=("waiting", "due", "sending", "unknown", "taken")),
                name="dispute_answered_once_per_round",
            ),
            models.UniqueConstraint(fields=["dispute", "round", "number"], name="dispute_answer_number_once"),
        ]
        indexes = [
            models.Index(fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="answer_due"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="answer_as_stored",
                fields=["key", "texts", "defence", "refund_references", "kind", "offer", "finding", "dispute", "round"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.dispute.reference}-{self.round}-{self.number}"

    @property
    def is_awaited(self) -> bool:
        """Whether the case stands where this was written for."""
        dispute, kind = self.dispute, self.Kind
        if self.kind == kind.OFFER:
            return dispute.state == Dispute.State.INQUIRY and dispute.round == self.round
        if self.kind == kind.RETURN:
            return dispute.is_open and dispute.round == self.round and self.finding in dispute.may_acknowledge
        states = Dispute.APPEALABLE if self.kind == kind.APPEAL else Dispute.OURS
        return dispute.state in states and dispute.round == self.round

    @transition("state", source=State.WAITING, target=State.DUE)
    def release(self) -> None:
        self.next_check_at = clock.now()

    @transition("state", source=[State.DUE, State.UNKNOWN], target=State.SENDING)
    def send(self) -> None:
        self.sends += 1
        self.sent_at = clock.now()

    @transition("state", source=[State.SENDING, State.UNKNOWN], target=State.UNKNOWN)
    def lose_reply(self) -> None:
        pass

    @transition("state", source=[State.SENDING, State.UNKNOWN], target=State.TAKEN)
    def take(self) -> None:
        self._finish()

    @transition("state", source=[State.SENDING, State.UNKNOWN], target=State.REFUSED)
    def refuse(self) -> None:
        self._finish()

    @transition("state", source=[State.WAITING, State.DUE], target=State.TAKEN_BACK)
    def take_back(self) -> None:
        self._finish()

    def _finish(self) -> None:
        self.finished_at = clock.now()
        self.next_check_at = None
