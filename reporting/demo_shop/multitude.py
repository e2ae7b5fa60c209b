"""The many payments behind the told ones: copies of told patterns, written chunk by chunk with COPY.

Each chunk is one transaction, so an interrupted run keeps what it has, and the same command goes on from there. All
constraints and triggers watch as always, but one: a refund is born as "requested" and copies are born as they ended.
Memory holds the patterns and one chunk. History rows are not written: they are a screen's convenience.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model

from customers.models import Customer, CustomerWords, PaymentWords
from refunds.gateways.sandbox.console import Console
from reporting.demo_shop.patterns import TABLES, Pattern, columns_of
from reporting.demo_shop.people import Person, passer_by

CHUNK = 5000
DAYS = 730
GROWTH_PERCENT = 90
KNOWN_DAYS = 120
"""Younger payments may still move, so the practice gateway knows them too."""

OPEN_PER_THOUSAND = 20
MOVING_PER_THOUSAND = 1
OPEN_DAYS = 20
"""How far back open copies lie at most, and how many of a thousand refunds are open, or on their way."""

REGULARS_PERCENT = 40
BORN_OTHERWISE = ("refunds.Refund:born_in_first_state", "refunds.RefundAttempt:born_in_first_state")
SEQUENCES = {"customer": "customer_reference", "payment": "payment_reference", "refund": "refund_reference"}

Teller = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """One pattern, moved in time, for one customer; `owner` is the number of an earlier copy with the same one."""

    pattern: Pattern
    moved_days: int
    person: Person
    owner: int


@dataclass(slots=True)
class Written:
    payments: int = 0
    refunds: int = 0


def write_multitude(
    patterns: Sequence[Pattern],
    count: int,
    refunds_per_thousand: int,
    now: datetime,
    rng: Random,
    console: Console,
    tell: Teller,
) -> Written:
    """Write `count` payments, so many in a thousand with their refunds; tell after each chunk."""
    written, choice = Written(), _Choice(patterns, refunds_per_thousand, now.date(), rng)
    while written.payments < count:
        chunk = choice.chunk(min(CHUNK, count - written.payments))
        written.refunds += _write(chunk, console, now.date())
        written.payments += len(chunk)
        tell(f"  {written.payments:,} of {count:,} payments, {written.refunds:,} refunds")
    return written


def learn_sizes() -> None:
    """Let the planner know how large the tables have become, and which pages hold nothing but what all may see."""
    tidy = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        tables: tuple[type[Model], ...] = (*TABLES, CustomerWords, PaymentWords)
        for table in tables:
            cursor.execute(f"{tidy} {table._meta.db_table}")


class _Choice:
    """Draws what is copied, when it was, and whose it is."""

    def __init__(self, patterns: Sequence[Pattern], refunds_per_thousand: int, today: date, rng: Random) -> None:
        self._rng, self._today = rng, today
        self._by_state = {
            state: [pattern for pattern in patterns if pattern.state == state]
            for state in ("plain", "closed", "open", "moving")
        }
        closed = self._by_state["closed"]
        per_pattern = sum(pattern.refunds for pattern in closed) / len(closed)
        self._share = refunds_per_thousand / 1000 / per_pattern
        if self._share > 1:
            raise ValueError(f"At most {int(1000 * per_pattern)} refunds fit on a thousand payments.")
        self._days = range(DAYS, 1, -1)
        self._weights = list(accumulate(100 * DAYS + GROWTH_PERCENT * (DAYS - ago) for ago in self._days))

    def chunk(self, size: int) -> list[Copy]:
        copies: list[Copy] = []
        regulars: dict[str, list[int]] = {}
        for nth in range(size):
            pattern = self._pattern()
            known = regulars.setdefault(pattern.country, [])
            if known and self._rng.randrange(100) < REGULARS_PERCENT:
                owner = self._rng.choice(known)
                copies.append(Copy(pattern, self._moved(pattern), copies[owner].person, owner))
            else:
                known.append(nth)
                person = passer_by(self._rng, pattern.country)
                copies.append(Copy(pattern, self._moved(pattern), person, nth))
        return copies

    def _pattern(self) -> Pattern:
        if self._rng.random() >= self._share:
            return self._rng.choice(self._by_state["plain"])
        drawn = self._rng.randrange(1000)
        state = "moving" if drawn < MOVING_PER_THOUSAND else "open" if drawn < OPEN_PER_THOUSAND else "closed"
        return self._rng.choice(self._by_state[state] or self._by_state["closed"])

    def _moved(self, pattern: Pattern) -> int:
        """By how many days a copy lies later than its pattern; never so that something lies in the future."""
        latest = (self._today - pattern.first_day).days - pattern.last_day - 1
        if pattern.is_open:
            return min(-self._rng.randrange(OPEN_DAYS), latest)
        (ago,) = self._rng.choices(self._days, cum_weights=self._weights)
        return min((self._today - timedelta(days=ago) - pattern.first_day).days, latest)


def _write(chunk: Sequence[Copy], console: Console, today: date) -> int:
    """Write one chunk and return how many refunds it holds."""
    with transaction.atomic(), pgtrigger.ignore(*BORN_OTHERWISE), connection.cursor() as cursor:
        numbers = _Numbers(chunk)
        filled = list(_filled(chunk, numbers))
        cursor.execute("SET LOCAL recourse.figures_later = 'on'")  # all sums are made at the end
        cursor.execute("SELECT 1")  # carries the exception above into this transaction, for the copies too
        for nth, table in enumerate(TABLES):
            names = ", ".join(f'"{column.column}"' for column in columns_of(table))
            with cursor.copy(f"COPY {table._meta.db_table} ({names}) FROM STDIN") as copy:
                copy.write("".join(texts[nth] for _values, texts in filled))
        _tell_gateway(console, chunk, [values for values, _texts in filled], today)
    return sum(copy.pattern.refunds for copy in chunk)


def _filled(chunk: Sequence[Copy], numbers: _Numbers) -> Iterator[tuple[list[str], list[str]]]:
    """The values of each copy, and its rows table by table. A regular's row is written once only."""
    owners: list[tuple[str, str]] = []
    for nth, copy in enumerate(chunk):
        is_new = copy.owner == nth
        owners.append(numbers.customer() if is_new else owners[copy.owner])
        values = _values(copy, numbers, *owners[nth])
        texts = [block.filled(values) for block in copy.pattern.blocks]
        if not is_new:
            texts[0] = ""
        yield values, texts


def _values(copy: Copy, numbers: _Numbers, customer_id: str, customer_number: str) -> list[str]:
    """What stands in the pattern's slots for this copy."""
    pattern, first = copy.pattern, copy.pattern.first_day + timedelta(days=copy.moved_days)
    mark = secrets.token_hex(8)
    values: list[str] = []
    for kind, about in pattern.slots:
        match kind:
            case "day":
                value = _day_text(first, about)
            case "id":
                table, _old = about
                value = customer_id if table is Customer else numbers.row(table)
            case "refund_reference":
                value = f"RF-{_day_text(first, about[1])[:4]}-{numbers.refund()}"
            case "payment_reference":
                value = f"PM-{first.year}-{numbers.payment()}"
            case "customer_reference":
                value = f"CU-{first.year}-{customer_number}"
            case "customer_actor":
                value = f"customer:{customer_id}"
            case "name":
                value = copy.person.name
            case "email":
                value = copy.person.email.replace("@", f".{customer_id}@")
            case "order":
                value = f"LH-{mark[:8].upper()}"
            case _:
                value = f"{_PREFIXES.get(kind, kind)}_{mark}{about or ''}"
        values.append(value)
    for place, body in pattern.bodies.items():
        said = body.filled(values).encode()
        about = pattern.slots[place][1]
        values[place] = rf"\\x{said.hex()}"
        values[pattern.slots.index(("body_hash", about))] = hashlib.sha256(said).hexdigest()
    return values


_PREFIXES = {"payment_gateway_reference": "pay", "attempt_gateway_reference": "sbr", "attempt_key": "key"}
_days: dict[tuple[date, int], str] = {}


def _day_text(first: date, after: int) -> str:
    """2026-03-01; the same few thousand pairs come again and again."""
    if (first, after) not in _days:
        _days[first, after] = (first + timedelta(days=after)).isoformat()
    return _days[first, after]


class _Numbers:
    """Row numbers and references for one chunk, taken from the sequences that everything else takes them from."""

    def __init__(self, chunk: Sequence[Copy]) -> None:
        new = sum(copy.owner == nth for nth, copy in enumerate(chunk))
        needed: Counter[type[Model]] = Counter()
        for copy in chunk:
            needed.update(about[0] for kind, about in copy.pattern.slots if kind == "id" and about[0] is not Customer)
        self._rows = {table: _taken(f"{table._meta.db_table}_id_seq", count) for table, count in needed.items()}
        self._customers = _taken("customers_customer_id_seq", new)
        counts = {"customer": new, "payment": len(chunk), "refund": sum(copy.pattern.refunds for copy in chunk)}
        self._references = {kind: _taken(SEQUENCES[kind], count) for kind, count in counts.items()}

    def row(self, table: type[Model]) -> str:
        return str(next(self._rows[table]))

    def customer(self) -> tuple[str, str]:
        """Its row's number, and that of its reference."""
        return str(next(self._customers)), f"{next(self._references['customer']):06d}"

    def payment(self) -> str:
        return f"{next(self._references['payment']):06d}"

    def refund(self) -> str:
        return f"{next(self._references['refund']):06d}"


def _taken(sequence: str, count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return iter([number for (number,) in cursor.fetchall()])


def _tell_gateway(console: Console, chunk: Sequence[Copy], values: Sequence[Sequence[str]], today: date) -> None:
    """Tell the practice gateway of the payments that may still move, and of the refunds that are on their way."""
    young = [
        (copy, said)
        for copy, said in zip(chunk, values, strict=True)
        if (today - copy.pattern.first_day).days - copy.moved_days <= KNOWN_DAYS
    ]
    console.register_payments(_as_the_gateway_knows_it(copy, said) for copy, said in young)
    console.register_refunds(row for copy, said in young for row in _on_their_way(copy, said))


def _as_the_gateway_knows_it(copy: Copy, values: Sequence[str]) -> tuple[str, int, str, datetime, dict[str, str]]:
    pattern = copy.pattern
    captured = datetime.fromisoformat(_day_text(pattern.first_day + timedelta(days=copy.moved_days), 0) + "T12:00:00Z")
    said = _said(pattern, values)
    details = {"customer_email": said["email"], "customer_name": said["name"], "country": pattern.country}
    return said["payment_gateway_reference"], pattern.captured_minor, pattern.currency, captured, details


def _on_their_way(copy: Copy, values: Sequence[str]) -> Iterator[tuple[str, str, str, int, str]]:
    for sent in copy.pattern.on_their_way:
        payment = _said(copy.pattern, values)["payment_gateway_reference"]
        reference = f"{values[sent.refund_place]}-{sent.round}"
        yield values[sent.gateway_place], payment, reference, sent.amount_minor, copy.pattern.currency


def _said(pattern: Pattern, values: Sequence[str]) -> dict[str, str]:
    return {kind: value for (kind, about), value in zip(pattern.slots, values, strict=True) if about is None}
