"""One gateway's till: remembers keys, keeps to what was captured, pays, and lets answers go wrong as the rules say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from tests.faults.fake_gateways.books import FAILED, PENDING, SUCCEEDED, Books, Payment, Refund
from tests.faults.fake_gateways.http1 import Line, Request, Said
from tests.faults.fake_gateways.ledger import Ledger
from tests.faults.fake_gateways.post import Post
from tests.faults.fake_gateways.rules import (
    BROWNOUTS,
    CALL_FAULTS,
    COURSES,
    QUESTION_FAULTS,
    Chance,
    usual,
)
from tests.faults.fake_gateways.vendor import NOTHING_LEFT, OTHER_CURRENCY, TOO_MUCH, Vendor, Wanted

GARBLED = Said(200, b"<html><body>It works!</body></html>", content_type="text/html")
WITHOUT_EFFECT = ("timeout_before", "error_before", "reset_before", "rate_limited", "conflict")

request_ids = count(1)


@dataclass(slots=True)
class Kept:
    """What a key stands for. Without an answer its first request is still being worked on."""

    fingerprint: str
    at: float
    said: Said | None = None
    refund: Refund | None = None


@dataclass(slots=True)
class Call:
    """One request on its way through, and what the ledger will say of it."""

    request: Request
    line: Line
    at: float
    fault: str = ""
    key: str = ""
    reference: str = ""
    number: int = 0
    key_was: str = ""
    refund: str = ""

    @property
    def about(self) -> str:
        return self.reference or self.key or self.request.path


class Till:
    """Takes requests for one gateway and sees to it that each is answered, or not, as its rules say."""

    def __init__(self, vendor: Vendor, books: Books, ledger: Ledger, chance: Chance, post: Post) -> None:
        self.vendor, self.books, self.post = vendor, books, post
        self.rules = usual(vendor.code)
        self._ledger, self._chance = ledger, chance
        self._kept: dict[str, Kept] = {}

    @property
    def code(self) -> str:
        return self.vendor.code

    def arrive(self, request: Request, line: Line) -> None:
        call = Call(request, line, time.time())
        wanted = self.vendor.stranger(request) or self.vendor.wanted(request)
        if isinstance(wanted, Wanted):
            self._asked_for(wanted, call)
        else:
            self._question(wanted, call)

    def refund_by_hand(self, payment: Payment, amount_minor: int, reference: str = "") -> Refund:
        """Somebody refunds in the gateway's own console."""
        wanted = Wanted(payment.reference, amount_minor, payment.currency, reference, "", b"")
        return self._make(wanted, payment, amount_minor, SUCCEEDED, "", origin="console")

    def becomes(self, refund: Refund, status: str, reason: str = "") -> None:
        """A refund's status changes at the gateway, which tells of it."""
        self.books.change(refund, status, reason)
        self.post.tell(self.vendor, self.rules, refund)

    def _question(self, said: Said | None, call: Call) -> None:
        call.number = self._chance.number(self.code, call.about)
        usual = self._chance.one_of(self.rules, QUESTION_FAULTS, self.code, "question", call.about, call.number)
        forced = BROWNOUTS[self.rules.brownout][1]
        if self.rules.brownout == "timeouts" and self.vendor.is_exempt(call.request):
            forced = ""
        call.fault = forced or usual
        self._later(self.rules.latency_ms, lambda: self._deliver(said or self.vendor.question(call.request), call))

    def _asked_for(self, wanted: Wanted, call: Call) -> None:
        call.key, call.reference = wanted.key, wanted.reference
        call.number = self._chance.number(self.code, call.about)
        usual = self._chance.one_of(self.rules, CALL_FAULTS, self.code, "call", call.about, call.number)
        call.fault = BROWNOUTS[self.rules.brownout][0] or usual
        if call.fault in WITHOUT_EFFECT:
            self._later(self.rules.latency_ms, lambda: self._deliver(GARBLED, call))
            return
        kept, fingerprint = self._remembered(wanted.key, call.at), _fingerprint(call.request)
        if kept is None:
            call.key_was = "new"
            kept = self._kept[wanted.key] = Kept(fingerprint, call.at)
            self._later(self.rules.latency_ms, lambda: self._work(wanted, kept, call))
        else:
            said = self._met_again(wanted, kept, fingerprint, call)
            self._later(self.rules.latency_ms, lambda: self._deliver(said, call))

    def _remembered(self, key: str, now: float) -> Kept | None:
        kept = self._kept.get(key) if key else None
        return kept if kept and now - kept.at < self.rules.key_life_seconds else None

    def _met_again(self, wanted: Wanted, kept: Kept, fingerprint: str, call: Call) -> Said:
        call.key_was, call.refund = "again", kept.refund.id if kept.refund else ""
        if kept.fingerprint != fingerprint:
            call.key_was = "other_body"
            if self.vendor.compares_bodies:
                return self.vendor.mismatch(wanted)
        if kept.said is None:
            call.key_was = "in_progress"
            return self.vendor.in_progress()
        return self.vendor.again(kept.refund, kept.said) if kept.refund else kept.said

    def _work(self, wanted: Wanted, kept: Kept, call: Call) -> None:
        said, refund = self._pay(wanted)
        call.refund = refund.id if refund else ""
        kept.said, kept.refund = said, refund
        if call.fault == "error_after" and refund is not None and self.vendor.keeps_errors:
            kept.said, kept.refund = self.vendor.broken(), None
        elif refund is None and not self.vendor.keeps_refusals:
            self._kept.pop(wanted.key, None)
        self._deliver(said, call)

    def _pay(self, wanted: Wanted) -> tuple[Said, Refund | None]:
        """Come to a refund, or to a refusal."""
        payment = self.books.payment(self.code, wanted.payment)
        if payment is None:
            return self.vendor.unknown_payment(wanted), None
        amount = payment.left_minor if wanted.amount_minor is None else wanted.amount_minor
        why = _why_not(payment, amount, wanted.currency)
        if why and not self.vendor.tells_later:
            return self.vendor.objection(why, wanted, payment), None
        own = self.vendor.own_objection(wanted, payment)
        if own is not None:
            return own, None
        course = self._course(wanted, payment)
        if course == "decline":
            return self._decline(wanted, payment, amount)
        if course == "waits_for_funds":
            return self._wait_for_funds(wanted, payment, amount)
        refund = self._make(wanted, payment, amount, *self._first_status(course))
        self._go_on(refund, "pending_fail" if why else course, "Insufficient balance on payment" if why else "")
        return self.vendor.made(refund), refund

    def _course(self, wanted: Wanted, payment: Payment) -> str:
        """A course goes with the refund, not with the call. What was paid once is not turned down the second time."""
        about = wanted.reference or wanted.key
        course = self._chance.one_of(self.rules, COURSES, self.code, "course", about)
        was_here = wanted.reference and any(r.reference == wanted.reference for r in payment.refunds)
        return "" if was_here and course == "decline" else course

    def _first_status(self, course: str) -> tuple[str, str]:
        waits = self.vendor.tells_later or course in ("pending", "pending_fail")
        return (PENDING if waits else SUCCEEDED), ""

    def _decline(self, wanted: Wanted, payment: Payment, amount: int) -> tuple[Said, Refund | None]:
        drawn = self._chance.share(self.code, "word", wanted.reference or wanted.key)
        word = self.rules.decline_as or self.vendor.declines[int(drawn * len(self.vendor.declines))]
        said = self.vendor.decline(word)
        if isinstance(said, Said):
            return said, None
        refund = self._make(wanted, payment, amount, PENDING if self.vendor.tells_later else FAILED, said)
        if self.vendor.tells_later:
            self._go_on(refund, "pending_fail", said)
        return self.vendor.made(refund), refund

    def _wait_for_funds(self, wanted: Wanted, payment: Payment, amount: int) -> tuple[Said, Refund | None]:
        said = self.vendor.no_funds()
        if isinstance(said, Said):
            return said, None
        refund = self._make(wanted, payment, amount, PENDING, said)
        self._go_on(refund, "pending", "")
        return self.vendor.made(refund), refund

    def _make(
        self, wanted: Wanted, payment: Payment, amount: int, status: str, reason: str, origin: str = "api"
    ) -> Refund:
        now = time.time()
        refund = Refund(
            self.code, self.vendor.new_id(self.books.next_number()), payment, wanted.reference, wanted.key, amount,
            payment.currency, status, reason, origin, now, now,
        )  # fmt: skip
        self.books.enter(refund)
        self.post.tell(self.vendor, self.rules, refund)
        return refund

    def _go_on(self, refund: Refund, course: str, reason: str) -> None:
        """Let a refund's later statuses come in their time."""
        rules = self.rules
        if course == "pending_fail":
            _in(rules.outcome_ms, lambda: self._ends(refund, FAILED, reason))
            return
        if refund.status == PENDING:
            _in(rules.outcome_ms, lambda: self._ends(refund, SUCCEEDED, ""))
        if course == "fail_later":
            spent = rules.outcome_ms if refund.status == PENDING else 0
            _in(spent + rules.fail_later_ms, lambda: self._ends(refund, FAILED, ""))

    def _ends(self, refund: Refund, status: str, reason: str) -> None:
        if refund.status != FAILED:
            self.becomes(refund, status, reason)

    def _later(self, milliseconds: float, then: Callable[[], None]) -> None:
        if milliseconds:
            _in(milliseconds, then)
        else:
            then()

    def _deliver(self, said: Said, call: Call) -> None:
        """End a call as its fault wants; write it down first, so that the ledger is never behind the answer."""
        fault, line, rules = call.fault.removeprefix("read_"), call.line, self.rules
        if fault in ("error_before", "error"):
            said = self.vendor.unavailable()
        elif fault == "error_after":
            said = self.vendor.broken()
        elif fault == "rate_limited":
            said = self.vendor.busy(rules.retry_after_seconds)
        elif fault == "conflict":
            said = self.vendor.in_progress()
        elif fault == "garbled":
            said = GARBLED
        is_silent = fault.startswith(("timeout", "reset"))
        self._write(call, 0 if is_silent else said.status)
        if fault.startswith("timeout"):
            line.stay_silent(rules.hold_ms / 1000)
        elif fault.startswith("reset"):
            line.reset()
        elif fault == "slow":
            line.answer_slowly(said, rules.slow_ms / 1000)
        else:
            line.answer(said)

    def _write(self, call: Call, answer: int) -> None:
        asked = call.request
        self._ledger.write(
            "request", next(request_ids), self.code, call.at, asked.method, asked.path, call.key, call.reference,
            call.number, asked.body, call.fault, call.key_was, answer, call.refund,
        )  # fmt: skip


def _in(milliseconds: float, then: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(milliseconds / 1000, then)


def _why_not(payment: Payment, amount: int, currency: str) -> str:
    if currency and currency != payment.currency:
        return OTHER_CURRENCY
    left = payment.left_minor
    return (NOTHING_LEFT if left <= 0 else TOO_MUCH) if amount > left or amount <= 0 else ""


def _fingerprint(request: Request) -> str:
    return sha256(request.path.encode() + b"\n" + request.body).hexdigest()
