"""What disputes have in common, and somebody should look into: a customer, a product, a rate that rises."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from disputes.models.dispute import Dispute
from refunds.statemachine import Versioned


class DisputePattern(Versioned):
    """`subject` is what repeats, by its key (a customer's number, a product's, an account), `label` its words.

    `numbers` are the arithmetic behind it: `cases` of `out_of`, and what is usual, `usual_cases` of `usual_out_of`.
    `words` are those of whoever last acted on it. There is one of a kind and subject until it is done; should it
    begin anew afterwards, that is a new one.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("A customer disputes again")
        PRODUCT = "product", _("A product draws disputes")
        UNRECOGNIZED = "unrecognized", _("Payments are not recognized")
        ACCOUNT = "account", _("More disputes at a gateway account")
        COUNTRY = "country", _("More disputes from a country")

    class State(models.TextChoices):
        NEW = "new", _("New")
        FOLLOWED = "followed", _("Being followed up")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Ignored")

    OPEN = (State.NEW, State.FOLLOWED)

    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.CharField(max_length=191)
    label = models.CharField(max_length=300)
    state = FSMField(default=State.NEW, choices=State.choices, protected=True)
    numbers = models.JSONField(default=dict)
    cases = models.ManyToManyField(Dispute, related_name="patterns")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    found_at = models.DateTimeField(default=clock.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="followed_patterns"
    )
    words = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=~Q(state="done"), name="pattern_once_while_not_done"
            ),
            models.CheckConstraint(
                condition=~Q(state="followed") | Q(owner__isnull=False), name="pattern_followed_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-last_seen_at", "-id"], name="pattern_in_state"),
            models.Index(fields=["-last_seen_at", "-id"], name="pattern_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @transition("state", source=[State.NEW, State.FOLLOWED, State.IGNORED], target=State.FOLLOWED)
    def follow_up(self) -> None:
        self.closed_at = None

    @transition("state", source=[State.NEW, State.FOLLOWED], target=State.DONE)
    def finish(self) -> None:
        self.closed_at = clock.now()

    @transition("state", source=[State.NEW, State.FOLLOWED], target=State.IGNORED)
    def ignore(self) -> None:
        self.closed_at = clock.now()
