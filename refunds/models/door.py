"""How shops lead customers in: the secrets that sign hand-over tokens, what was used, where the widget may stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class HandOverSecret(models.Model):
    """A secret of the shop's server, sealed by refunds.gateways.secrets. While one replaces another both count."""

    PLACE = "portal/hand-over"

    ciphertext = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ends_at"], condition=Q(ends_at=None), nulls_distinct=False, name="hand_over_one_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over secret {self.pk}"


class UsedNonce(models.Model):
    """A hand-over token that was used. Only a hash of its nonce is kept, until the token is long worth nothing."""

    nonce_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)


class WidgetOrigin(models.Model):
    """A site of the shop whose pages may show the widget: scheme, host and port, and nothing behind them."""

    origin = models.CharField(_("address of the site"), max_length=200, unique=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
