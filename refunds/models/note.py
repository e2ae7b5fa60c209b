"""What colleagues write to each other about a case. Never shown to the customer, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers import clock
from customers.history import append_only
from refunds.models.refund import Refund

NOTE_LIMIT = 2000


class Note(models.Model):
    """What a note is, whatever case it is on: each kind of case adds itself and the author.

    `handles` are the names in the text that were found to be colleagues', as written, without the @.
    """

    actor = models.CharField(max_length=120)
    text = models.TextField(max_length=NOTE_LIMIT)
    handles = models.JSONField(default=list)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]


class Notes(models.QuerySet["CaseNote"]):
    def read_at(self, refund: Refund | int) -> Notes:
        """Those written on a request, and those that came along with requests that were merged into it."""
        brought = NoteReference.objects.filter(refund=refund).values("note")
        return self.filter(models.Q(refund=refund) | models.Q(pk__in=brought))


class CaseNote(Note):
    """A note on a refund."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_notes")

    objects = Notes.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["refund", "id"], name="note_of_refund")]
        triggers = [append_only()]


class NoteReference(models.Model):
    """A note that came along when its request was merged into another: it stays where it was written."""

    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="references")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="note_references")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refund", "note"], name="note_reference_once")]
        triggers = [append_only()]


class NoteMention(models.Model):
    """A colleague whom a note calls."""

    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentioned_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="note_mention_once")]
        triggers = [append_only()]
