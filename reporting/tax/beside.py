"""Money that one looks for in a tax report and that this one leaves out, or holds already: each with the reason.

Store credit is good for anything in the shop: a multi-purpose voucher. Granting it is no supply; what is bought with it
is taxed then, by what was paid for the voucher or by its value (Directive 2006/112/EC, Articles 30b and 73a). That
order has no captured payment here and, unless a payment of the same order names its lines, no rates.

A lost dispute is money that the bank took. The sale stands as it was, and its tax with it: the taxable amount falls in
the case of cancellation, refusal or non-payment, "under conditions which shall be determined by the Member States",
which may derogate for non-payment (Article 90(1) and (2)). Whether those are met nobody here can know.

Sources read 2026-11-27: Article 90 at legislation.gov.uk (eudr/2006/112), 30b at internationaltaxplaza.info, 73a at
lxgesetze.de.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from reporting.tax.parts import UNKNOWN, Part, shares_of
from reporting.tax.read import COUNTRY, KINDS, PORTION, Key, Taxed, sales_of, taxed

CREDIT, LOST = BESIDE = ("store_credit", "lost_dispute")

EVERY_KIND = (*KINDS, *BESIDE)

IN_SALES, NOT_COUNTED = "in_sales", "not_counted"

NAMES = {
    (CREDIT, UNKNOWN): _("Orders paid with store credit"),
    (CREDIT, IN_SALES): _("Orders paid with store credit, in the sales above"),
    (LOST, NOT_COUNTED): _("Lost disputes"),
    (LOST, UNKNOWN): _("Lost disputes, rate not known"),
}

WHY = {
    (CREDIT, UNKNOWN): _(
        "Store credit is a voucher for anything: what is bought with it is taxed when it is bought (Articles 30b and"
        " 73a of Directive 2006/112/EC). The lines of these orders are not known here. Add their tax from the shop's"
        " invoices."
    ),
    (CREDIT, IN_SALES): _(
        "A payment of the same order names all its lines, so its whole tax stands in the sales. Add nothing."
    ),
    (LOST, NOT_COUNTED): _(
        "The bank took the money, but the sale stands and its tax is owed. Money that is not paid lowers what is taxed"
        " only under the conditions of the member state (Article 90 of Directive 2006/112/EC). Where the sale was"
        " canceled, give it back with a credit note."
    ),
}
WHY[LOST, UNKNOWN] = WHY[LOST, NOT_COUNTED]


@dataclass(slots=True)
class BesideRow:
    """Minor units, what was given back taken off. `tax_minor` is what the amount holds; None where nobody knows."""

    kind: str
    rule: str
    country: str
    currency: str
    count: int = 0
    gross_minor: int = 0
    tax_minor: int | None = None

    @property
    def name(self) -> Any:
        return NAMES[self.kind, self.rule]

    @property
    def why(self) -> Any:
        return WHY[self.kind, self.rule]


def beside_rows(start: datetime, end: datetime) -> list[BesideRow]:
    """What happened in [start, end) beside the report, by kind, reason, country and currency."""
    rows: dict[tuple[str, str, str, str], BesideRow] = {}
    for kind in BESIDE:
        for one in beside(kind, start, end):
            for rule in {part.rule for part in one.parts}:
                key = (kind, rule, one.country, one.currency)
                _add(rows.setdefault(key, BesideRow(*key)), [part for part in one.parts if part.rule == rule])
    return [rows[key] for key in sorted(rows, key=lambda key: (BESIDE.index(key[0]), *key[1:]))]


def _add(row: BesideRow, parts: list[Part]) -> None:
    row.count += 1
    row.gross_minor += sum(part.gross_minor for part in parts)
    if row.rule == NOT_COUNTED:
        row.tax_minor = (row.tax_minor or 0) + sum(part.tax_minor for part in parts)


def beside(
    kind: str, start: datetime, end: datetime, *, after: Key | None = None, country: str | None = None,
    currency: str | None = None,
) -> Iterator[Taxed]:  # fmt: skip
    """Everything of a kind in [start, end) behind a key, oldest first. What came back has parts below zero."""
    wanted: dict[str, Any] = {"start": start, "end": end, "country": country, "currency": currency, "portion": PORTION}
    while True:
        wanted["after_at"], wanted["after_number"] = after or (start, -1)
        portion = list(_CREDIT_OR_LOST[kind](_rows(_SQL[kind], wanted)))
        yield from portion
        if len(portion) < PORTION:
            return
        after = portion[-1].key


def lines_of(kind: str, start: datetime, end: datetime, **asked: Any) -> Iterator[Taxed]:
    """The lines of the report, or those beside it."""
    return (beside if kind in BESIDE else taxed)(kind, start, end, **asked)


def _rows(sql: str, wanted: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return cursor.fetchall()


def _credit(rows: Iterable[tuple[Any, ...]]) -> Iterator[Taxed]:
    for at, number, hold, order, customer, country, currency, amount, in_sales in rows:
        split = ((amount - in_sales, UNKNOWN), (in_sales, IN_SALES))
        parts = tuple(Part(None, 0, int(minor), rule) for minor, rule in split if minor)
        yield Taxed(at, number, CREDIT, hold, "", order, country, currency, at, parts, customer)


def _lost(rows: list[tuple[Any, ...]]) -> Iterator[Taxed]:
    sales = sales_of({row[2] for row in rows})
    for at, number, payment_id, reference, payment, order, country, currency, sold_at, is_of_sale, amount in rows:
        whole = [Part(None, 0, int(amount), UNKNOWN)]
        parts = shares_of(sales[payment_id], int(amount), NOT_COUNTED) if is_of_sale else whole
        yield Taxed(at, number, LOST, reference, payment, order, country, currency, sold_at, tuple(parts))


_CREDIT_OR_LOST: dict[str, Any] = {CREDIT: _credit, LOST: _lost}

_BEHIND = """
    e.posted_at >= %(after_at)s AND e.posted_at < %(end)s AND (e.posted_at, e.id) > (%(after_at)s, %(after_number)s)
"""

_SPENT = f"""
    WITH moved AS (
        SELECT e.posted_at, e.id, h.reference, h.order_reference, c.reference AS customer, c.country, a.currency,
               -m.amount_minor AS amount, m.id AS movement, a.id AS account, c.id AS customer_id
        FROM refunds_journalentry e
        JOIN customers_creditaccount a ON a.customer_id = e.customer_id
        JOIN customers_creditentry m ON m.account_id = a.id AND m.source = e.source
            AND m.kind = CASE e.kind WHEN 'credit_spend' THEN 'spend' ELSE 'give_back' END
        JOIN customers_customer c ON c.id = e.customer_id
        LEFT JOIN customers_credithold h ON h.id = m.hold_id
        WHERE e.kind IN ('credit_spend', 'credit_give_back') AND {_BEHIND}
          AND (%(country)s::text IS NULL OR c.country = %(country)s)
          AND (%(currency)s::text IS NULL OR a.currency = %(currency)s)
        ORDER BY e.posted_at, e.id LIMIT %(portion)s
    )
    SELECT posted_at, moved.id, coalesce(reference, ''), coalesce(order_reference, ''), customer, country, currency,
           amount,
           least(named.beyond, greatest(upto.spent, 0)) - least(named.beyond, greatest(upto.spent - amount, 0))
    FROM moved CROSS JOIN LATERAL (
        SELECT coalesce(sum(greatest(l.minor - p.captured_minor, 0)), 0)::bigint AS beyond
        FROM customers_payment p CROSS JOIN LATERAL (
            SELECT coalesce(sum(net_minor + tax_minor), 0) AS minor FROM customers_paymentline WHERE payment_id = p.id
        ) AS l
        WHERE moved.order_reference <> '' AND p.order_reference = moved.order_reference
          AND p.customer_id = moved.customer_id AND p.currency = moved.currency
    ) AS named CROSS JOIN LATERAL (
        SELECT coalesce(-sum(m.amount_minor), 0)::bigint AS spent
        FROM customers_creditentry m JOIN customers_credithold h ON h.id = m.hold_id
        WHERE m.account_id = moved.account AND h.order_reference = moved.order_reference AND m.id <= moved.movement
    ) AS upto
    ORDER BY posted_at, moved.id
"""  # noqa: S608 - our own words
"""An order may be paid with credit in several steps: each is in the sales as far as the steps up to it fit in there."""

_WRITTEN_OFF = f"""
    SELECT e.posted_at, e.id, p.id, d.reference, p.reference, p.order_reference, {COUNTRY}, m.currency, p.captured_at,
           m.currency = p.currency, CASE m.kind WHEN 'written_off' THEN m.amount_minor ELSE -m.amount_minor END
    FROM refunds_journalentry e JOIN disputes_moneymoved m ON m.entry_id = e.id
    JOIN disputes_dispute d ON d.id = m.dispute_id JOIN customers_payment p ON p.id = d.payment_id
    JOIN customers_customer c ON c.id = p.customer_id
    WHERE e.kind IN ('dispute_written_off', 'dispute_written_up') AND {_BEHIND}
      AND (%(country)s::text IS NULL OR {COUNTRY} = %(country)s)
      AND (%(currency)s::text IS NULL OR m.currency = %(currency)s)
    ORDER BY e.posted_at, e.id LIMIT %(portion)s
"""  # noqa: S608 - our own words

_SQL = {CREDIT: _SPENT, LOST: _WRITTEN_OFF}
