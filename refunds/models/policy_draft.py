"""A policy that is being written: who writes it, what it builds on, and what was done to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from refunds.models.policy import PolicyVersion
from refunds.statemachine import Versioned


class PolicyDraft(Versioned):
    """`document` and `limits` are what a version would hold; `base_limits` are the limits that it began with.

    `starts_on` is a day of the shop; none means at once.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        PROPOSED = "proposed", _("Proposed")
        ACTIVATED = "activated", _("Activated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    reference = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_drafts")
    based_on = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="drafts")
    document = models.JSONField()
    limits = models.JSONField()
    base_limits = models.JSONField()
    starts_on = models.DateField(_("planned start"), null=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="policy_draft_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.PROPOSED)

    @transition("state", source=State.DRAFT, target=State.PROPOSED)
    def propose(self) -> None:
        pass

    @transition("state", source=State.PROPOSED, target=State.DRAFT)
    def send_back(self) -> None:
        pass

    @transition("state", source=State.PROPOSED, target=State.ACTIVATED)
    def activate(self) -> None:
        pass

    @transition("state", source=[State.DRAFT, State.PROPOSED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        pass


class PolicyDraftEvent(models.Model):
    """What somebody did to a draft. Whoever wrote in it or proposed it does not activate it."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Draft begun")
        CHANGED = "changed", _("Changed")
        REBASED = "rebased", _("Carried over to a newer version")
        PROPOSED = "proposed", _("Proposed")
        SENT_BACK = "sent_back", _("Sent back to be changed")
        TRIED = "tried", _("Tried on past requests")
        ACTIVATED = "activated", _("Activated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    words = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        triggers = [append_only()]


WRITING = (
    PolicyDraftEvent.Kind.CREATED,
    PolicyDraftEvent.Kind.CHANGED,
    PolicyDraftEvent.Kind.REBASED,
    PolicyDraftEvent.Kind.PROPOSED,
)
"""What makes somebody a writer of a draft. The trigger of PolicyActivation names the same."""
