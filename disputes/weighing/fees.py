"""What a gateway charges for a dispute, by the table that a manager keeps. What stands in no row is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from customers import clock
from disputes.models import DisputeFee
from disputes.weighing.value import Price

Kind = DisputeFee.Kind


class Charged(Protocol):
    """Anything that a gateway charges for as for a dispute: a dispute itself, or a warning of one."""

    gateway: str
    gateway_account: str
    currency: str


class FeeTable:
    """The whole table, read once. `on` is the day that is asked about."""

    def __init__(self, rows: Iterable[DisputeFee], on: date) -> None:
        self._rows = [row for row in rows if row.valid_from <= on and row.country in ("", settings.SHOP_COUNTRY)]

    @classmethod
    def now(cls) -> FeeTable:
        return cls(DisputeFee.objects.all(), timezone.localdate(clock.now()))

    def price(self, kind: str, gateway: str, account: str, currency: str) -> Price | None:
        """The most exact row, the account's before the country's, of the latest day; None where there is none.

        Among rows that are as exact the one in this currency is meant, else the fee is in another.
        """
        row = max(
            (row for row in self._rows if row.kind == kind and row.gateway == gateway and row.account in ("", account)),
            key=lambda row: (row.account != "", row.country != "", row.currency == currency, row.valid_from),
            default=None,
        )
        return Price(row.amount_minor, row.currency, row.comes_back, row.source) if row else None

    def of(self, kind: str, charged: Charged) -> Price | None:
        return self.price(kind, charged.gateway, charged.gateway_account, charged.currency)


def fee_minor(charged: Charged, kind: str = Kind.DISPUTE) -> int | None:
    """What the gateway charges for this dispute, in its currency; None where that is not known, or in another one."""
    price = FeeTable.now().of(kind, charged)
    return price.amount_minor if price is not None and price.currency == charged.currency else None


def dispute_fee_minor(gateway: str, currency: str, account: str = "") -> int | None:
    """The same where there is no dispute yet."""
    price = FeeTable.now().price(Kind.DISPUTE, gateway, account, currency)
    return price.amount_minor if price is not None and price.currency == currency else None
