"""One move on many refunds: chosen, checked row by row, confirmed once, and worked off by a worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from refunds.models.refund import Refund
from refunds.statemachine import Versioned


class BulkRun(Versioned):
    """`selection` is {"filter": {…}}, perhaps with the "words" searched for, or {"references": […]}.

    It was resolved to rows when the run was drafted.

    `words` is what the move itself needs (an explanation, a question, what a colleague should know); `note` is the
    person's own addition for the customers, `colleague` who gets the cases. `reason` is why it is made in bulk and
    stands at the confirmation. `leased_until` is how long the worker that checks or works it may take.
    """

    class Move(models.TextChoices):
        APPROVAL = "approval", _("Approve")
        REJECTION = "rejection", _("Reject")
        QUESTION = "question", _("Ask the customer")
        RETRY = "retry", _("Send it again")
        CANCELLATION = "cancellation", _("Cancel the request")
        HANDING_OVER = "handing_over", _("Hand over to a colleague")

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Waits for your word")
        RUNNING = "running", _("Being worked off")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    WORKING = (State.CHECKING, State.RUNNING)

    reference = models.CharField(max_length=32, unique=True)
    move = models.CharField(max_length=20, choices=Move)
    words = models.TextField(blank=True, max_length=1000)
    note = models.TextField(blank=True, max_length=500)
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    selection = models.JSONField()
    selected = models.CharField(_("what was selected, in words"), max_length=500)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="again")
    state = FSMField(default=State.CHECKING, choices=State.choices, protected=True)
    reason = models.CharField(max_length=300, blank=True)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_runs")
    requested_by = models.CharField(max_length=120)
    requested_label = models.CharField(max_length=200)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="bulk_newest"),
            models.Index(fields=["created_at"], condition=Q(state__in=["checking", "running"]), name="bulk_due"),
        ]

    def __str__(self) -> str:
        return self.reference

    @transition("state", source=State.CHECKING, target=State.CHECKED)
    def finish_check(self) -> None:
        self.leased_until = None

    @transition("state", source=State.CHECKED, target=State.RUNNING)
    def begin(self) -> None:
        self.started_at = clock.now()

    @transition("state", source=State.RUNNING, target=State.DONE)
    def finish(self) -> None:
        self._end()

    @transition("state", source=[State.CHECKING, State.CHECKED, State.RUNNING], target=State.STOPPED)
    def stop(self) -> None:
        self._end()

    def _end(self) -> None:
        self.finished_at = clock.now()
        self.leased_until = None


class BulkRow(models.Model):
    """One refund of a run. `seen_hash` is the refund as it was checked: changed since, it is left alone.

    `sentence` says what the check found, and afterwards what came of it. Amount and account are as of the check.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        READY = "ready", _("Can be done")
        BARRED = "barred", _("Left out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="bulk_rows")
    state = models.CharField(max_length=10, choices=State, default=State.UNCHECKED)
    sentence = models.CharField(max_length=500, blank=True)
    code = models.CharField(_("the refusal's code"), max_length=40, blank=True)
    seen_hash = models.CharField(max_length=64, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    gateway_account = models.CharField(max_length=64, blank=True)
    worked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "refund"], name="bulk_refund_once"),
            models.UniqueConstraint(fields=["run", "number"], name="bulk_number_once"),
        ]
        indexes = [models.Index(fields=["run", "state", "number"], name="bulk_rows_by_state")]
