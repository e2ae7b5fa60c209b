"""The alert before a dispute: somebody warns that a payment is about to be disputed, while it can be kept away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.models import Payment
from disputes.models.dispute import Dispute
from disputes.models.warning import FraudWarning
from refunds.models import Refund
from refunds.statemachine import Versioned

_WAITING = ("received", "refunding")


class Alert(Versioned):
    """One alert of one provider; a gateway's early warning of fraud is one too, with its `warning` beside it.

    Amount and currency are the alert's own. What tells the payment (`payment_reference` at the gateway, `arn`,
    `card_last4`, `descriptor`, `paid_on`) is kept as it was sent; `payment` is empty until it is found. `respond_by` is
    the provider's deadline, empty where it names none; `answer_by` is ours, and `calendar_at` when somebody looks next.
    `paid_outside` says that the network has given the money back by its own rule: it is never refunded again.
    `refund` is what the alert was answered with, `dispute` what came of it anyway. `attention` is not empty when a
    person must look.
    """

    class Provider(models.TextChoices):
        RDR = "rdr", _("Visa RDR")
        CDRN = "cdrn", _("Verifi CDRN")
        ETHOCA = "ethoca", _("Mastercard Ethoca")
        WARNING = "warning", _("Fraud warning of the gateway")

    class State(models.TextChoices):
        RECEIVED = "received", _("Waits for a decision")
        REFUNDING = "refunding", _("Refund asked for")
        REFUNDED = "refunded", _("Refunded")
        DECLINED = "declined", _("Left alone")
        EXPIRED = "expired", _("Expired")
        RESOLVED = "resolved", _("Settled by the network")
        DISPUTED = "disputed", _("Became a dispute")

    WAITING = _WAITING
    """Something is still to come of it: a decision, or the refund."""
    BROUGHT = ("rdr", "cdrn", "ethoca")
    """Providers that a platform brings alerts of. A gateway's warnings come through its own webhook."""

    reference = models.CharField(max_length=32, unique=True)
    provider = models.CharField(max_length=10, choices=Provider)
    provider_reference = models.CharField(max_length=260)
    state = FSMField(default=State.RECEIVED, choices=State.choices, protected=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="alerts")
    warning = models.OneToOneField(FraudWarning, on_delete=models.PROTECT, null=True, related_name="alert")

    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    network = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("the provider's word for the reason"), max_length=80, blank=True)
    network_code = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=30, choices=Dispute.Category, default=Dispute.Category.GENERAL)
    paid_outside = models.BooleanField(_("the network has given the money back already"), default=False)

    gateway_account = models.CharField(max_length=64, blank=True)
    payment_reference = models.CharField(_("the payment's id at the gateway"), max_length=191, blank=True)
    arn = models.CharField(_("acquirer's reference number"), max_length=40, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    descriptor = models.CharField(_("words on the card statement"), max_length=80, blank=True)
    paid_on = models.DateField(null=True)

    alerted_at = models.DateTimeField(default=clock.now)
    respond_by = models.DateTimeField(null=True)
    answer_by = models.DateTimeField()
    calendar_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="alerts")
    asked = models.PositiveSmallIntegerField(_("how often a refund was asked for"), default=0)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, related_name="alerts")
    words = models.CharField(_("why it is left alone"), max_length=500, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="alerts")
    attention = models.CharField(_("why a person must look"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_reference"], name="alert_once_per_provider"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="alert_amount_positive"),
            models.CheckConstraint(condition=Q(card_last4__regex=r"^([0-9]{4})?$"), name="alert_last4_only"),
            models.CheckConstraint(
                condition=Q(provider="warning", warning__isnull=False)
                | (~Q(provider="warning") & Q(warning__isnull=True)),
                name="alert_with_its_warning",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by", "id"], condition=Q(state__in=_WAITING) | ~Q(attention=""), name="alert_waiting"
            ),
            models.Index(fields=["owner", "answer_by", "id"], condition=Q(state__in=_WAITING), name="alert_hands"),
            models.Index(fields=["-alerted_at", "-id"], name="alert_newest"),
            models.Index(fields=["provider", "-alerted_at", "-id"], name="alert_of_provider"),
            models.Index(fields=["state", "-alerted_at", "-id"], name="alert_in_state"),
            models.Index(fields=["owner", "-alerted_at", "-id"], name="alert_of_owner"),
            models.Index(fields=["provider_reference"], name="alert_provider_number"),
            models.Index(fields=["calendar_at"], condition=Q(calendar_at__isnull=False), name="alert_calendar"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_warning(self) -> bool:
        return self.provider == self.Provider.WARNING

    @property
    def is_waiting(self) -> bool:
        return self.state in _WAITING

    @property
    def days_to_dispute(self) -> int | None:
        """How many days after the alert the dispute was opened; None where none came."""
        if self.dispute is None:
            return None
        return max(0, (self.dispute.opened_at - self.alerted_at).days)

    @transition("state", source=[State.RECEIVED, State.EXPIRED, State.DECLINED], target=State.REFUNDING)
    def await_refund(self) -> None:
        self._decide()

    @transition("state", source=State.REFUNDING, target=State.RECEIVED)
    def wait_again(self) -> None:
        """The refund came to nothing: the question is open again."""
        self.decided_at = None

    @transition("state", source=[State.RECEIVED, State.REFUNDING, State.EXPIRED, State.DECLINED], target=State.REFUNDED)
    def be_refunded(self) -> None:
        self._decide()

    @transition("state", source=State.RECEIVED, target=State.DECLINED)
    def be_left_alone(self) -> None:
        self._decide()

    @transition("state", source=State.RECEIVED, target=State.EXPIRED)
    def expire(self) -> None:
        self.calendar_at = None

    @transition("state", source=State.RECEIVED, target=State.RESOLVED)
    def be_settled_outside(self) -> None:
        self._decide()

    @transition("state", source=[State.RECEIVED, State.REFUNDING, State.EXPIRED, State.DECLINED], target=State.DISPUTED)
    def become_dispute(self) -> None:
        self.calendar_at = None

    def _decide(self) -> None:
        self.decided_at = self.decided_at or clock.now()
        self.calendar_at = None
