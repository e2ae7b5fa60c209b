"""Where exports go by themselves: places, when, and what became of each delivery."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from reporting.models.export import Export, SavedExport


class ExportPlace(models.Model):
    """A mail box, a folder, an SFTP server or an S3 bucket. `settings` hold nothing secret.

    `sealed` is the password or key, sealed by refunds.gateways.secrets for this place; nobody is shown it again.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        FOLDER = "folder", _("Folder")
        SFTP = "sftp", _("SFTP")
        S3 = "s3", _("S3")

    label = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_trouble = models.CharField(max_length=300, blank=True)

    history = history(excluded_fields=["sealed", "tested_at", "test_trouble"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label"], condition=Q(removed_at=None), name="export_place_label_once")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def place(self) -> str:
        """What its secret is sealed for."""
        return f"export_place/{self.pk}"


class ExportSchedule(models.Model):
    """A saved export, made and brought to a place again and again. `day` is of the week (1 Monday) or of the month.

    `next_at` is in the shop's zone at `hour`. `attaches` lets the file itself travel by mail, personal data and all;
    without it a mail has the link alone.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    saved = models.ForeignKey(SavedExport, on_delete=models.PROTECT, related_name="schedules")
    place = models.ForeignKey(ExportPlace, on_delete=models.PROTECT, related_name="schedules")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    day = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=6)
    attaches = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["next_at"])

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(is_on=True), name="export_schedule_due")]
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=28, hour__lte=23), name="export_schedule_day_hour")
        ]

    def __str__(self) -> str:
        return f"{self.saved} → {self.place}"


class ExportDelivery(models.Model):
    """One file on its way to one place, tried until it is there or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="deliveries")
    place = models.ForeignKey(ExportPlace, on_delete=models.PROTECT, related_name="deliveries")
    schedule = models.ForeignKey(ExportSchedule, on_delete=models.PROTECT, null=True, related_name="deliveries")
    attaches = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="export_delivery_due"),
            models.Index(fields=["place", "-created_at", "-id"], name="export_delivery_of_place"),
        ]
        constraints = [models.UniqueConstraint(fields=["export", "place"], name="export_delivery_once")]

    def __str__(self) -> str:
        return f"{self.export} → {self.place}"
