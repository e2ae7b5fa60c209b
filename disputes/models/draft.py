"""The answer while it is being written: words and files of one round, by whoever works on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models import Document
from disputes.models.dispute import Dispute


class EvidenceDraft(models.Model):
    """One for each round of a dispute. `version` goes up with every change.

    `texts` by our own words for the fields (disputes.evidence.pieces). `touched` says of each field at which version it
    was last changed, by whom and when, so that two people write in different fields without a conflict; words that came
    too late wait in `set_aside` until somebody decides. `left_out` are the pieces of our own records that the packet
    shall not print. `packet` is the last print, made of `packet_version`; `packet_told` what was done to make it fit,
    and the files that it is handed in as. Whoever wrote here (`writers`) does not release the answer.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="drafts")
    round = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=0)
    goods = models.CharField(_("what was sold"), max_length=20, blank=True)
    texts = models.JSONField(default=dict)
    touched = models.JSONField(default=dict)
    set_aside = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    wanted = models.JSONField(_("what the gateway asks for"), default=list)
    defence = models.CharField(_("way of defending"), max_length=80, blank=True)
    packet = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    packet_version = models.PositiveIntegerField(null=True)
    packet_told = models.JSONField(default=dict)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["texts", "touched", "set_aside", "wanted", "packet_told"])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "round"], name="evidence_draft_once_per_round")]

    def __str__(self) -> str:
        return f"{self.dispute.reference}-{self.round}"


class DraftFile(models.Model):
    """A file of a draft: what it is handed in as, and the piece of evidence that it shows. In the packet's order."""

    draft = models.ForeignKey(EvidenceDraft, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    piece = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["draft", "document"], name="draft_file_once")]
