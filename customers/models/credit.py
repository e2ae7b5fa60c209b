"""Store credit: what the shop owes a customer. Entries are never changed; the account carries their sum."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only, history
from customers.models.customer import Customer


class CreditAccount(models.Model):
    """One per customer and currency. `balance_minor` changes only under this row's lock."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credit_accounts")
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="credit_account_once"),
            models.CheckConstraint(condition=Q(balance_minor__gte=0), name="credit_never_negative"),
        ]


class CreditEntry(models.Model):
    """One movement. `amount_minor` is positive for an issue, negative for a spend, an expiry or a take-back."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issued")
        SPEND = "spend", _("Spent")
        EXPIRY = "expiry", _("Expired")
        TAKE_BACK = "take_back", _("Taken back")

    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=Kind)
    amount_minor = models.BigIntegerField()
    source = models.CharField(_("what caused it"), max_length=120)
    expires_at = models.DateTimeField(null=True, blank=True)
    of_issue = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="used_by")
    actor = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "source", "of_issue"],
                name="credit_source_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind="issue", amount_minor__gt=0) | (~Q(kind="issue") & Q(amount_minor__lt=0)),
                name="credit_sign_fits_kind",
            ),
        ]
        triggers = [append_only()]
