"""The customers who were paid back in a month: how many, how many of them again, and those who got most."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from customers.models import Customer


class RefundedCustomers(models.Model):
    """The customers who were paid back in a month. `again`: more than once, or in the year before too.

    `side` says of what: of everything, or of an account, method, country, channel or reason (`value`). Amounts are
    those that left, in minor units, whatever came back of them later.
    """

    month = models.DateField()
    currency = models.CharField(max_length=3)
    side = models.CharField(max_length=10)
    value = models.CharField(max_length=64, blank=True)
    again = models.BooleanField()
    customers = models.IntegerField()
    refunds = models.IntegerField()
    refunded_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["side", "month", "currency", "value", "again"], name="refunded_customers_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.currency}"


class RefundedMost(models.Model):
    """One of the customers to whom most went back in a month."""

    month = models.DateField()
    currency = models.CharField(max_length=3)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    refunds = models.IntegerField()
    refunded_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "currency", "customer"], name="refunded_most_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.currency} {self.customer_id}"


class MonthsCounted(models.Model):
    """One row: up to which entry of the ledger months were marked, and which of them still wait to be counted."""

    last_entry = models.BigIntegerField(default=0)
    waiting = ArrayField(models.DateField(), default=list)
    counted_at = models.DateTimeField(null=True)
