"""Keys for the API with their scopes, and the answers that a repeated request gets again."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey

from customers import clock
from customers.history import history

SCOPES = {
    "customers:read": _("Read customers"),
    "customers:write": _("Open and change customers"),
    "payments:read": _("Read payments"),
    "payments:write": _("Bring in payments and put them on hold"),
    "refunds:read": _("Read refunds"),
    "refunds:write": _("Ask for refunds, change and cancel them"),
    "refunds:decide": _("Approve, reject and send refunds"),
    "credit:read": _("Read store credit"),
    "credit:spend": _("Set store credit aside for orders, spend it and give it back"),
    "credit:write": _("Correct store credit by hand"),
    "questions:read": _("Read what customers asked the assistant, and what it said"),
    "questions:write": _("Ask the assistant for a customer, and settle what it handed over"),
    "disputes:read": _("Read disputes"),
    "disputes:write": _("Bring in disputes, take them over and prepare answers"),
    "disputes:decide": _("Release answers to disputes and accept disputes"),
    "alerts:write": _("Bring in alerts before a dispute and read their outcome"),
    "reports:read": _("Read reports and export them"),
    "periods:write": _("Close periods of the books and open them again"),
    "settings:read": _("Read policy, texts and times"),
    "settings:write": _("Change policy, texts and times"),
    "people:read": _("Read who works here and which keys there are"),
    "people:write": _("Invite and disable people, change roles and keys"),
    "subscriptions:read": _("Read which systems are told of refunds, and what they were told"),
    "subscriptions:write": _("Have other systems told of refunds"),
    "door:read": _("Read how customers are handed over, and where the widget may stand"),
    "door:write": _("Make secrets that hand customers over, and say where the widget may stand"),
    "operations:read": _("Read how the house is running"),
    "operations:write": _("Mend what has come to a stop, pause gateways"),
    "gateways:write": _("Set up gateway accounts and their secrets"),
}
"""What a key may be good for, in words."""


class ApiKey(AbstractAPIKey):
    """A key acts with its scopes, in the name of its owner: four eyes count the owner, never the key."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys")
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("scopes"))

    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    history = history(excluded_fields=["hashed_key", "last_used_at"])

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("API key")  # type: ignore[assignment]


class IdempotentAnswer(models.Model):
    """The first answer to a POST with this Idempotency-Key. The same key with another body is refused."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["api_key", "key"], name="idempotency_key_once"),
        ]
