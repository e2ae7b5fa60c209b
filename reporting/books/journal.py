"""A journal of one period: what stands in its way, and its postings under the accounts of the shop's books."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.errors import Conflict
from customers.shop_days import Period
from reporting.books.layout import Booked, Layout
from reporting.books.mapping import Mapping, Side, mapping_of
from reporting.books.our_accounts import TAXED, taken_apart
from reporting.books.postings import postings
from reporting.models import BookAccount, BookSettings

SIDES_SHOWN = 20

_SIDES = """
    SELECT DISTINCT line.account, coalesce(payment.country, customer.country), share.tax_rate
    FROM refunds_journalline line
    JOIN refunds_journalentry entry ON entry.id = line.entry_id
    JOIN customers_customer customer ON customer.id = entry.customer_id
    LEFT JOIN refunds_refund refund ON refund.id = entry.refund_id
    LEFT JOIN disputes_moneymoved moved ON moved.entry_id = entry.id
    LEFT JOIN disputes_dispute dispute ON dispute.id = moved.dispute_id
    LEFT JOIN customers_payment payment ON payment.id = coalesce(refund.payment_id, dispute.payment_id)
    LEFT JOIN LATERAL (
        SELECT sold.tax_rate FROM refunds_refundline part
        JOIN customers_paymentline sold ON sold.id = part.payment_line_id
        WHERE part.refund_id = refund.id AND part.revision = refund.revision AND part.amount_minor > 0
        UNION ALL SELECT NULL WHERE refund.goodwill_minor > 0
    ) share ON line.account = ANY(%(taxed)s)
    WHERE entry.posted_at >= %(start)s AND entry.posted_at < %(end)s AND line.currency = %(currency)s
"""
_CURRENCIES = """
    SELECT line.currency, count(DISTINCT entry.id) FROM refunds_journalline line
    JOIN refunds_journalentry entry ON entry.id = line.entry_id
    WHERE entry.posted_at >= %(start)s AND entry.posted_at < %(end)s GROUP BY 1 ORDER BY 1
"""


class NotMapped(Conflict):
    code = "accounts_not_mapped"


def sides_of(period: Period, currency: str) -> list[Side]:
    """Every side that the ledger's lines of a period have, each once."""
    values: dict[str, Any] = {"start": period.start, "end": period.end, "currency": currency, "taxed": list(TAXED)}
    with connection.cursor() as cursor:
        cursor.execute(_SIDES, values)
        found = {Side(*taken_apart(account), rate, country) for account, country, rate in cursor.fetchall()}
    return sorted(found, key=lambda side: (side.account, side.gateway_account, side.country, str(side.tax_rate)))


def currencies_of(period: Period) -> dict[str, int]:
    """The currencies that were posted in, with the number of entries of each."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENCIES, {"start": period.start, "end": period.end})
        return dict(cursor.fetchall())


def unmapped(layout: Layout, period: Period, currency: str) -> list[Side]:
    mapping = mapping_of(layout.name)
    return [side for side in sides_of(period, currency) if mapping.line_of(side) is None]


def values_of(layout: Layout) -> dict[str, str]:
    """What the layout asks for, as it is set, or as it usually is."""
    kept = BookSettings.objects.filter(layout=layout.name).first()
    known = kept.values if kept else {}
    return {asked.name: str(known.get(asked.name, asked.usual)) for asked in layout.asked}


def require_ready(layout: Layout, period: Period, currency: str) -> None:
    """Raise Conflict, in words, where the journal cannot be written as it is."""
    values = values_of(layout)
    missing = [str(asked.label) for asked in layout.asked if not re.fullmatch(asked.pattern, values[asked.name])]
    if missing:
        raise Conflict(
            _("The program asks for more, on the page of accounts: %s.") % ", ".join(missing), "books_not_set"
        )
    if why := layout.refusal(period, currency, values):
        raise Conflict(why, "journal_not_possible")
    if sides := unmapped(layout, period, currency):
        named = "; ".join(side.said() for side in sides[:SIDES_SHOWN])
        raise NotMapped(_("These of our accounts have none in the books yet: %s.") % named)


def booked(layout: Layout, period: Period, currency: str) -> Iterator[Booked]:
    """The postings under their accounts. Raises NotMapped at the first that has none."""
    mapping = mapping_of(layout.name)
    for posting in postings(period, currency):
        debit, credit = _line(mapping, posting.debit), _line(mapping, posting.credit)
        yield Booked(posting, debit.theirs, credit.theirs, debit.tax_code, credit.tax_code)


def _line(mapping: Mapping, side: Side) -> BookAccount:
    line = mapping.line_of(side)
    if line is None:
        raise NotMapped(_("These of our accounts have none in the books yet: %s.") % side.said())
    return line
