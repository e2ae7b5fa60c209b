"""The single things a figure is made of, in order of time: what a mark in a drawing leads to."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.errors import BadInput
from reporting.facts.measures import Measure, basic_names
from reporting.facts.measures import measure as find_measure
from reporting.facts.question import Question, moments, put
from reporting.facts.slices import Slice
from reporting.facts.sources import BY_NUMBER, sources_of

AT_ONCE = 2_000
PAGE = 50
FIRST_YEAR, LAST_YEAR = 1900, 2300
Place = tuple[datetime, int, int, str]
"""Where a movement stands in the order: moment, source, the row's number, and its product."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One payment, settlement, decision ... `value` is what it adds to the measure.

    `amount_minor` is that as well where the measure is money, else what the thing itself is about. `tax_minor` is the
    tax inside the whole thing, `reference` that of the refund, dispute or payment to look at at `url_name`; both are
    empty for what has no page. `key` is its place for reading on behind it.
    """

    at: datetime
    kind: str
    reference: str
    url_name: str
    payment: str
    order: str
    customer: str
    customer_name: str
    account: str
    gateway: str
    method: str
    country: str
    channel: str
    product: str
    reason: str
    person: str
    currency: str
    amount_minor: int
    tax_minor: int
    value: int
    key: str


@dataclass(frozen=True, slots=True)
class Page:
    """`next_key` is empty on the last page."""

    movements: list[Movement]
    next_key: str


class BadPlace(BadInput):
    code = "place_invalid"


def movements(asked: Slice, measure: str) -> Iterator[Movement]:
    """Stream them all; memory holds some thousands. Their values add up to what `read` says of the slice."""
    return _from(asked, find_measure(measure), None, AT_ONCE)


def page(asked: Slice, measure: str, after: str = "", size: int = PAGE) -> Page:
    """The next ones behind a place. Raises BadPlace."""
    place = _place(after) if after else None
    found = list(islice(_from(asked, find_measure(measure), place, size + 1), size + 1))
    return Page(found[:size], found[size - 1].key if len(found) > size else "")


def _from(asked: Slice, measure: Measure, place: Place | None, at_once: int) -> Iterator[Movement]:
    basic = basic_names([measure.name])
    questions = [put(source, asked, (), basic) for source in sources_of(basic)]
    streams = [_stream(question, asked, measure, place, at_once) for question in questions if question is not None]
    return (movement for _place_, movement in heapq.merge(*streams, key=lambda pair: pair[0]))


def _stream(
    question: Question, asked: Slice, measure: Measure, place: Place | None, at_once: int
) -> Iterator[tuple[Place, Movement]]:
    while True:
        rows = _rows(question, asked, measure, place, at_once)
        for row in rows:
            place = (row["at"], question.source.number, row["id"], row["product"])
            yield place, _movement(row, measure, place)
        if len(rows) < at_once:
            return


def _rows(
    question: Question, asked: Slice, measure: Measure, place: Place | None, at_once: int
) -> list[dict[str, Any]]:
    arguments: dict[str, Any] = {**moments(asked.period), "size": at_once}
    conditions = question.conditions(arguments)
    if place is not None:
        arguments |= dict(zip(("at", "number", "id", "product"), place, strict=True))
        arguments |= {"start": max(arguments["start"], place[0]), "own": question.source.number}
        conditions += " AND (at, %(own)s, id, product) > (%(at)s, %(number)s, %(id)s, %(product)s)"
    value = " + ".join(f"{sign} * {name}" for name, sign in measure.basic.items() if name in question.measures)
    things = question.source.things(by_product=question.by_product)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL.format(things=things, value=value, conditions=conditions, product=_product(question)), arguments
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_SQL = """
    SELECT t.*, coalesce(r.reference, '') AS refund, coalesce(p.reference, '') AS payment,
        coalesce(p.order_reference, '') AS order_reference, coalesce(d.reference, '') AS dispute,
        coalesce(c.reference, '') AS customer, coalesce(c.name, '') AS customer_name
    FROM (
        SELECT * FROM (SELECT things.*, {value} AS value{product} FROM ({things}) things) valued
        WHERE value <> 0{conditions} ORDER BY at, id, product LIMIT %(size)s
    ) t
    LEFT JOIN refunds_refund r ON r.id = t.refund_id
    LEFT JOIN customers_payment p ON p.id = t.payment_id
    LEFT JOIN disputes_dispute d ON d.id = t.dispute_id
    LEFT JOIN customers_customer c ON c.id = t.customer_id
    ORDER BY t.at, t.id, t.product
"""


def _product(question: Question) -> str:
    return "" if question.by_product else ", ''::text AS product"


def _movement(row: dict[str, Any], measure: Measure, place: Place) -> Movement:
    reference, url_name = _leads_to(row)
    return Movement(
        at=row["at"],
        kind=row["kind"],
        reference=reference,
        url_name=url_name,
        payment=row["payment"],
        order=row["order_reference"],
        customer=row["customer"],
        customer_name=row["customer_name"],
        account=row["account"],
        gateway=row["gateway"] or "",
        method=row["method"],
        country=row["country"],
        channel=row["channel"],
        product=row["product"],
        reason=row["reason"],
        person=row["person"],
        currency=row["currency"],
        amount_minor=int(row["value"]) if measure.is_money else row["amount"],
        tax_minor=row["tax"],
        value=int(row["value"]),
        key="~".join((place[0].isoformat(), str(place[1]), str(place[2]), place[3])),
    )


def _leads_to(row: dict[str, Any]) -> tuple[str, str]:
    for name, url_name in (
        ("refund", "refunds:refund"),
        ("dispute", "disputes:dispute"),
        ("payment", "refunds:payment"),
    ):
        if row[name]:
            return row[name], url_name
    return "", ""


def _place(text: str) -> Place:
    try:
        at, number, row, product = text.split("~", 3)
        place = datetime.fromisoformat(at), int(number), int(row), product
    except ValueError:
        place = None
    if place is None or not _may_be(place):
        raise BadPlace(_("This is no place in the list. Begin at its first page."))
    return place


def _may_be(place: Place) -> bool:
    at, number, row, product = place
    is_moment = at.tzinfo is not None and FIRST_YEAR < at.year < LAST_YEAR
    return is_moment and number in BY_NUMBER and 0 <= row < 2**63 and "\x00" not in product
