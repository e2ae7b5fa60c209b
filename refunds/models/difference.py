"""A difference between our books and a gateway's: found by a machine, owned and resolved by a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models import Payment
from refunds.models.attempt import RefundAttempt
from refunds.models.reconciliation import ReconciliationRun
from refunds.models.refund import Refund


class Difference(models.Model):
    """`subject` names what it is about ("refund:re_1"); of one kind there is at most one open row for a subject.

    Amounts are minor units, `ours_minor` in `currency` and `theirs_minor` in `their_currency`; None where that side
    has none. `ours` and `theirs` say in words what each side has. `facts_hash` is of what differs: what a person has
    resolved is not opened again while that is the same.
    """

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", _("Not known to us")
        MISSING = "missing", _("Missing at the gateway")
        AMOUNT = "amount", _("Amount differs")
        CURRENCY = "currency", _("Currency differs")
        TWICE = "twice", _("There twice")
        STATE = "state", _("State differs")
        FEE = "fee", _("Unexpected fee")
        MISPLACED = "misplaced", _("Other payment, account or day")

    class State(models.TextChoices):
        OPEN = "open", _("Unresolved")
        RESOLVED = "resolved", _("Resolved")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    subject = models.CharField(max_length=255)
    facts_hash = models.CharField(max_length=64)
    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    gateway_reference = models.CharField(max_length=191, blank=True)
    payment_reference = models.CharField(_("the payment's id at the gateway"), max_length=191, blank=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="differences")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="differences")
    attempt = models.ForeignKey(RefundAttempt, on_delete=models.PROTECT, null=True, related_name="differences")
    run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, null=True, related_name="found")
    report = models.ForeignKey("refunds.SettlementReport", on_delete=models.PROTECT, null=True, related_name="found")
    line_number = models.PositiveIntegerField(_("line of the report"), null=True)

    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    their_currency = models.CharField(max_length=3, blank=True)
    ours = models.CharField(max_length=200, blank=True)
    theirs = models.CharField(max_length=200, blank=True)
    why = models.CharField(_("in a sentence"), max_length=300, blank=True)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="differences")
    resolution = models.CharField(max_length=500, blank=True)
    resolved_by = models.CharField(max_length=120, blank=True)
    resolved_label = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway_account", "subject", "kind"], condition=Q(state="open"), name="difference_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", resolved_at=None, resolution="") | (Q(state="resolved") & ~Q(resolution="")),
                name="difference_resolved_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="difference_newest"),
            models.Index(fields=["state", "-found_at", "-id"], name="difference_by_state"),
            models.Index(fields=["kind", "-found_at", "-id"], name="difference_by_kind"),
            models.Index(fields=["gateway_account", "-found_at", "-id"], name="difference_of_account"),
            models.Index(fields=["owner", "-found_at", "-id"], condition=Q(state="open"), name="difference_of_owner"),
            models.Index(fields=["gateway_account", "subject", "kind"], name="difference_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_unmatched_refund(self) -> bool:
        """A refund at the gateway that waits for somebody to say what of ours it belongs to."""
        return self.is_open and self.kind == self.Kind.UNKNOWN and self.subject.startswith("refund:")
