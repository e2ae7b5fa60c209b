"""How many single things there are, about: what may be asked of them directly, and what only of kept sums."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput
from customers.shop_days import Period, shop_day

QUICKLY_LOOKED_AT = 20_000
"""So many things are added up in some tenths of a second."""

REMEMBERED_SECONDS = 60

_BOUNDS = (
    ("customers_payment", "captured_at"), ("refunds_journalentry", "posted_at"), ("refunds_refund", "created_at"),
    ("disputes_dispute", "opened_at"), ("refunds_settlemententry", "settled_at"),
)  # fmt: skip


class TooFine(BadInput):
    code = "figures_too_fine"


def require_few(period: Period) -> None:
    """Raise TooFine where the things of a period are too many to be looked at while somebody waits."""
    whole = _about_lately(int(time.monotonic() // REMEMBERED_SECONDS))
    if whole <= QUICKLY_LOOKED_AT:
        return
    first = first_day() or period.first_on
    days = max((shop_day(clock.now()) - first).days, 1)
    if whole * min((period.last_on - period.first_on).days + 1, days) // days > QUICKLY_LOOKED_AT:
        raise TooFine(_("No sums are kept that are told apart so finely. Take a filter out, or choose fewer days."))


@lru_cache(maxsize=1)
def _about_lately(_span: int) -> int:
    return things_about()


def things_about() -> int:
    """Payments or entries of the ledger, by what the planner knows; a table it never looked at has -1 rows there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(greatest(reltuples, pg_relation_size(oid) / 400)) FROM pg_class"
            " WHERE oid IN ('customers_payment'::regclass, 'refunds_journalentry'::regclass)"
        )
        return int(cursor.fetchone()[0])


def first_day() -> date | None:
    """The shop's day of the oldest thing there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(" + ", ".join(f"(SELECT min({at}) FROM {table})" for table, at in _BOUNDS) + ")")
        (first,) = cursor.fetchone()
    return shop_day(first) if first else None
