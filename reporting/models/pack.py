"""The monthly pack: one PDF and one zip about a period, made by a worker, kept with their checksums."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from refunds.statemachine import Versioned
from reporting.models.closing import PeriodClosing
from reporting.periods import Period


class MonthlyPack(Versioned):
    """`done_parts` of `all_parts` are made. `checksum` is over the figures that it was made from, not the bytes.

    Of a closed period it says what was frozen, and names the closing.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    reference = models.CharField(max_length=32, unique=True)
    closing = models.ForeignKey(PeriodClosing, on_delete=models.PROTECT, null=True, related_name="packs")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)
    done_parts = models.PositiveSmallIntegerField(default=0)
    all_parts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    checksum = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    archive = models.BinaryField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)

    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    history = history(excluded_fields=["pdf", "archive"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="pack_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="pack_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="pack_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(pdf__isnull=False, archive__isnull=False), name="pack_ready_has_papers"
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
