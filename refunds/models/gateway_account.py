"""An account at a gateway as it is set up here: its settings, its secrets, and whether money may leave through it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import append_only, history
from refunds.gateways.discovery import gateway_choices
from refunds.statemachine import Versioned

NAME_LENGTH = 64


class GatewayAccount(Versioned):
    """`name` is what payments and the address of webhooks call it, for good.

    An account of the environment has a row only for what people do with it here (`is_stored` is false): its settings
    stand in the environment. `calls_per_second` and `calls_at_once` are empty where the adapter's own limits hold.
    """

    class State(models.TextChoices):
        OPEN = "open", _("In use")
        PAUSED = "paused", _("Paused")

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    gateway = models.CharField(_("gateway"), max_length=32, choices=gateway_choices)
    label = models.CharField(_("label"), max_length=100, blank=True)
    is_stored = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    calls_per_second = models.PositiveIntegerField(_("calls a second"), null=True, blank=True)
    calls_at_once = models.PositiveIntegerField(_("calls at once"), null=True, blank=True)

    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=200, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name = _("gateway account")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return bool(self.state == self.State.PAUSED)

    @transition("state", source=State.OPEN, target=State.PAUSED)
    def pause(self, by: str, reason: str) -> None:
        self.paused_at, self.paused_by, self.pause_reason = clock.now(), by, reason

    @transition("state", source=State.PAUSED, target=State.OPEN)
    def resume(self) -> None:
        self.paused_at, self.paused_by, self.pause_reason = None, "", ""


class GatewaySecret(models.Model):
    """One value of one secret setting, sealed by refunds.gateways.secrets. It is opened for the adapter only.

    A setting may have several for a while: the newest is used for what we send, all that are not retired for what we
    verify.
    """

    account = models.ForeignKey(GatewayAccount, on_delete=models.PROTECT, related_name="secrets")
    setting = models.CharField(max_length=64)
    ciphertext = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=200, blank=True)

    history = history(excluded_fields=["ciphertext"])

    class Meta:
        verbose_name = _("secret of a gateway")
        ordering = ["setting", "-id"]
        indexes = [
            models.Index(fields=["account", "setting"], condition=Q(retired_at=None), name="gateway_secret_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.setting}"


class GatewayCheck(models.Model):
    """A test of the connection: when, by whom, and the sentence that came of it."""

    account = models.CharField(max_length=NAME_LENGTH)
    passed = models.BooleanField()
    words = models.CharField(max_length=500)
    actor_label = models.CharField(max_length=200)
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["account", "-checked_at", "-id"], name="gateway_check_newest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.account} {self.checked_at:%Y-%m-%d}"


class FundsShortage(models.Model):
    """A gateway cannot pay what is due: told to finance once, followed until it can, then told again.

    Amounts are minor units of `currency`. `balance_minor` is empty where the gateway does not tell it.
    """

    account = models.CharField(max_length=NAME_LENGTH)
    currency = models.CharField(max_length=3)
    needed_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(default=clock.now)
    checked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("shortage of funds")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "currency"], condition=Q(ended_at=None), name="one_open_shortage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.currency}"

    @property
    def missing_minor(self) -> int:
        return max(self.needed_minor - (self.balance_minor or 0), 0)
