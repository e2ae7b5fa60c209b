"""A file that somebody wants: what is in it, how far it is, where it lies and until when."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from reporting.models.made import Ordered


class ExportWish(models.Model):
    """What an export is of: a subject or a journal, its shape, its columns (none is all), and values of filters."""

    subject = models.CharField(max_length=40)
    format = models.CharField(max_length=20)
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    where = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class SavedExport(ExportWish):
    """An export to be made again, of the period that `span` means on that day. Shared ones are everybody's to use."""

    class Span(models.TextChoices):
        YESTERDAY = "yesterday", _("Yesterday")
        LAST_WEEK = "last_week", _("Last week")
        LAST_MONTH = "last_month", _("Last month")
        THIS_MONTH = "this_month", _("This month until yesterday")
        LAST_QUARTER = "last_quarter", _("Last quarter")
        LAST_YEAR = "last_year", _("Last year")

    label = models.CharField(_("name"), max_length=80)
    span = models.CharField(_("days"), max_length=20, choices=Span, default=Span.LAST_MONTH)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_exports")
    is_shared = models.BooleanField(_("for everybody who may export"), default=False)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=Q(removed_at=None), name="saved_export_newest")
        ]

    def __str__(self) -> str:
        return self.label


class Export(Ordered, ExportWish):
    """Made by a worker from the beginning each time it is begun, then never changed; its file goes after a while.

    `rows_expected` is None until it is known, `size_bytes` and `sha256` are of the file that lies at `path`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        CANCELED = "canceled", _("Canceled")
        FORGOTTEN = "forgotten", _("File deleted")

    saved = models.ForeignKey(SavedExport, on_delete=models.PROTECT, null=True, related_name="exports")
    state = FSMField(default=State.QUEUED, choices=State.choices, protected=True)

    rows_expected = models.BigIntegerField(null=True)
    row_count = models.BigIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=200, blank=True)
    keep_until = models.DateTimeField(null=True)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")

    history = history(excluded_fields=["row_count", "leased_until"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="export_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="export_due"),
            models.Index(fields=["keep_until"], condition=Q(state="ready"), name="export_kept"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="export_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(path="") & ~Q(sha256=""), name="export_ready_has_file"
            ),
        ]

    @property
    def is_being_made(self) -> bool:
        return self.state == self.State.QUEUED and self.tries > 0

    @property
    def percent(self) -> int | None:
        """How far it is; None while nobody knows."""
        if not self.rows_expected:
            return None
        return min(100, self.row_count * 100 // self.rows_expected)

    @transition("state", source=State.QUEUED, target=State.READY)
    def finish(self) -> None:
        self.end()

    @transition("state", source=State.QUEUED, target=State.FAILED)
    def fail(self) -> None:
        self.end()

    @transition("state", source=State.QUEUED, target=State.CANCELED)
    def cancel(self) -> None:
        self.end()

    @transition("state", source=[State.FAILED, State.CANCELED, State.FORGOTTEN], target=State.QUEUED)
    def begin_again(self) -> None:
        self.finished_at, self.trouble, self.tries, self.row_count = None, "", 0, 0

    @transition("state", source=State.READY, target=State.FORGOTTEN)
    def forget(self) -> None:
        self.path = ""
