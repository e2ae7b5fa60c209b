"""The request: what somebody wants back from one payment, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from customers.models import Customer, Payment, PaymentLine
from refunds.statemachine import Versioned

_WAITING = ("requested", "under_review", "needs_info")


def _may_be_appealed(refund: Any) -> bool:
    return bool(refund.may_be_appealed)


class Refund(Versioned):
    """One request against one payment. Several may exist for a payment; together they never exceed it.

    `amount_minor` is what goes back: the lines less `fee_minor`, and `goodwill_minor` on top, which is beyond what was
    bought. `revision` counts changes of what is asked; lines and approvals belong to one revision.
    `round` counts approvals: a retry after a failure is a new round with its own reservation, attempt and ledger
    entries. `attention` is not empty when the machine has done what it can and a person must look. What it is about
    (`product_kinds`, `skus`) and what made it worth a second look (`risk_hints`) is said once, when it is asked for.
    `bonus_minor` comes on top as store credit and out of nobody's payment; `keeps_percent` is the part of the price for
    which the customer keeps the goods, 0 where they come back. `answers` are {number, question, answer} to what was
    asked further for the reason (see refunds.policy.questions).
    `decide_by` is the answer's promise while the case is ours; `calendar_at` is when somebody is next reminded of it.
    After a no the customer may ask once more until `appeal_until`; once they have, `appealed_at` says when.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        UNDER_REVIEW = "under_review", _("Under review")
        NEEDS_INFO = "needs_info", _("Waiting for the customer")
        APPROVED = "approved", _("Approved")
        PROCESSING = "processing", _("On its way")
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Failed")
        REJECTED = "rejected", _("Rejected")
        CANCELED = "canceled", _("Canceled")

    class Rail(models.TextChoices):
        ORIGINAL = "original", _("Original payment method")
        STORE_CREDIT = "store_credit", _("Store credit")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")

    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", _("Changed my mind")
        NOT_RECEIVED = "not_received", _("It never arrived")
        DAMAGED = "damaged", _("It arrived damaged")
        NOT_AS_DESCRIBED = "not_as_described", _("It is not as described")
        WRONG_ITEM = "wrong_item", _("I got the wrong thing")
        DUPLICATE = "duplicate", _("I was charged twice")
        CANCELED_SERVICE = "canceled_service", _("The service was canceled")
        FRAUD = "fraud", _("I did not make this payment")
        GOODWILL = "goodwill", _("Goodwill")
        WITHDRAWAL = "withdrawal", _("Withdrawal from the contract")
        OTHER = "other", _("Something else")

    class Origin(models.TextChoices):
        PORTAL = "portal", _("Customer portal")
        STAFF = "staff", _("Staff")
        API = "api", _("API")
        IMPORT = "import", _("Import")
        DISPUTE = "dispute", _("Dispute")
        GATEWAY = "gateway", _("Found at the gateway")

    WAITING = _WAITING
    """Undecided: somebody waits for an answer. They are few, however many refunds there are."""

    reference = models.CharField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refunds", db_index=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    state = FSMField(default=State.REQUESTED, choices=State.choices, protected=True)
    round = models.PositiveSmallIntegerField(default=0)

    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    goodwill_minor = models.BigIntegerField(_("of it goodwill"), default=0)
    fee_minor = models.BigIntegerField(_("restocking fee that is kept"), default=0)
    fee_waiver = models.TextField(_("why no fee is kept"), blank=True, max_length=1000)
    revision = models.PositiveSmallIntegerField(default=0)
    plan = models.ForeignKey("refunds.RefundPlan", on_delete=models.PROTECT, null=True, related_name="refunds")
    rail = models.CharField(max_length=20, choices=Rail, default=Rail.ORIGINAL)
    reason = models.CharField(max_length=30, choices=Reason)
    reason_text = models.TextField(blank=True, max_length=2000)
    answers = models.JSONField(_("answers to the questions"), default=list)
    exchange_wish = models.TextField(_("what they would rather have"), blank=True, max_length=500)
    keeps_percent = models.PositiveSmallIntegerField(_("keeps the goods for so many percent"), default=0)
    bonus_minor = models.BigIntegerField(_("bonus on store credit"), default=0)
    origin = models.CharField(max_length=10, choices=Origin)
    requested_by = models.CharField(max_length=120)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="requested_refunds"
    )
    request_key = models.CharField(_("asked once under this key"), max_length=64, blank=True)
    attention = models.CharField(_("why a person must look"), max_length=300, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="assigned_refunds"
    )
    decide_by = models.DateTimeField(_("answer promised by"), default=clock.now)
    escalated_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    asked_at = models.DateTimeField(_("when the customer was asked"), null=True)
    calendar_at = models.DateTimeField(_("when the calendar looks at it next"), null=True)
    appeal_until = models.DateTimeField(_("until when the customer may ask once more"), null=True)
    appealed_at = models.DateTimeField(_("when the customer asked once more"), null=True)
    risk_hints = ArrayField(models.CharField(max_length=30), default=list)
    product_kinds = ArrayField(models.CharField(max_length=20), default=list)
    skus = ArrayField(models.CharField(max_length=64), default=list)

    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["risk_hints", "product_kinds", "skus"])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(
                condition=Q(goodwill_minor__gte=0) & Q(goodwill_minor__lte=F("amount_minor")) & Q(fee_minor__gte=0),
                name="refund_goodwill_and_fee",
            ),
            models.CheckConstraint(
                condition=Q(bonus_minor=0) | Q(bonus_minor__gt=0, rail="store_credit"), name="refund_bonus_is_credit"
            ),
            models.CheckConstraint(condition=Q(keeps_percent__lte=100), name="refund_keeps_percent"),
            models.UniqueConstraint(
                fields=["customer", "request_key"], condition=~Q(request_key=""), name="refund_request_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at", "id"], name="refund_queue"),
            models.Index(fields=["-created_at", "-id"], name="refund_newest"),
            models.Index(fields=["finished_at"], name="refund_finished"),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="refund_decided"),
            models.Index(fields=["decide_by", "id"], condition=~Q(attention=""), name="refund_attention"),
            models.Index(fields=["decide_by", "id"], condition=Q(state__in=_WAITING), name="refund_due"),
            models.Index(fields=["assignee", "decide_by", "id"], condition=Q(state__in=_WAITING), name="refund_hands"),
            models.Index(fields=["customer", "-created_at", "-id"], name="refund_of_customer"),
            models.Index(fields=["calendar_at"], condition=Q(calendar_at__isnull=False), name="refund_calendar"),
            models.Index(fields=["escalated_at"], condition=Q(escalated_at__isnull=False), name="refund_escalated"),
            models.Index(fields=["appealed_at"], condition=Q(appealed_at__isnull=False), name="refund_appealed"),
            models.Index(
                fields=["approved_at", "id"],
                condition=Q(state="approved", rail="bank_transfer"),
                name="refund_to_transfer",
            ),
            GinIndex(fields=["risk_hints", "skus"], name="refund_marks"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def gross_minor(self) -> int:
        """What it comes to before the restocking fee, goodwill included."""
        return self.amount_minor + self.fee_minor

    @property
    def counts_as_goodwill_minor(self) -> int:
        """What the goodwill limits look at: all of it where goodwill is the reason, else the part beyond the lines."""
        return self.amount_minor if self.reason == self.Reason.GOODWILL else self.goodwill_minor

    @property
    def may_be_appealed(self) -> bool:
        """Whether the customer may ask once more about the no: they were told until when, and have not yet."""
        return self.state == self.State.REJECTED and self.appeal_until is not None and clock.now() < self.appeal_until

    @transition("state", source=[State.REQUESTED, State.NEEDS_INFO], target=State.UNDER_REVIEW)
    def send_to_review(self) -> None:
        pass

    @transition("state", source=[State.REQUESTED, State.UNDER_REVIEW], target=State.NEEDS_INFO)
    def ask_customer(self) -> None:
        pass

    @transition("state", source=[State.REQUESTED, State.UNDER_REVIEW], target=State.APPROVED)
    def approve(self) -> None:
        self._open_round()
        self.decided_at = self.approved_at
        self.calendar_at = None

    @transition("state", source=[State.REQUESTED, State.UNDER_REVIEW], target=State.REJECTED)
    def reject(self, appeal_until: datetime | None = None) -> None:
        self.decided_at = self.finished_at = clock.now()
        self.appeal_until = appeal_until
        self.calendar_at = None

    @transition("state", source=State.REJECTED, target=State.UNDER_REVIEW, conditions=[_may_be_appealed])
    def appeal(self) -> None:
        self.appealed_at, self.appeal_until = clock.now(), None
        self.decided_at = self.finished_at = self.escalated_at = None

    @transition(
        "state",
        source=[State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED, State.FAILED],
        target=State.CANCELED,
    )
    def cancel(self) -> None:
        self.finished_at = clock.now()
        self.attention = ""
        self.calendar_at = None

    @transition("state", source=State.APPROVED, target=State.PROCESSING)
    def start(self) -> None:
        self.attention = ""

    @transition("state", source=State.PROCESSING, target=State.COMPLETED)
    def complete(self) -> None:
        self.finished_at = clock.now()
        self.attention = ""

    @transition("state", source=State.PROCESSING, target=State.FAILED)
    def fail(self) -> None:
        self.finished_at = clock.now()

    @transition("state", source=State.COMPLETED, target=State.FAILED)
    def come_back(self) -> None:
        self.finished_at = clock.now()

    @transition("state", source=State.FAILED, target=State.APPROVED)
    def retry(self) -> None:
        self._open_round()
        self.finished_at = None
        self.attention = ""

    def _open_round(self) -> None:
        self.round += 1
        self.approved_at = clock.now()


class OfThisRevision(models.Manager):
    """Rows that belong to what their refund asks for now. Those of earlier revisions are kept, and read by `every`."""

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(revision=F("refund__revision"))


class RefundLine(models.Model):
    """The part of a payment line that goes back. `amount_minor` includes `tax_minor`, at the rate of the sale.

    `fee_minor` is what was kept of the line's worth, its tax included; it is not part of the amount.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    revision = models.PositiveSmallIntegerField(default=0)
    payment_line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)

    objects = OfThisRevision()
    every = models.Manager()  # noqa: DJ012 - a second manager, not a field

    class Meta:
        ordering = ["payment_line__position"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "revision", "payment_line"], name="refund_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0)
                & Q(amount_minor__gte=0)
                & Q(tax_minor__gte=0)
                & Q(tax_minor__lte=F("amount_minor"))
                & Q(fee_minor__gte=0),
                name="refund_line_amounts",
            ),
        ]
        triggers = [append_only()]
