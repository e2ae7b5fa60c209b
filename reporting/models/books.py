"""How the ledger's accounts are called in the shop's bookkeeping program, and what the program wants to know of us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class BookAccount(models.Model):
    """One line of the mapping; the one that fits most closely counts. Empty means any.

    `ledger_account` is a name of refunds.ledger.accounts, or `gateway` for the balance at gateways, which
    `gateway_account` may narrow. `tax_rate` is in percent, of the sale; `country` where the payment came from.
    `theirs` is the number or name there, `tax_code` the program's own word for the tax.
    """

    layout = models.CharField(max_length=20)
    ledger_account = models.CharField(_("our account"), max_length=40)
    gateway_account = models.CharField(_("account at a gateway"), max_length=64, blank=True)
    tax_rate = models.DecimalField(_("tax rate in percent"), max_digits=6, decimal_places=3, null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    theirs = models.CharField(_("account there"), max_length=100)
    tax_code = models.CharField(_("tax code there"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "ledger_account", "gateway_account", "tax_rate", "country"],
                nulls_distinct=False,
                name="book_account_once",
            ),
            models.CheckConstraint(condition=~Q(theirs=""), name="book_account_has_theirs"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_account} → {self.theirs}"


class BookSettings(models.Model):
    """What a layout asks of the shop, such as DATEV's numbers of adviser and client."""

    layout = models.CharField(max_length=20, unique=True)
    values = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        verbose_name_plural = "book settings"

    def __str__(self) -> str:
        return self.layout
