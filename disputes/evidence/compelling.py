"""Visa's Compelling Evidence 3.0, which turns a fraud dispute of reason 10.4: the exact conditions.

Exactly two earlier payments with the same card that nobody disputed, made 120 to 365 days before the dispute; two marks
of four (account, address on the internet, device, delivery address) the same on all three payments, one of them the
address on the internet or the device; and a description of what was bought for each. A device's id has 15 characters
or more, its fingerprint 20 (Stripe's fields, May 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from disputes.evidence.facts import EarlierPayment, Seen

NETWORK, CODE = "visa", "10.4"
NOT_BEFORE, NOT_AFTER = timedelta(days=365), timedelta(days=120)
PAYMENTS, MARKS = 2, 2
SHORTEST_DEVICE_ID, SHORTEST_FINGERPRINT = 15, 20


class Mark(StrEnum):
    """What must be the same on all payments."""

    ACCOUNT = "account"
    IP = "ip"
    DEVICE = "device"
    ADDRESS = "address"


MARK_WORDS = {
    Mark.ACCOUNT: "the customer account",
    Mark.IP: "the IP address",
    Mark.DEVICE: "the device",
    Mark.ADDRESS: "the delivery address",
}
ONE_OF = frozenset({Mark.IP, Mark.DEVICE})


@dataclass(frozen=True, slots=True)
class Match:
    """Two earlier payments that fulfil the conditions, and the marks that all three share."""

    payments: tuple[EarlierPayment, EarlierPayment]
    shared: Mapping[Mark, str]


def is_asked(network: str, network_code: str) -> bool:
    """Whether this is the one reason that it turns."""
    return network.lower() == NETWORK and network_code.strip() == CODE


def in_time(earlier: datetime, opened_at: datetime) -> bool:
    return opened_at - NOT_BEFORE <= earlier <= opened_at - NOT_AFTER


def find_match(opened_at: datetime, seen: Sequence[Seen], earlier: Sequence[EarlierPayment]) -> Match | None:
    """The two newest earlier payments that fulfil every condition together, or none."""
    fitting = [one for one in earlier if in_time(one.at, opened_at) and one.description.strip()]
    newest_first = sorted(fitting, key=lambda one: one.at, reverse=True)
    own = marks_of(seen)
    for first, second in combinations(newest_first, PAYMENTS):
        shared = _shared(own, marks_of(first.seen), marks_of(second.seen))
        if len(shared) >= MARKS and ONE_OF & shared.keys():
            return Match((first, second), shared)
    return None


def marks_of(seen: Sequence[Seen]) -> dict[Mark, set[str]]:
    """The marks that a payment's traces carry, written alike; what is too short to tell devices apart is none."""
    marks: dict[Mark, set[str]] = {mark: set() for mark in Mark}
    for one in seen:
        marks[Mark.ACCOUNT].add(_alike(one.account))
        marks[Mark.IP].add(_alike(one.ip))
        marks[Mark.ADDRESS].add(_alike(one.address))
        if len(one.device_id) >= SHORTEST_DEVICE_ID:
            marks[Mark.DEVICE].add(one.device_id)
        if len(one.fingerprint) >= SHORTEST_FINGERPRINT:
            marks[Mark.DEVICE].add(one.fingerprint)
    return {mark: values - {""} for mark, values in marks.items()}


def _shared(*payments: dict[Mark, set[str]]) -> dict[Mark, str]:
    common = {mark: set.intersection(*(marks[mark] for marks in payments)) for mark in Mark}
    return {mark: min(values) for mark, values in common.items() if values}


def _alike(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
