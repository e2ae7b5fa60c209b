"""A paper about refunds: what it covers, how far it is, and the printed bytes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.history import history
from customers.models import Customer
from reporting.models.made import Paper


class Statement(Paper):
    """Of a period, of one customer or of one gateway account in it.

    `ledger_entry` is the last journal entry that it counts; `checksum` is over the canonical figures, not the bytes.
    `gateway` and `account` name the gateway account that it is about. `printed` pages of `pages` are ready so far.
    """

    class Kind(models.TextChoices):
        PERIOD = "period", _("A period")
        CUSTOMER = "customer", _("One customer")
        ACCOUNT = "account", _("One gateway account")

    kind = models.CharField(max_length=10, choices=Kind)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="statements")
    gateway = models.CharField(max_length=32, blank=True)
    account = models.CharField(_("gateway account"), max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(null=True)
    ledger_entry = models.BigIntegerField(null=True)
    checksum = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)

    history = history(excluded_fields=["pdf", "pages", "printed"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="statement_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="statement_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_days_in_order"),
            models.CheckConstraint(
                condition=Q(kind="customer", customer__isnull=False, account="")
                | Q(kind="period", customer__isnull=True, account="")
                | (Q(kind="account", customer__isnull=True) & ~Q(account="")),
                name="statement_fits_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(pdf__isnull=False), name="statement_ready_has_paper"
            ),
        ]
