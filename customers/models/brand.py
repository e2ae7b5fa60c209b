"""How the shop shows itself to its customers, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only


class BrandLogo(models.Model):
    """A logo as it was drawn anew, a PNG. Its hash stands in its address, so it is never changed.

    A dark one that one sees through would be lost on dark paper: it gets a white ground there.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    is_dark = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.sha256[:12]


class BrandVersion(models.Model):
    """What customers see of the shop. Rows are never changed: the newest one holds.

    An empty text is what the environment says (SHOP_NAME and its like), an empty colour the one of the house.
    `imprint`, `privacy` and `terms` are an address or a short text; `welcome` is a sentence by language.
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(_("name of the shop"), max_length=80, blank=True)
    logo = models.ForeignKey(BrandLogo, on_delete=models.PROTECT, null=True, related_name="+")
    logo_has_name = models.BooleanField(default=False)
    colour = models.CharField(_("main colour"), max_length=7, blank=True)
    sender_name = models.CharField(_("sender of letters"), max_length=80, blank=True)
    support_email = models.EmailField(_("address for questions"), max_length=254, blank=True)
    shop_url = models.CharField(_("address of the shop"), max_length=200, blank=True)
    imprint = models.TextField(_("imprint"), max_length=5000, blank=True)
    privacy = models.TextField(_("privacy"), max_length=5000, blank=True)
    terms = models.TextField(_("terms"), max_length=5000, blank=True)
    welcome = models.JSONField(_("welcome"), default=dict)
    why = models.CharField(_("why"), max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"brand {self.number}"
