"""A paper about refunds: what it covers, how far it is, and the printed bytes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.models import Customer
from refunds.statemachine import Versioned
from reporting.periods import Period


class Statement(Versioned):
    """Asked for by a person, printed by a worker, then never changed.

    `ledger_entry` is the last journal entry that it counts; `checksum` is over the canonical figures, not the bytes.
    `gateway` and `account` name the gateway account that it is about. `printed` pages of `pages` are ready so far.
    """

    class Kind(models.TextChoices):
        PERIOD = "period", _("A period")
        CUSTOMER = "customer", _("One customer")
        ACCOUNT = "account", _("One gateway account")

    class State(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    reference = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="statements")
    gateway = models.CharField(max_length=32, blank=True)
    account = models.CharField(_("gateway account"), max_length=64, blank=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    pages = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(null=True)
    ledger_entry = models.BigIntegerField(null=True)
    checksum = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)

    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["pdf", "pages", "printed"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="statement_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="statement_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_days_in_order"),
            models.CheckConstraint(
                condition=Q(kind="customer", customer__isnull=False, account="")
                | Q(kind="period", customer__isnull=True, account="")
                | (Q(kind="account", customer__isnull=True) & ~Q(account="")),
                name="statement_fits_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(pdf__isnull=False), name="statement_ready_has_paper"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @transition("state", source=State.QUEUED, target=State.READY)
    def finish(self) -> None:
        self.finished_at = clock.now()
        self.leased_until = None

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self) -> None:
        self.finished_at = clock.now()
        self.leased_until = None
