"""Answers that are ready to be put into a letter: of one colleague, or of all of them, in several languages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history

NAME_LIMIT = 80
TEXT_LIMIT = 2000


class ReadyAnswer(models.Model):
    """`texts` holds the words by language; placeholders in braces are filled in when it is used. Nobody's is shared."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="ready_answers"
    )
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    texts = models.JSONField(_("texts"), default=dict)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("ready answer")
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(owner=None, removed_at=None), name="ready_answer_shared_name_once"
            ),
            models.UniqueConstraint(
                "owner", Lower("name"), condition=Q(removed_at=None, owner__isnull=False), name="ready_answer_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None
