"""Told payments as patterns: everything that hangs on one payment, ready to be written again for somebody else.

A pattern is the very text that PostgreSQL copies out, with slots where the copy needs its own number, reference, name
or day. So whatever held for the told rows (sums, states, who decided) holds for each copy, and new columns come along.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, cast

from django.db import connection
from django.db.models import Field, ForeignKey, Model, Q

from customers.models import Customer, Message, Payment, PaymentHold, PaymentLine
from refunds.models import (
    Approval,
    JournalEntry,
    JournalLine,
    PolicyDecision,
    Refund,
    RefundAttempt,
    RefundEvent,
    RefundLine,
)

TABLES: tuple[type[Model], ...] = (
    Customer,
    Payment,
    PaymentLine,
    Refund,
    RefundLine,
    PolicyDecision,
    Approval,
    RefundAttempt,
    RefundEvent,
    JournalEntry,
    JournalLine,
    Message,
)
"""In the order in which they are written: what is pointed to stands before what points."""

_PAYMENT_OF: dict[type[Model], str] = {
    Customer: "JOIN customers_payment p ON p.customer_id = t.id",
    Payment: "JOIN customers_payment p ON p.id = t.id",
    PaymentLine: "JOIN customers_payment p ON p.id = t.payment_id",
    Refund: "JOIN customers_payment p ON p.id = t.payment_id",
    JournalLine: "JOIN refunds_journalentry e ON e.id = t.entry_id JOIN refunds_refund r ON r.id = e.refund_id"
    " JOIN customers_payment p ON p.id = r.payment_id",
    Message: "JOIN refunds_refund r ON r.reference = t.about JOIN customers_payment p ON p.id = r.payment_id",
}
_OF_A_REFUND = "JOIN refunds_refund r ON r.id = t.refund_id JOIN customers_payment p ON p.id = r.payment_id"

TOLD = 5000
"""How many payments are told, one by one, before the first copy; only they are read."""

_DAY = re.compile(r"\b(20[0-9]{2}-[01][0-9]-[0-3][0-9])\b")
_SHORT_HTML = "<p>See the text of this letter.</p>"
"""A million letters with their whole HTML would be most of the disk."""

Row = dict[str, str]
Slot = tuple[str, Any]
"""What belongs there: ("id", (table, old id)), ("day", days after the first), ("email", None) and so on."""


@dataclass(slots=True)
class Block:
    """One table's rows of a pattern: text with %s, and where among the slots each value comes from."""

    text: str
    slots: tuple[int, ...]
    pick: Any = None

    def filled(self, values: Sequence[str]) -> str:
        return self.text % self.pick(values) if self.slots else self.text % ()


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A refund that the gateway has taken and not ended: the slots of its two references, and how much it is."""

    gateway_place: int
    refund_place: int
    round: str
    amount_minor: int


@dataclass(slots=True)
class Pattern:
    """`last_day` counts from the day of the capture: no copy may lie so that it falls into the future."""

    country: str
    currency: str
    captured_minor: int
    first_day: date
    last_day: int
    state: str
    refunds: int
    slots: list[Slot]
    blocks: list[Block]
    bodies: dict[int, Block] = field(default_factory=dict)
    on_their_way: list[OnItsWay] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "moving")


def read_patterns() -> list[Pattern]:
    """Make a pattern of every told payment that can be repeated."""
    wanted = _repeatable()
    rows = {table: _rows_of(table, wanted) for table in TABLES}
    return [_pattern({table: rows[table].get(payment, []) for table in TABLES}) for payment in wanted]


def columns_of(table: type[Model]) -> list[Field[Any, Any]]:
    return cast("list[Field[Any, Any]]", list(table._meta.concrete_fields))


def _repeatable() -> list[int]:
    """The first payments, but not those whose other half stands elsewhere.

    Store credit, holds, plans over several payments, changed or merged requests, documents, notes, offers of another
    way, bank accounts, and work that has just begun.
    """
    State, attempts = Refund.State, RefundAttempt.State
    told = list(Payment.objects.order_by("pk").values_list("pk", flat=True)[:TOLD])
    refunds = Refund.objects.filter(payment__in=told)
    unfit = refunds.filter(
        Q(rail=Refund.Rail.STORE_CREDIT)
        | Q(state=State.APPROVED) & ~Q(rail=Refund.Rail.BANK_TRANSFER)
        | Q(attempts__state__in=(attempts.CREATED, attempts.SENDING, attempts.UNKNOWN))
        | Q(origin=Refund.Origin.GATEWAY)
        | Q(plan__isnull=False)
        | Q(revision__gt=0)
        | Q(merged_into__isnull=False)
        | Q(merged_from__isnull=False)
        | Q(papers__isnull=False)
        | Q(notes__isnull=False)
        | Q(conversation__isnull=False)
        | Q(rail_proposals__isnull=False)
        | Q(bank_details__isnull=False)
    )
    about = refunds.values_list("reference", flat=True)
    queued = Message.objects.filter(state=Message.State.QUEUED, about__in=about).values("about")
    left_out = {
        *unfit.values_list("payment", flat=True),
        *refunds.filter(reference__in=queued).values_list("payment", flat=True),
        *PaymentHold.objects.filter(payment__in=told).values_list("payment", flat=True),
    }
    return [payment for payment in told if payment not in left_out]


def _rows_of(table: type[Model], payments: Sequence[int]) -> dict[int, list[Row]]:
    """Copy the rows out, by the payment that they hang on."""
    names = [str(column.column) for column in columns_of(table)]
    listed = ", ".join(f't."{name}"' for name in names)
    join = _PAYMENT_OF.get(table, _OF_A_REFUND)
    source = f"{table._meta.db_table} t {join}"
    sql = f"SELECT p.id, {listed} FROM {source} WHERE p.id = ANY(%s) ORDER BY t.id"  # noqa: S608 - our own names
    found: dict[int, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT", [list(payments)]) as copy:
        for line in _lines(copy):
            payment, *values = line.split("\t")
            found[int(payment)].append(dict(zip(names, values, strict=True)))
    return found


def _lines(copy: Any) -> Iterator[str]:
    """The lines of a text copy; a message of the server may hold a part of one or several."""
    rest = b""
    for block in copy:
        *whole, rest = (rest + bytes(block)).split(b"\n")
        yield from (line.decode() for line in whole)


def _pattern(rows: dict[type[Model], list[Row]]) -> Pattern:
    payment, customer, refunds = rows[Payment][0], rows[Customer][0], rows[Refund]
    first_day = date.fromisoformat(payment["captured_at"][:10])
    writer = _Writer(rows, first_day)
    blocks = [writer.block(table, rows[table]) for table in TABLES]
    happened = [payment["captured_at"], payment["delivered_at"], *(row["happened_at"] for row in rows[RefundEvent])]
    happened += [row["sent_at"] for row in rows[Message]]
    last = max(text[:10] for text in happened if text != r"\N")
    return Pattern(
        country=customer["country"],
        currency=payment["currency"],
        captured_minor=int(payment["captured_minor"]),
        first_day=first_day,
        last_day=(date.fromisoformat(last) - first_day).days,
        state=_state(refunds),
        refunds=len(refunds),
        slots=writer.slots,
        blocks=blocks,
        bodies=writer.bodies,
        on_their_way=list(writer.on_their_way(rows)),
    )


def _state(refunds: Sequence[Row]) -> str:
    """Whether a copy is history, waits for a person, or is on its way; "plain" is a payment without refunds."""
    State, states = Refund.State, {row["state"] for row in refunds}
    if not states:
        return "plain"
    if states & {State.APPROVED, State.PROCESSING}:
        return "moving"
    return "open" if states & {State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO} else "closed"


class _Writer:
    """Turns the rows of one payment into blocks, and collects the slots on the way."""

    def __init__(self, rows: dict[type[Model], list[Row]], first_day: date) -> None:
        self.slots: list[Slot] = []
        self.bodies: dict[int, Block] = {}
        self._first_day = first_day
        self._places: dict[Slot, int] = {}
        self._rows = {(table, row["id"]) for table in TABLES for row in rows[table]}
        self._words = self._own_words(rows)
        known = sorted(self._words, key=len, reverse=True)
        self._known = re.compile("|".join([*(re.escape(word) for word in known), _DAY.pattern]))

    def block(self, table: type[Model], rows: Sequence[Row]) -> Block:
        places: list[int] = []
        lines = ["\t".join(self._value(table, row, column, places) for column in columns_of(table)) for row in rows]
        return _block("".join(f"{line}\n" for line in lines), places)

    def on_their_way(self, rows: dict[type[Model], list[Row]]) -> Iterator[OnItsWay]:
        refunds = {row["id"]: row for row in rows[Refund]}
        for attempt in rows[RefundAttempt]:
            refund = refunds[attempt["refund_id"]]
            if attempt["state"] in RefundAttempt.WAITING and attempt["gateway_reference"]:
                yield OnItsWay(
                    gateway_place=self._places[self._words[attempt["gateway_reference"]]],
                    refund_place=self._places[self._words[refund["reference"]]],
                    round=attempt["number"],
                    amount_minor=int(refund["amount_minor"]),
                )

    def _own_words(self, rows: dict[type[Model], list[Row]]) -> dict[str, Slot]:
        """Every word of the told rows that a copy says differently."""
        customer, payment = rows[Customer][0], rows[Payment][0]
        words: dict[str, Slot] = {
            customer["reference"]: ("customer_reference", None),
            customer["name"]: ("name", None),
            customer["email"]: ("email", None),
            f"customer:{customer['id']}": ("customer_actor", None),
            payment["reference"]: ("payment_reference", None),
            payment["gateway_reference"]: ("payment_gateway_reference", None),
            payment["order_reference"]: ("order", None),
        }
        for row in rows[Refund]:
            since = (date.fromisoformat(row["created_at"][:10]) - self._first_day).days
            words[row["reference"]] = ("refund_reference", (row["id"], since))
        for row in rows[RefundAttempt]:
            words[row["idempotency_key"]] = ("attempt_key", row["id"])
            if row["gateway_reference"]:
                words[row["gateway_reference"]] = ("attempt_gateway_reference", row["id"])
        words.pop("", None)
        return words

    def _value(self, table: type[Model], row: Row, column: Field[Any, Any], places: list[int]) -> str:
        text = row[str(column.column)]
        points_to = column.related_model if isinstance(column, ForeignKey) else table if column.primary_key else None
        if points_to in TABLES and text != r"\N":
            if (points_to, text) not in self._rows:
                return r"\N"
            return self._slot(("id", (points_to, text)), places)
        if table is RefundAttempt and column.column in ("body", "body_hash"):
            return self._body(row, column.column, places)
        if table is Message and column.column == "body_html":
            return _SHORT_HTML
        return self._with_slots(text, places)

    def _body(self, row: Row, column: str, places: list[int]) -> str:
        """The bytes that went to the gateway name payment and refund as well; a copy has its own, and their hash."""
        slot = self._slot((column, row["id"]), places)
        place = places[-1]
        if column == "body":
            inner: list[int] = []
            said = bytes.fromhex(row["body"].removeprefix(r"\\x")).decode()
            self.bodies[place] = _block(self._with_slots(said, inner), inner)
        return slot

    def _with_slots(self, text: str, places: list[int]) -> str:
        parts, at = [], 0
        for match in self._known.finditer(text):
            parts.append(text[at : match.start()].replace("%", "%%"))
            parts.append(self._slot(self._words.get(match[0]) or self._day(match[0]), places))
            at = match.end()
        return "".join([*parts, text[at:].replace("%", "%%")])

    def _day(self, text: str) -> Slot:
        return "day", (date.fromisoformat(text) - self._first_day).days

    def _slot(self, slot: Slot, places: list[int]) -> str:
        if slot not in self._places:
            self._places[slot] = len(self.slots)
            self.slots.append(slot)
        places.append(self._places[slot])
        return "%s"


def _block(text: str, places: Sequence[int]) -> Block:
    """itemgetter of one place answers the value itself, which `%` takes as well."""
    return Block(text, tuple(places), itemgetter(*places) if places else None)
