"""A warning that a payment may be fraud, before anybody has disputed it. Its alert puts it before a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models import Payment

FRAUD_WORDS = {
    "card_never_received": _("The card never reached its owner"),
    "fraudulent_card_application": _("The card was applied for in a false name"),
    "made_with_counterfeit_card": _("Paid with a counterfeit card"),
    "made_with_lost_card": _("Paid with a lost card"),
    "made_with_stolen_card": _("Paid with a stolen card"),
    "misc": _("Another kind of fraud"),
    "unauthorized_use_of_card": _("The card was used without its owner's leave"),
}
"""By the gateway's word (Stripe's, November 2026). Another word is shown as it is."""


class FraudWarning(models.Model):
    """What a card's bank told the gateway of a payment. `actionable` tells whether paying back may still keep a
    dispute away; empty where the gateway does not say. `told_at` is how new the gateway's word is that we know.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="fraud_warnings")
    gateway = models.CharField(max_length=32)
    gateway_account = models.CharField(max_length=64)
    gateway_reference = models.CharField(max_length=191)
    fraud_type = models.CharField(_("the gateway's word for the kind of fraud"), max_length=80, blank=True)
    actionable = models.BooleanField(null=True)
    warned_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(default=clock.now)
    raw = models.JSONField(_("the gateway's own record"), default=dict)
    created_at = models.DateTimeField(default=clock.now)

    history = history(excluded_fields=["raw"])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_account", "gateway_reference"], name="warning_once_per_gateway_reference"
            ),
        ]
        indexes = [
            models.Index(fields=["-warned_at", "-id"], name="warning_newest"),
            models.Index(fields=["-warned_at", "-id"], condition=models.Q(actionable=True), name="warning_actionable"),
        ]

    def __str__(self) -> str:
        return self.gateway_reference

    @property
    def fraud_words(self) -> str:
        return str(FRAUD_WORDS.get(self.fraud_type, self.fraud_type))
