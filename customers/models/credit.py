"""Store credit: what the shop owes a customer, from where it came, until when it is good, and what became of it.

Movements are never changed. The account carries their sum, each lot what is left of it; both change only under the
lock of the account's row.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only, history
from customers.models.customer import Customer
from customers.shop_days import shop_day

SOURCE_LENGTH = 120


class CreditAccount(models.Model):
    """One per customer and currency. `held_minor` of the balance is promised to orders that are not paid for yet."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credit_accounts")
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="credit_account_once"),
            models.CheckConstraint(condition=Q(balance_minor__gte=0), name="credit_never_negative"),
            models.CheckConstraint(
                condition=Q(held_minor__gte=0, held_minor__lte=F("balance_minor")), name="credit_holds_are_covered"
            ),
        ]
        indexes = [
            models.Index(
                fields=["currency"], include=["balance_minor"], condition=Q(balance_minor__gt=0), name="credit_owed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency}"

    @property
    def free_minor(self) -> int:
        """What a new order may use."""
        return self.balance_minor - self.held_minor


class CreditLot(models.Model):
    """What was granted at once. What expires first is spent first; without `expires_at` it is good for ever.

    `told_at` is when the customer was told that it will expire.
    """

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="lots")
    granted_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField()
    source = models.CharField(_("what caused it"), max_length=SOURCE_LENGTH)
    expires_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "source"], name="credit_lot_once"),
            models.CheckConstraint(
                condition=Q(granted_minor__gt=0, left_minor__gte=0, left_minor__lte=F("granted_minor")),
                name="credit_lot_within_its_grant",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at", "id"], condition=Q(left_minor__gt=0), name="credit_lot_expiring"),
            models.Index(fields=["account", "expires_at"], condition=Q(left_minor__gt=0), name="credit_lot_left"),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def last_day(self) -> date | None:
        """The shop's last day on which it is good."""
        return shop_day(self.expires_at - timedelta(seconds=1)) if self.expires_at else None


class CreditHold(models.Model):
    """Credit that an order of the shop's has set aside, and how much of it was used in the end.

    What was captured is what was spent; `given_back_minor` of it came back after a return, never more.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Set aside")
        CAPTURED = "captured", _("Spent")
        RELEASED = "released", _("Let go")
        EXPIRED = "expired", _("Not used in time")

    reference = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="holds")
    order_reference = models.CharField(_("order"), max_length=SOURCE_LENGTH)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    given_back_minor = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0)
                & Q(captured_minor__gte=0, captured_minor__lte=F("amount_minor"))
                & Q(given_back_minor__gte=0, given_back_minor__lte=F("captured_minor")),
                name="credit_hold_within_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(state="captured", captured_minor__gt=0) | (~Q(state="captured") & Q(captured_minor=0)),
                name="credit_hold_captured_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at", "id"], condition=Q(state="open"), name="credit_hold_open"),
            models.Index(fields=["account", "-id"], name="credit_hold_of_account"),
        ]

    def __str__(self) -> str:
        return self.reference


class CreditEntry(models.Model):
    """One movement: positive for what is granted or given back, negative for what is spent or expired."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Granted")
        SPEND = "spend", _("Spent")
        GIVE_BACK = "give_back", _("Given back")
        EXPIRY = "expiry", _("Expired")
        CORRECTION = "correction", _("Corrected")

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=Kind)
    amount_minor = models.BigIntegerField()
    source = models.CharField(_("what caused it"), max_length=SOURCE_LENGTH)
    hold = models.ForeignKey(CreditHold, on_delete=models.PROTECT, null=True, related_name="entries")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "source"], name="credit_source_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "give_back"], amount_minor__gt=0)
                | Q(kind__in=["spend", "expiry"], amount_minor__lt=0)
                | (Q(kind="correction") & ~Q(amount_minor=0)),
                name="credit_sign_fits_kind",
            ),
        ]
        indexes = [models.Index(fields=["account", "-created_at", "-id"], name="credit_entry_newest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"

    @property
    def order(self) -> str:
        return self.hold.order_reference if self.hold else ""

    @property
    def refund_reference(self) -> str:
        """The refund that was granted as credit; its source is "RF-2026-000123/1", with the round."""
        return self.source.partition("/")[0] if self.kind == self.Kind.ISSUE else ""


class CreditPart(models.Model):
    """What a movement added to a lot or took from it. The parts of a movement add up to its amount."""

    entry = models.ForeignKey(CreditEntry, on_delete=models.PROTECT, related_name="parts")
    lot = models.ForeignKey(CreditLot, on_delete=models.PROTECT, related_name="parts")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "lot"], name="credit_part_once"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="credit_part_not_zero"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.lot_id}"
