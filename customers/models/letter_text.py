"""The words of a letter as the shop wrote them, version by version. Where there is none, the delivered ones hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only


class LetterText(models.Model):
    """One step in the life of a letter's text: a draft, words put in use, or the way back to the delivered ones.

    Rows are never changed. The newest row that is no draft says what customers get; a draft counts until the next one.
    `number` counts up for each letter and language, so that of two people who save at once one is refused.
    """

    class Act(models.TextChoices):
        DRAFT = "draft", _("Draft")
        USE = "use", _("Put in use")
        RESET = "reset", _("Back to the delivered text")

    kind = models.CharField(_("letter"), max_length=60)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=5000, blank=True)
    why = models.CharField(_("why"), max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="letter_text_number_once"),
            models.CheckConstraint(
                condition=Q(act="reset", body="") | Q(~Q(act="reset"), ~Q(body=""), ~Q(subject="")),
                name="letter_text_has_words",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"
