"""What the card networks look at, counted by day: so that no page walks through payments and disputes."""

from __future__ import annotations

from django.db import models

from customers import clock


class NetworkDay(models.Model):
    """One day of the shop, one network, one gateway account, one currency; the network is empty where there is none.

    `disputes` are chargebacks opened on the day, `prevented` those of them that the network's own program ended,
    `inquiries` what may still become one, `warnings` the networks' reports of fraud. `payments` were captured on the
    day. Derived: it is counted anew.
    """

    day = models.DateField()
    network = models.CharField(max_length=20, blank=True)
    account = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    payments = models.IntegerField(default=0)
    disputes = models.IntegerField(default=0)
    prevented = models.IntegerField(default=0)
    inquiries = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "network", "account", "currency"], name="network_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.network} {self.account} {self.currency}"


class NetworksCounted(models.Model):
    """One row: when it was counted last, and up to which day payments need not be counted again."""

    counted_at = models.DateTimeField(default=clock.now)
    payments_until = models.DateField(null=True)
