"""Bank transfers that leave together: a file for the bank, its lines, and what the bank said."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from customers.models import User
from refunds.models.attempt import RefundAttempt
from refunds.models.bank_details import BankDetails
from refunds.models.refund import Refund
from refunds.statemachine import Versioned


class TransferFile(Versioned):
    """What one person collected and another released. `sealed_xml` holds the very bytes for the bank, encrypted.

    It goes to the bank with its first download: from then on nobody withdraws it, only the bank's answer ends it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Waiting for a second person")
        RELEASED = "released", _("Released")
        EXECUTED = "executed", _("Executed")
        PARTLY = "partly", _("Partly executed")
        REFUSED = "refused", _("Refused by the bank")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ANSWERED = (State.EXECUTED, State.PARTLY, State.REFUSED)

    reference = models.CharField(max_length=32, unique=True)
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    execution_on = models.DateField(_("to be executed on"))
    debtor_name = models.CharField(max_length=70)
    debtor_iban = models.CharField(_("our account"), max_length=34)
    debtor_bic = models.CharField(max_length=11, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    line_count = models.PositiveIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)

    schema = models.CharField(max_length=20, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_xml = models.BinaryField(default=bytes)

    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    releaser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    fetcher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    fetches = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(_("first downloaded"), null=True)
    ended_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["sealed_xml"])

    class Meta:
        verbose_name = _("payment file")
        constraints = [
            models.CheckConstraint(condition=~Q(maker=F("releaser")), name="transfer_file_not_released_by_maker"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(releaser__isnull=False) & ~Q(sha256=""),
                name="transfer_file_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(fetched_at__isnull=True) | ~Q(state__in=("draft", "withdrawn")),
                name="transfer_file_at_the_bank_is_not_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gte=0) & Q(currency="EUR"), name="transfer_file_sum_in_euros"
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="transfer_file_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_at_the_bank(self) -> bool:
        return self.fetched_at is not None

    @property
    def place(self) -> str:
        """What the sealed bytes are bound to."""
        return f"transfer_file/{self.reference}"

    @transition("state", source=State.DRAFT, target=State.RELEASED)
    def release(self, releaser: User, sealed_xml: bytes, sha256: str, schema: str) -> None:
        self.releaser, self.released_at = releaser, clock.now()
        self.sealed_xml, self.sha256, self.schema = sealed_xml, sha256, schema

    @transition("state", source=[State.DRAFT, State.RELEASED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        self._end()

    @transition("state", source=[State.RELEASED, State.PARTLY], target=State.EXECUTED)
    def execute(self) -> None:
        self._end()

    @transition("state", source=[State.RELEASED, State.EXECUTED, State.PARTLY], target=State.PARTLY)
    def execute_partly(self) -> None:
        self._end()

    @transition("state", source=[State.RELEASED, State.EXECUTED, State.PARTLY], target=State.REFUSED)
    def refuse(self) -> None:
        self._end()

    def fetch(self, person: User) -> None:
        """Count a download; the first one hands the file to the bank."""
        self.fetches += 1
        self.fetcher = self.fetcher or person
        self.fetched_at = self.fetched_at or clock.now()

    def _end(self) -> None:
        self.sealed_xml = b""
        self.ended_at = self.ended_at or clock.now()


class TransferLine(models.Model):
    """One refund's round in a file, as it was when it was collected. It is living until it is dropped from the file.

    `reference` is the attempt's own, and the EndToEndId by which the bank's answer finds it.
    """

    file = models.ForeignKey(TransferFile, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="transfer_lines")
    round = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=35)
    details = models.ForeignKey(BankDetails, on_delete=models.PROTECT, related_name="transfer_lines")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    attempt = models.OneToOneField(RefundAttempt, on_delete=models.PROTECT, null=True, related_name="transfer_line")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "round"], condition=Q(dropped_at__isnull=True), name="transfer_line_in_one_file"
            ),
            models.UniqueConstraint(fields=["file", "number"], name="transfer_line_number_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(currency="EUR"), name="transfer_line_amount_in_euros"
            ),
            models.CheckConstraint(
                condition=Q(attempt__isnull=True) | Q(dropped_at__isnull=True), name="transfer_line_sent_is_not_dropped"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="as_collected",
                fields=["file", "number", "refund", "round", "reference", "details", "amount_minor", "currency"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]


class BankAnswer(models.Model):
    """A file of the bank that was read: the same bytes again are the same answer. Accounts and names are not kept.

    `results` says of each line that speaks of a transfer of ours what became of it, and of the others how many.
    """

    class Kind(models.TextChoices):
        CAMT = "camt", _("Statement of the bank (camt)")
        CSV = "csv", _("Table (CSV)")

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("file name"), max_length=120)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now)
    booked = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(_("known before"), default=0)
    unclear = models.PositiveIntegerField(_("for a person"), default=0)
    others = models.PositiveIntegerField(_("about something else"), default=0)
    results = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-read_at", "-id"], name="bank_answer_newest")]
        triggers = [append_only()]
