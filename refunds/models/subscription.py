"""Systems of the shop that want to hear what happens, and the secrets that our messages to them are signed with."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class Subscription(models.Model):
    """Messages of these kinds go to this address while it is on. How it is doing stands beside it, not in the history.

    `failing_since` is the first failure after the last success; `resting_until` keeps an address that has just failed,
    or that asked for patience, from being called for every message that waits.
    """

    class State(models.TextChoices):
        ON = "on", _("Turned on")
        OFF = "off", _("Turned off")
        TURNED_OFF = "turned_off", _("Turned off after failures")

    label = models.CharField(_("label"), max_length=80)
    address = models.CharField(_("address"), max_length=500)
    kinds = ArrayField(models.CharField(max_length=60), verbose_name=_("kinds of events"))
    state = models.CharField(max_length=12, choices=State, default=State.ON)
    why_off = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    resting_until = models.DateTimeField(null=True)

    history = history(excluded_fields=["last_success_at", "last_failure_at", "failing_since", "resting_until"])

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(state="on"), name="subscription_on")]

    def __str__(self) -> str:
        return self.label

    @property
    def health(self) -> str:
        """The state, or that messages do not arrive at present; as in customers.looks."""
        return "failing" if self.is_on and self.failing_since else self.state

    @property
    def is_on(self) -> bool:
        return self.state == self.State.ON


class SubscriptionSecret(models.Model):
    """A secret, sealed by refunds.gateways.secrets. While one replaces another both sign, until the older one ends."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="secrets")
    ciphertext = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subscription", "-id"], name="secret_of_subscription")]
        constraints = [
            models.UniqueConstraint(fields=["subscription"], condition=Q(ends_at=None), name="subscription_one_secret")
        ]

    @property
    def place(self) -> str:
        """What it is sealed for, so that it opens for no other subscription."""
        return f"subscription/{self.subscription_id}"
