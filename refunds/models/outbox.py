"""Work to do after a commit. The row is the truth; whatever the broker carries is only a wake-up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock


class WorkOrder(models.Model):
    """Written in the transaction that decides; leased by a worker; done, due again, or parked for a person.

    `account` is the gateway account that its work goes through, if any: while that is closed the order is not leased.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        LEASED = "leased", _("Being worked on")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked for a person")

    topic = models.CharField(max_length=60)
    key = models.CharField(_("what may exist once"), max_length=120)
    payload = models.JSONField(default=dict)
    account = models.CharField(max_length=64, blank=True)
    waits_for_funds = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "key"], name="work_order_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="work_order_due"),
            models.Index(
                fields=["topic", "account", "due_at", "id"], condition=Q(state="due"), name="work_order_due_by_account"
            ),
            models.Index(fields=["account"], condition=Q(waits_for_funds=True), name="work_order_waits_for_funds"),
            models.Index(fields=["leased_until"], condition=Q(state="leased"), name="work_order_leased"),
            models.Index(fields=["created_at", "id"], condition=Q(state="parked"), name="work_order_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
