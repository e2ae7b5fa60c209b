"""A customer's declaration to withdraw from a contract, as it came, and how far it has come."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from customers.models import Payment, User
from customers.shop_days import shop_day
from refunds.models.refund import Refund
from refunds.models.withdrawal_law import WithdrawalLaw
from refunds.statemachine import Versioned

AS_IT_CAME = [
    "reference",
    "key",
    "request_key",
    "origin",
    "received_by",
    "name",
    "order_reference",
    "email",
    "items",
    "language",
    "content",
    "content_sha256",
    "received_at",
]


class WithdrawalDeclaration(Versioned):
    """What was declared never changes: `content` is the whole of it in words, and `content_sha256` the proof.

    It is received whether we know the contract or not. `key` is its random name in the portal's addresses. `due_at` is
    when a worker acknowledges and matches it, empty once both is done; `remind_at` when staff are next told that
    `pay_back_by`, the law's day, draws near. `withdraw_until` is the last day of the period, empty where it had not
    begun or there is none.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        MATCHED = "matched", _("Matched")
        REFUSED = "refused", _("Refused")
        DONE = "done", _("Paid back")

    class Origin(models.TextChoices):
        PORTAL = "portal", _("Customer portal")
        API = "api", _("The shop's own page")

    OPEN = (State.RECEIVED, State.MATCHED)

    reference = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=32, unique=True)
    request_key = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=10, choices=Origin)
    received_by = models.CharField(max_length=120)
    name = models.CharField(_("name"), max_length=120)
    order_reference = models.CharField(_("order number"), max_length=120)
    email = models.CharField(_("e-mail address"), max_length=254)
    items = models.TextField(_("only these things"), max_length=500, blank=True)
    language = models.CharField(max_length=10)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)

    state = FSMField(default=State.RECEIVED, choices=State.choices, protected=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="withdrawals")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="withdrawals")
    law = models.ForeignKey(WithdrawalLaw, on_delete=models.SET_NULL, null=True, related_name="+")
    withdraw_until = models.DateField(null=True)
    pay_back_by = models.DateTimeField(_("to be paid back by"), null=True)
    refusal = models.TextField(_("why not"), max_length=1000, blank=True)
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(_("when a worker looked for its payment"), null=True)
    due_at = models.DateTimeField(default=clock.now, null=True)
    remind_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["name", "order_reference", "email", "items", "content"])

    class Meta:
        verbose_name = _("declaration of withdrawal")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("received", "refused")) | Q(payment__isnull=False, refund__isnull=False),
                name="withdrawal_matched_to_a_refund",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="withdrawal_refused_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="withdrawal_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="withdrawal_by_state"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="withdrawal_due"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="withdrawal_reminder"),
            models.Index(Lower("email"), name="withdrawal_address"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_it_came", fields=AS_IT_CAME),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_in_time(self) -> bool:
        """Whether it came in the period that the law gives; nobody can tell before the payment is known."""
        if self.law is None or self.law.days is None:
            return False
        return self.withdraw_until is None or self.received_on <= self.withdraw_until

    @property
    def received_on(self) -> date:
        return shop_day(self.received_at)

    @property
    def pay_back_on(self) -> date | None:
        """The law's day, as the shop's calendar has it."""
        return shop_day(self.pay_back_by) if self.pay_back_by else None

    @transition("state", source=[State.RECEIVED, State.REFUSED], target=State.MATCHED)
    def match(self, payment: Payment, refund: Refund, decider: User | None) -> None:
        self.payment, self.refund, self.refusal = payment, refund, ""
        self.decider, self.decided_at = decider, clock.now()

    @transition("state", source=[State.RECEIVED, State.MATCHED], target=State.REFUSED)
    def refuse(self, why: str, decider: User | None) -> None:
        self.refusal, self.remind_at = why, None
        self.decider, self.decided_at = decider or self.decider, clock.now()

    @transition("state", source=State.MATCHED, target=State.DONE)
    def finish(self) -> None:
        self.remind_at = None

    @transition("state", source=State.DONE, target=State.MATCHED)
    def reopen(self) -> None:
        self.remind_at = clock.now()


class WithdrawalPaper(models.Model):
    """The acknowledgement as it was printed: whoever asks for it again gets the same bytes."""

    declaration = models.OneToOneField(WithdrawalDeclaration, on_delete=models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    printed_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]
