"""The rules of the sandbox's money: one answer a key, only known payments, never more than was captured.

Where its owner has set a balance, refunds are paid out of it; one that it does not cover waits for funds.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from psycopg.types.json import Jsonb

from refunds.gateways.sandbox.announcing import announce
from refunds.gateways.sandbox.answer import Answer, refund_body, refused
from refunds.gateways.sandbox.behaviour import Answering, Behaviour
from refunds.gateways.sandbox.case_books import REFUNDABLE, cases_of
from refunds.gateways.sandbox.court import move
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

STATUS_AT_FIRST = {
    Answering.PENDING: "pending",
    Answering.PENDING_THEN_FAIL: "pending",
    Answering.ACTION_REQUIRED: "action_required",
    Answering.WAITING_FUNDS: "waiting_funds",
}
CHANGES_LATER = {
    Answering.PENDING: ("succeeded", "pending_seconds"),
    Answering.PENDING_THEN_FAIL: ("failed", "pending_seconds"),
    Answering.ACTION_REQUIRED: ("succeeded", "pending_seconds"),
    Answering.WAITING_FUNDS: ("succeeded", "pending_seconds"),
    Answering.FAIL_LATER: ("failed", "fail_later_seconds"),
}
"""The status a refund changes to by itself, and the knob that says when."""

TAKEN_BACK_WHILE = ("pending", "action_required", "waiting_funds")
"""The statuses in which a refund is taken back when it is asked for."""

KEPT_STATUSES = (200, 402)
"""Answers that a key remembers. A request that was wrong in itself is judged afresh each time."""


@dataclass(frozen=True, slots=True)
class Order:
    payment: str
    reference: str
    amount: int
    currency: str

    @classmethod
    def read(cls, body: bytes) -> Order | None:
        """Read a request's body; None if it is not what the sandbox understands."""
        try:
            said = json.loads(body)
            order = cls(**said)
        except (ValueError, TypeError):
            return None
        texts = (order.payment, order.reference, order.currency)
        valid = all(type(text) is str and text for text in texts) and type(order.amount) is int and order.amount > 0
        return order if valid else None


def take(books: Books, setup: Setup, key: str, body: bytes, order: Order, behaviour: Behaviour) -> Answer:
    """Pay an order back, once a key."""
    return answer_once(books, setup, key, body, lambda: _act(books, setup, order, behaviour))


def answer_once(books: Books, setup: Setup, key: str, body: bytes, act: Callable[[], Answer]) -> Answer:
    """Answer as this key was answered before, or act. The key, what was done and its webhook are kept together."""
    if not _hold_key(books, setup.account, key):
        return refused(409, "key_in_use", "A request with this key is being worked on.")
    if (known := _replay(books, setup, key, body)) is not None:
        return known
    answer = act()
    if answer.status in KEPT_STATUSES:
        books.execute(
            "INSERT INTO sandbox_gateway.idempotency_key (account, key, body, status, answer, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [setup.account, key, body, answer.status, Jsonb(answer.body), setup.now()],
        )
    return answer


def pay_back(books: Books, setup: Setup, order: Order, behaviour: Behaviour) -> dict[str, Any]:
    """Write the refund into the books and queue its webhook. The caller locked and checked the payment.

    Once nothing is left of the payment, what its customer asks about it is closed.
    """
    changes_to, knob = CHANGES_LATER.get(behaviour.answering, ("", ""))
    row = {
        "gateway_reference": f"sbr_{secrets.token_hex(10)}",
        "account": setup.account,
        "payment_reference": order.payment,
        "reference": order.reference,
        "amount_minor": order.amount,
        "currency": order.currency,
        "status": STATUS_AT_FIRST.get(behaviour.answering, "succeeded"),
        "failure_code": "",
        "created_at": setup.now(),
        "changes_at": setup.now() + setup.span(knob) if changes_to else None,
        "changes_to": changes_to,
    }
    books.execute(
        "INSERT INTO sandbox_gateway.refund (gateway_reference, account, payment_reference, reference,"
        " amount_minor, currency, status, failure_code, created_at, changes_at, changes_to)"
        " VALUES (%(gateway_reference)s, %(account)s, %(payment_reference)s, %(reference)s,"
        " %(amount_minor)s, %(currency)s, %(status)s, %(failure_code)s, %(created_at)s, %(changes_at)s,"
        " %(changes_to)s)",
        row,
    )
    announce(books, setup, refund_body(row), behaviour.announcing)
    _end_inquiries(books, setup, order.payment)
    return refund_body(row)


def take_back(books: Books, setup: Setup, gateway_reference: str, behaviour: Behaviour) -> Answer:
    """End a refund that is not paid yet, and queue the webhook that tells it; one that it ended already stays so."""
    row = find_refund(books, setup.account, gateway_reference, lock=True)
    if row is None:
        return no_such_refund()
    if row["status"] not in TAKEN_BACK_WHILE:
        return refused(409, "not_cancelable", "This refund cannot be taken back any more.")
    if row["status"] != "waiting_funds":
        _return_to_balance(books, row)
    books.execute(
        "UPDATE sandbox_gateway.refund SET status = 'canceled', changes_at = NULL, changes_to = '' WHERE id = %s",
        [row["id"]],
    )
    ended = refund_body({**row, "status": "canceled"})
    announce(books, setup, ended, behaviour.announcing)
    return Answer(200, ended)


def find_refund(books: Books, account: str, gateway_reference: str, *, lock: bool = False) -> Row | None:
    """One refund as the books have it; `lock` keeps others from changing it until the transaction ends."""
    return books.execute(_REFUND_LOCKED if lock else _REFUND, [account, gateway_reference]).fetchone()


_REFUND = "SELECT * FROM sandbox_gateway.refund WHERE account = %s AND gateway_reference = %s"
_REFUND_LOCKED = f"{_REFUND} FOR UPDATE"


def no_such_refund() -> Answer:
    return refused(404, "refund_not_found", "There is no such refund.")


def balance_of(books: Books, account: str, currency: str) -> int | None:
    """What is left to pay out of, in minor units; None where no balance was set."""
    row = books.execute(
        "SELECT amount_minor FROM sandbox_gateway.balance WHERE account = %s AND currency = %s", [account, currency]
    ).fetchone()
    return row["amount_minor"] if row else None


def _pay_from_balance(books: Books, setup: Setup, order: Order) -> bool:
    """Take the amount from the balance, where there is one; False when it is not enough."""
    if balance_of(books, setup.account, order.currency) is None:
        return True
    taken = books.execute(
        "UPDATE sandbox_gateway.balance SET amount_minor = amount_minor - %(amount)s"
        " WHERE account = %(account)s AND currency = %(currency)s AND amount_minor >= %(amount)s RETURNING 1",
        {"account": setup.account, "currency": order.currency, "amount": order.amount},
    ).fetchone()
    return taken is not None


def _return_to_balance(books: Books, refund: Mapping[str, Any]) -> None:
    books.execute(
        "UPDATE sandbox_gateway.balance SET amount_minor = amount_minor + %(amount_minor)s"
        " WHERE account = %(account)s AND currency = %(currency)s",
        {name: refund[name] for name in ("account", "currency", "amount_minor")},
    )


def lock_payment(books: Books, account: str, reference: str) -> Row | None:
    """Lock a payment against other refunds; return it with `left`, what may still be paid back."""
    payment = books.execute(
        "SELECT * FROM sandbox_gateway.payment WHERE account = %s AND reference = %s FOR UPDATE",
        [account, reference],
    ).fetchone()
    return None if payment is None else {**payment, "left": payment["amount_minor"] - _taken(books, payment)}


def _end_inquiries(books: Books, setup: Setup, payment_reference: str) -> None:
    """A payment of which nothing is left ends what its customer asks about it."""
    cases = cases_of(books, setup.account, payment_reference)
    asking = [case for case in cases if case["status"] in ("inquiry", "inquiry_answered")]
    payment = lock_payment(books, setup.account, payment_reference) if asking else None
    if payment is not None and payment["left"] == 0:
        for case in asking:
            move(books, setup, case, "inquiry_closed")


def _taken(books: Books, payment: Mapping[str, Any]) -> int:
    row = books.execute(
        "SELECT coalesce(sum(amount_minor), 0)::bigint AS taken FROM sandbox_gateway.refund"
        " WHERE account = %s AND payment_reference = %s AND status NOT IN ('failed', 'canceled')",
        [payment["account"], payment["reference"]],
    ).fetchone()
    return row["taken"] if row else 0


def _hold_key(books: Books, account: str, key: str) -> bool:
    row = books.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)) AS held", [f"{account}:{key}"]
    ).fetchone()
    return bool(row and row["held"])


def _replay(books: Books, setup: Setup, key: str, body: bytes) -> Answer | None:
    """Answer as before. A key whose time is over is forgotten and would act again, as at a real gateway."""
    kept = books.execute(
        "SELECT * FROM sandbox_gateway.idempotency_key WHERE account = %s AND key = %s", [setup.account, key]
    ).fetchone()
    if kept is None:
        return None
    if kept["created_at"] + setup.span("idempotency_seconds") < setup.now():
        books.execute(
            "DELETE FROM sandbox_gateway.idempotency_key WHERE account = %s AND key = %s",
            [setup.account, key],
        )
        return None
    if kept["body"] != body:
        return refused(400, "idempotency_mismatch", "This key was used before with another body.")
    return Answer(kept["status"], kept["answer"])


def _act(books: Books, setup: Setup, order: Order, behaviour: Behaviour) -> Answer:
    payment = lock_payment(books, setup.account, order.payment)
    if payment is None:
        return refused(404, "payment_not_found", "There is no such payment.")
    if order.currency != payment["currency"]:
        return refused(400, "currency_mismatch", f"The payment was made in {payment['currency']}.")
    if order.amount > payment["left"]:
        return refused(400, "amount_too_large", "This is more than is left of the payment.")
    if behaviour.answering == Answering.DECLINE:
        return refused(402, "declined", "The customer's bank declined the refund.")
    if any(case["status"] not in REFUNDABLE for case in cases_of(books, setup.account, order.payment)):
        return refused(400, "payment_disputed", "A dispute has taken the money of this payment.")
    if not _pay_from_balance(books, setup, order):
        behaviour = replace(behaviour, answering=Answering.WAITING_FUNDS)
    return Answer(200, pay_back(books, setup, order, behaviour))
