"""The try: one instruction to a gateway under one idempotency key, and what became of it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from refunds.models.refund import Refund
from refunds.statemachine import Versioned


class RefundAttempt(Versioned):
    """Key and body are stored before the first byte leaves and never change; a second try sends the same ones.

    `unknown` means that the answer was lost: the gateway is asked by our `reference` until it is clear.
    `next_check_at` is when it is asked next; an open attempt always has one. `never_left` says that its only call
    surely had no effect, so that there is nothing to ask about.
    """

    class State(models.TextChoices):
        CREATED = "created", _("Prepared")
        SENDING = "sending", _("Being sent")
        PENDING = "pending", _("Accepted by the gateway")
        ACTION_REQUIRED = "action_required", _("Waiting for the customer's bank details")
        WAITING_FUNDS = "waiting_funds", _("Waiting for funds at the gateway")
        UNKNOWN = "unknown", _("Answer lost, being asked")
        SUCCEEDED = "succeeded", _("Paid back")
        FAILED = "failed", _("Refused")
        CANCELED = "canceled", _("Canceled at the gateway")
        REVERSED = "reversed", _("Came back")

    WAITING = (State.PENDING, State.ACTION_REQUIRED, State.WAITING_FUNDS)
    OPEN = (State.SENDING, State.UNKNOWN, *WAITING)

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=40, unique=True)
    state = FSMField(default=State.CREATED, choices=State.choices, protected=True)

    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, unique=True)
    key_expires_at = models.DateTimeField(null=True)
    body = models.BinaryField()
    body_hash = models.CharField(max_length=64)

    gateway_reference = models.CharField(max_length=191, blank=True)
    answer = models.JSONField(default=dict)
    failure_code = models.CharField(max_length=80, blank=True)
    failure_message = models.CharField(max_length=500, blank=True)
    sends = models.PositiveSmallIntegerField(default=0)
    never_left = models.BooleanField(default=False)
    checks = models.PositiveSmallIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True)

    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(_("first answer of the gateway"), null=True)
    finished_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["body"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["gateway", "gateway_account", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="attempt_gateway_reference_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gateway_reference"], condition=~Q(gateway_reference=""), name="attempt_gateway_number"
            ),
            models.Index(fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="attempt_due"),
            models.Index(
                fields=["gateway_account", "next_check_at"],
                condition=Q(next_check_at__isnull=False),
                name="attempt_due_at_account",
            ),
            models.Index(fields=["gateway_account", "finished_at", "id"], name="attempt_finished_there"),
            models.Index(fields=["gateway_account", "-sent_at"], name="attempt_by_account"),
            models.Index(
                fields=["gateway_account"], condition=Q(state="waiting_funds"), name="attempt_waits_for_funds"
            ),
            models.Index(fields=["sent_at", "id"], condition=Q(state="unknown"), name="attempt_unanswered"),
            models.Index(
                fields=["gateway_account", "-answered_at"],
                condition=Q(answered_at__isnull=False),
                name="attempt_answered",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="sent_as_stored", fields=["idempotency_key", "body", "body_hash", "reference"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @transition("state", source=[State.CREATED, State.UNKNOWN], target=State.SENDING)
    def send(self) -> None:
        self.sends += 1
        self.sent_at = clock.now()
        self.never_left = False

    @transition("state", source=[State.SENDING, State.UNKNOWN, *WAITING], target=State.PENDING)
    def await_gateway(self) -> None:
        pass

    @transition("state", source=[State.SENDING, State.UNKNOWN, *WAITING], target=State.ACTION_REQUIRED)
    def await_customer(self) -> None:
        pass

    @transition("state", source=[State.SENDING, State.UNKNOWN, *WAITING], target=State.WAITING_FUNDS)
    def await_funds(self) -> None:
        pass

    @transition("state", source=[State.SENDING, State.UNKNOWN], target=State.UNKNOWN)
    def lose_answer(self) -> None:
        pass

    @transition("state", source=OPEN, target=State.SUCCEEDED)
    def succeed(self) -> None:
        self._finish()

    @transition("state", source=OPEN, target=State.FAILED)
    def fail(self) -> None:
        self._finish()

    @transition("state", source=OPEN, target=State.CANCELED)
    def cancel(self) -> None:
        self._finish()

    @transition("state", source=State.SUCCEEDED, target=State.REVERSED)
    def reverse(self) -> None:
        self._finish()

    def _finish(self) -> None:
        self.finished_at = clock.now()
        self.next_check_at = None
