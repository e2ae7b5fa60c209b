"""What a euro was worth: taken out of the ECB's file, and set by people and systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, NotFound
from customers.models import Payment
from customers.money import exponent
from customers.shop_days import shop_day
from refunds import permissions
from reporting.facts.rates import EURO
from reporting.models import ExchangeRate, ReportingCurrency
from reporting.rates.ecb import Quoted, checked_rate, read_rates

Kind = ExchangeRate.Kind
MOST_SOURCE = 200
DAYS_BEFORE_FIRST_SALE = 31
DAYS_WITHOUT_SALE = 800


@dataclass(frozen=True, slots=True)
class Imported:
    """`taken` rates are new or changed, `known` were here already, `kept` had been set by somebody and stay.

    `earlier` lie before the shop's first sale and were left out.
    """

    taken: int
    known: int
    kept: int
    earlier: int
    first_on: date
    last_on: date


def import_rates(*, actor: Actor, name: str, content: bytes, since: date | None = None) -> Imported:
    """Take the rates out of the ECB's file, from the shop's first sale on. What people and systems set stays.

    Raises BadInput, and takes nothing, where anything in the file is in doubt.
    """
    permissions.require(actor, permissions.SET_RATES)
    quoted = read_rates(content)
    begins = since or _first_needed()
    wanted = [rate for rate in quoted if rate.day >= begins]
    with transaction.atomic(), acting(actor):
        taken, kept = _write(wanted, Kind.ECB, (name or "eurofxref")[:MOST_SOURCE], actor)
    days = [rate.day for rate in quoted]
    known = len(wanted) - taken - kept
    return Imported(taken, known, kept, len(quoted) - len(wanted), min(days), max(days))


def set_rate(*, actor: Actor, day: date, currency: str, per_euro: str | Decimal, source: str) -> ExchangeRate:
    """Set one rate: it goes before any file. Raises BadInput for what cannot be a rate."""
    person = permissions.require(actor, permissions.SET_RATES)
    exponent(currency)
    if currency == EURO:
        raise BadInput(_("A euro is always one euro."), "rate_of_euro", "currency")
    if not date(1999, 1, 1) <= day <= shop_day(clock.now()) + timedelta(days=1):
        raise BadInput(_("There are rates from 1999 to tomorrow."), "bad_day", "day")
    rate = checked_rate(str(per_euro), currency) if not isinstance(per_euro, Decimal) else per_euro
    if rate <= 0:
        raise BadInput(_("A rate is greater than nothing."), "bad_rate", "per_euro")
    kind = Kind.HAND if actor.key.startswith("user:") and person is not None else Kind.API
    with transaction.atomic(), acting(actor):
        row, _created = ExchangeRate.objects.select_for_update().get_or_create(
            day=day, currency=currency, defaults={"per_euro": rate, "kind": kind, "source": source, "actor": actor.key}
        )
        row.per_euro, row.kind, row.source, row.actor = rate, kind, source[:MOST_SOURCE], actor.key
        row.save()
    return row


def remove_rate(*, actor: Actor, rate_id: int) -> ExchangeRate:
    """Take a rate away, and answer it; the next file brings the ECB's."""
    permissions.require(actor, permissions.SET_RATES)
    with transaction.atomic(), acting(actor):
        row = ExchangeRate.objects.select_for_update().filter(pk=rate_id).first()
        if row is None:
            raise NotFound(_("There is no such rate."), "rate_not_found")
        ExchangeRate.objects.get(pk=row.pk).delete()
    return row


def set_reporting_currency(*, actor: Actor, currency: str) -> ReportingCurrency:
    """Choose the currency in which finance reads sums of several. Nothing that is kept changes by it."""
    permissions.require(actor, permissions.SET_RATES)
    exponent(currency)
    with transaction.atomic(), acting(actor):
        row = ReportingCurrency.objects.select_for_update().first() or ReportingCurrency()
        row.currency = currency
        row.save()
    return row


def _first_needed() -> date:
    """Some days before the first sale, so that it has a rate even after holidays."""
    first = Payment.objects.aggregate(first=Min("captured_at"))["first"]
    if first is None:
        return shop_day(clock.now()) - timedelta(days=DAYS_WITHOUT_SALE)
    return shop_day(first) - timedelta(days=DAYS_BEFORE_FIRST_SALE)


def _write(rates: Iterable[Quoted], kind: str, source: str, actor: Actor) -> tuple[int, int]:
    """Insert or change in one statement. Returns how many were taken, and how many others' stood in the way."""
    rows = list(rates)
    columns: list[list[Any]] = [
        [rate.day for rate in rows],
        [rate.currency for rate in rows],
        [rate.per_euro for rate in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, columns[:2])
        (kept,) = cursor.fetchone()
        cursor.execute(_UPSERT, [kind, source, actor.key, clock.now(), *columns])
        return cursor.rowcount, kept


_OTHERS = """
    SELECT count(*) FROM unnest(%s::date[], %s::varchar[]) AS n (day, currency)
    JOIN reporting_exchangerate r ON r.day = n.day AND r.currency = n.currency AND r.kind <> 'ecb'
"""
_UPSERT = """
    INSERT INTO reporting_exchangerate AS r (day, currency, per_euro, kind, source, actor, created_at)
    SELECT n.day, n.currency, n.per_euro, %s, %s, %s, %s
    FROM unnest(%s::date[], %s::varchar[], %s::numeric[]) AS n (day, currency, per_euro)
    ON CONFLICT (currency, day) DO UPDATE
        SET per_euro = excluded.per_euro, source = excluded.source, actor = excluded.actor
        WHERE r.kind = 'ecb' AND r.per_euro <> excluded.per_euro
"""
