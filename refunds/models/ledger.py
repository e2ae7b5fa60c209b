"""Double entry. Every entry sums to zero per currency, which the database checks at commit; nothing is ever changed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from customers.models import Customer
from refunds.models.refund import Refund


class JournalEntry(models.Model):
    """Why money moved, once per refund, round and kind; bonus and spent or expired credit stand on `source`."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", _("Reserved")
        RELEASE = "release", _("Reservation given back")
        SETTLE = "settle", _("Paid back")
        REVERSE = "reverse", _("Came back")
        CREDIT_BONUS = "credit_bonus", _("Bonus on store credit")
        CREDIT_SPEND = "credit_spend", _("Store credit spent")
        CREDIT_EXPIRY = "credit_expiry", _("Store credit expired")
        CREDIT_GIVE_BACK = "credit_give_back", _("Store credit given back")
        CREDIT_CORRECTION = "credit_correction", _("Store credit corrected")
        DISPUTE_WITHDRAWN = "dispute_withdrawn", _("Taken for a dispute")
        DISPUTE_REINSTATED = "dispute_reinstated", _("Dispute money given back")
        DISPUTE_FEE = "dispute_fee", _("Dispute fee")
        DISPUTE_COUNTER_FEE = "dispute_counter_fee", _("Fee for answering a dispute")
        DISPUTE_FEE_RETURNED = "dispute_fee_returned", _("Dispute fee given back")
        DISPUTE_WRITTEN_OFF = "dispute_written_off", _("Dispute written off")
        DISPUTE_WRITTEN_UP = "dispute_written_up", _("Dispute written up again")

    kind = models.CharField(max_length=24, choices=Kind)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="journal")
    round = models.PositiveSmallIntegerField(default=0)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="journal")
    source = models.CharField(max_length=120)
    posted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "round", "kind"], name="journal_once_per_round"),
            models.UniqueConstraint(fields=["source", "kind"], name="journal_once_per_source"),
        ]
        indexes = [models.Index(fields=["posted_at", "kind"], name="journal_by_day")]
        triggers = [append_only()]


class JournalLine(models.Model):
    """Debit is positive, credit negative. Accounts are named in refunds.ledger.accounts."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account", "currency"], name="journal_line_once"),
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="journal_line_not_zero"),
        ]
        indexes = [models.Index(fields=["account", "currency"], name="journal_by_account")]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="sums_to_zero",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=(
                    "IF EXISTS (SELECT 1 FROM refunds_journalline WHERE entry_id = NEW.entry_id"
                    " GROUP BY currency HAVING sum(amount_minor) <> 0)"
                    " THEN RAISE EXCEPTION 'Journal entry % does not sum to zero', NEW.entry_id; END IF; RETURN NULL;"
                ),
            ),
        ]
