"""The simulated gateway itself: takes requests as bytes, keeps its books, answers with a status and a body.

It remembers keys and compares bodies, knows only the payments it was told of, and never pays back more than was
captured. Nothing here knows our side.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from refunds.gateways.sandbox.behaviour import Announcing, Answering, Behaviour, chance_behaviour, named_behaviour
from refunds.gateways.sandbox.outgoing import announce, change_due_refunds
from refunds.gateways.sandbox.record import Books, Record, Row
from refunds.gateways.types import Raw

DAY_SECONDS = 24 * 60 * 60
RETRY_AFTER_SECONDS = 2

STATUS_AT_FIRST = {
    Answering.PENDING: "pending",
    Answering.PENDING_THEN_FAIL: "pending",
    Answering.ACTION_REQUIRED: "action_required",
    Answering.WAITING_FUNDS: "waiting_funds",
}
CHANGES_LATER = {
    Answering.PENDING: ("succeeded", "pending_seconds", 30),
    Answering.PENDING_THEN_FAIL: ("failed", "pending_seconds", 30),
    Answering.ACTION_REQUIRED: ("succeeded", "pending_seconds", 30),
    Answering.WAITING_FUNDS: ("succeeded", "pending_seconds", 30),
    Answering.FAIL_LATER: ("failed", "fail_later_seconds", 3 * DAY_SECONDS),
}
"""Status it changes to, the setting that says after how many seconds, and what holds without the setting."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, without the HTTP."""

    status: int
    body: Raw
    headers: Mapping[str, str] = field(default_factory=dict)


class Silence(Exception):  # noqa: N818 - it is no error of ours, it is what was heard
    """No answer came. The argument says how it was noticed: `timeout`, `connection_reset`, `connection_refused`."""


class Remote:
    """One account at the simulated gateway."""

    def __init__(self, account: str, config: Mapping[str, Any]) -> None:
        self.account = account
        self.config = config
        self.record = Record(config["database"])
        self.clock: Callable[[], datetime] = config.get("clock") or (lambda: datetime.now(UTC))

    def create_refund(self, key: str, body: bytes) -> Answer:
        """Take a refund under an idempotency key, and behave as told."""
        order = _read_order(body)
        if order is None:
            return _error(400, "invalid_request", "The body cannot be read.")
        behaviour = self._choose(key, order["payment"], body)
        self._hesitate(behaviour)
        _fail_before(behaviour)
        answer = self._take(key, body, order, behaviour)
        return _fail_after(behaviour, answer)

    def find_refunds(self, payment_reference: str, reference: str) -> Answer:
        """List the refunds of a payment that carry a reference."""
        self._hesitate_reading(payment_reference)
        with self.record.atomic() as books:
            change_due_refunds(books, self.account, self.clock(), self.config)
            rows = books.execute(
                "SELECT * FROM sandbox_gateway.refund"
                " WHERE account = %s AND payment_reference = %s AND reference = %s ORDER BY id",
                [self.account, payment_reference, reference],
            ).fetchall()
        return Answer(200, {"data": [refund_body(row) for row in rows]})

    def read_refund(self, gateway_reference: str) -> Answer:
        """Show one refund as it is now."""
        with self.record.atomic() as books:
            change_due_refunds(books, self.account, self.clock(), self.config)
            row = books.execute(
                "SELECT * FROM sandbox_gateway.refund WHERE account = %s AND gateway_reference = %s",
                [self.account, gateway_reference],
            ).fetchone()
        if row is None:
            return _error(404, "refund_not_found", "There is no such refund.")
        self._hesitate_reading(row["payment_reference"])
        return Answer(200, refund_body(row))

    def _choose(self, key: str, payment_reference: str, body: bytes) -> Behaviour:
        """Pick the behaviour for this request and write both down."""
        with self.record.atomic() as books:
            nth = self._requests_so_far(books, key)
            behaviour = (
                self._scripted(books, payment_reference, "send")
                or (named_behaviour(payment_reference) if nth == 0 else None)
                or self._by_chance(key, nth)
            )
            books.execute(
                "INSERT INTO sandbox_gateway.request (account, at, key, payment_reference, body, behaviour)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [self.account, self.clock(), key, payment_reference, body, str(behaviour)],
            )
        return behaviour

    def _requests_so_far(self, books: Books, key: str) -> int:
        counted = books.execute(
            "SELECT count(*) AS requests FROM sandbox_gateway.request WHERE account = %s AND key = %s",
            [self.account, key],
        ).fetchone()
        return counted["requests"] if counted else 0

    def _scripted(self, books: Books, payment_reference: str, asks: str) -> Behaviour | None:
        played = books.execute(
            "UPDATE sandbox_gateway.script SET used_at = %s WHERE id = ("
            " SELECT id FROM sandbox_gateway.script"
            " WHERE account = %s AND payment_reference = %s AND asks = %s AND used_at IS NULL"
            " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING behaviour",
            [self.clock(), self.account, payment_reference, asks],
        ).fetchone()
        return Behaviour.parse(played["behaviour"]) if played else None

    def _by_chance(self, key: str, nth: int) -> Behaviour:
        weights = self.config.get("weights")
        return chance_behaviour(self.config.get("seed", 0), weights, key, nth) if weights else Behaviour()

    def _hesitate(self, behaviour: Behaviour) -> None:
        slow = self.config.get("slow_ms", 2000) if behaviour.answering == Answering.SLOW else 0
        time.sleep((self.config.get("latency_ms", 0) + slow) / 1000)

    def _hesitate_reading(self, payment_reference: str) -> None:
        with self.record.books() as books:
            behaviour = self._scripted(books, payment_reference, "read") or Behaviour()
        self._hesitate(behaviour)
        _fail_before(behaviour)

    def _take(self, key: str, body: bytes, order: Row, behaviour: Behaviour) -> Answer:
        """Replay what this key was answered before, or act on it. Key, refund and webhook are kept together."""
        with self.record.atomic() as books:
            if not self._hold_key(books, key):
                return _error(409, "key_in_use", "A request with this key is being worked on.")
            if (known := self._replay(books, key, body)) is not None:
                return known
            answer = self._act(books, order, behaviour)
            if answer.status in (200, 402):
                self._remember(books, key, body, answer)
        return answer

    def _hold_key(self, books: Books, key: str) -> bool:
        held = books.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)) AS held", [f"{self.account}:{key}"]
        ).fetchone()
        return bool(held and held["held"])

    def _replay(self, books: Books, key: str, body: bytes) -> Answer | None:
        """Answer as before; forget a key whose time is over, so that it would act again."""
        oldest = self.clock() - timedelta(seconds=self.config.get("idempotency_seconds", DAY_SECONDS))
        books.execute(
            "DELETE FROM sandbox_gateway.idempotency_key WHERE account = %s AND key = %s AND created_at < %s",
            [self.account, key, oldest],
        )
        kept = books.execute(
            "SELECT * FROM sandbox_gateway.idempotency_key WHERE account = %s AND key = %s", [self.account, key]
        ).fetchone()
        if kept is None:
            return None
        if kept["body"] != body:
            return _error(400, "idempotency_mismatch", "This key was used before with another body.")
        return Answer(kept["status"], kept["answer"])

    def _act(self, books: Books, order: Row, behaviour: Behaviour) -> Answer:
        payment = books.execute(
            "SELECT * FROM sandbox_gateway.payment WHERE account = %s AND reference = %s FOR UPDATE",
            [self.account, order["payment"]],
        ).fetchone()
        if payment is None:
            return _error(404, "payment_not_found", "There is no such payment.")
        if order["currency"] != payment["currency"]:
            return _error(400, "currency_mismatch", f"The payment was made in {payment['currency']}.")
        if order["amount"] > self._left(books, payment):
            return _error(400, "amount_too_large", "This is more than is left of the payment.")
        if behaviour.answering == Answering.DECLINE:
            return _error(402, "declined", "The bank of the customer declined the refund.")
        return Answer(200, self.pay_back(books, order, behaviour))

    def _left(self, books: Books, payment: Row) -> int:
        row = books.execute(
            "SELECT coalesce(sum(amount_minor), 0)::bigint AS taken FROM sandbox_gateway.refund"
            " WHERE account = %s AND payment_reference = %s AND status NOT IN ('failed', 'canceled')",
            [self.account, payment["reference"]],
        ).fetchone()
        return payment["amount_minor"] - (row["taken"] if row else 0)

    def pay_back(self, books: Books, order: Row, behaviour: Behaviour) -> Row:
        """Write the refund into the books and queue its webhook; the payment is locked by the caller."""
        now = self.clock()
        status = STATUS_AT_FIRST.get(behaviour.answering, "succeeded")
        changes_to, setting, otherwise = CHANGES_LATER.get(behaviour.answering, ("", "", 0))
        changes_at = now + timedelta(seconds=self.config.get(setting, otherwise)) if changes_to else None
        row = books.execute(
            "INSERT INTO sandbox_gateway.refund (gateway_reference, account, payment_reference, reference,"
            " amount_minor, currency, status, created_at, changes_at, changes_to)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING *",
            [
                f"sbr_{secrets.token_hex(10)}",
                self.account,
                order["payment"],
                order["reference"],
                order["amount"],
                order["currency"],
                status,
                now,
                changes_at,
                changes_to,
            ],
        ).fetchone()
        assert row is not None
        announce(books, self.account, refund_body(row), now, behaviour.announcing, self.config)
        return refund_body(row)

    def _remember(self, books: Books, key: str, body: bytes, answer: Answer) -> None:
        books.execute(
            "INSERT INTO sandbox_gateway.idempotency_key (account, key, body, status, answer, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [self.account, key, body, answer.status, json.dumps(dict(answer.body)), self.clock()],
        )
