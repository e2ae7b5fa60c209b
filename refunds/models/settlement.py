"""What a gateway says it did with the money, line by line, and how far we have compared it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from refunds.gateways.types import SettlementKind
from refunds.statemachine import Versioned


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in SettlementKind]


class SettlementReport(Versioned):
    """One report of one account. `matched_lines` says how far a worker has compared it.

    `covers_from` and `covers_until` are the first and last moment it speaks of. `known_lines` stood in an earlier
    report as well and were not taken again. `pulled_until` is how far a report that is fetched (`is_pulled`) is here.
    """

    class State(models.TextChoices):
        FETCHING = "fetching", _("Being fetched")
        MATCHING = "matching", _("Being compared")
        DONE = "done", _("Compared")
        FAILED = "failed", _("Not finished")

    OPEN = (State.FETCHING, State.MATCHING)

    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    is_pulled = models.BooleanField(default=False)
    state = FSMField(default=State.FETCHING, choices=State.choices, protected=True)
    covers_from = models.DateTimeField(null=True)
    covers_until = models.DateTimeField(null=True)
    pulled_until = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    known_lines = models.PositiveIntegerField(default=0)
    matched_lines = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway_account", "sha256"], condition=~Q(sha256=""), name="settlement_file_once"
            ),
            models.UniqueConstraint(
                fields=["gateway_account"],
                condition=Q(state="fetching", requested_by="system:settlements"),
                name="settlement_schedule_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="settlement_newest"),
            models.Index(fields=["gateway_account", "covers_from", "covers_until"], name="settlement_covers"),
            models.Index(
                fields=["gateway_account", "-created_at", "-id"],
                condition=Q(is_pulled=True),
                name="settlement_fetched",
            ),
            models.Index(fields=["due_at"], condition=Q(state__in=("fetching", "matching")), name="settlement_due"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @transition("state", source=State.FETCHING, target=State.MATCHING)
    def begin_matching(self) -> None:
        pass

    @transition("state", source=State.MATCHING, target=State.DONE)
    def finish(self) -> None:
        self.trouble = ""
        self.finished_at = clock.now()

    @transition("state", source=[State.FETCHING, State.MATCHING], target=State.FAILED)
    def fail(self) -> None:
        self.finished_at = clock.now()


class SettlementEntry(models.Model):
    """One line as the gateway wrote it, `number` in its report. Amounts are minor units seen from the shop."""

    report = models.ForeignKey(SettlementReport, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    gateway_account = models.CharField(max_length=64)
    line_id = models.CharField(max_length=191)
    kind = models.CharField(max_length=20, choices=kind_choices)
    word = models.CharField(_("the gateway's own word"), max_length=80, blank=True)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    settled_at = models.DateTimeField()
    gateway_reference = models.CharField(max_length=191, blank=True)
    payment_reference = models.CharField(max_length=191, blank=True)
    refund_reference = models.CharField(max_length=191, blank=True)
    payout_reference = models.CharField(max_length=191, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway_account", "line_id"], name="settlement_line_once"),
            models.UniqueConstraint(fields=["report", "number"], name="settlement_number_once"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="settlement_currency_code"),
        ]
        indexes = [
            models.Index(
                fields=["gateway_account", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="settlement_of_theirs",
            ),
            models.Index(
                fields=["gateway_account", "refund_reference"],
                condition=~Q(refund_reference=""),
                name="settlement_of_ours",
            ),
            models.Index(
                fields=["gateway_account", "currency", "-id"],
                condition=Q(kind="refund"),
                include=["fee_minor"],
                name="settlement_fees",
            ),
            models.Index(fields=["settled_at"], name="settlement_by_time"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.line_id


class SettlementDay(models.Model):
    """Refunds of one account, currency and day (UTC) as the gateway settled them, beside what we say of the same ones.

    Both are minor units that left the shop, reversals taken off. `strange_lines` are of no refund of ours.
    """

    gateway_account = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    lines = models.PositiveIntegerField(default=0)
    strange_lines = models.IntegerField(default=0)
    ours_minor = models.BigIntegerField(default=0)
    theirs_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway_account", "currency", "day"], name="settlement_day_once"),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="settlement_day_newest")]

    def __str__(self) -> str:
        return f"{self.gateway_account} {self.currency} {self.day}"
