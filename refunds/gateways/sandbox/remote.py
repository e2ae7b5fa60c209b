"""The simulated gateway as seen from the outside: requests as bytes in, answers or silence out."""

from __future__ import annotations

import time

from refunds.gateways.sandbox import till
from refunds.gateways.sandbox.answer import Answer, Silence, refund_body, refused
from refunds.gateways.sandbox.behaviour import Answering, Behaviour
from refunds.gateways.sandbox.choice import choose_canceling, choose_reading, choose_sending
from refunds.gateways.sandbox.outgoing import change_due_refunds
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.sandbox.till import Order, take, take_back

RETRY_AFTER_SECONDS = 2


def create_refund(setup: Setup, key: str, body: bytes, correlation_id: str = "") -> Answer:
    """Take a refund under an idempotency key, and behave as chosen. Raises Silence."""
    order = Order.read(body)
    if order is None:
        return refused(400, "invalid_request", "The body cannot be understood.")
    behaviour = choose_sending(setup, key, order.payment, body, correlation_id)
    hesitate(setup, behaviour)
    if (early := answer_before(behaviour)) is not None:
        return early
    with setup.record.atomic() as books:
        answer = take(books, setup, key, body, order, behaviour)
    return answer_after(setup, behaviour, answer)


def find_refunds(setup: Setup, payment_reference: str, reference: str) -> Answer:
    """List the refunds of a payment that carry a reference. Raises Silence."""
    return _read(setup, payment_reference) or _list(setup, payment_reference, reference)


def read_refund(setup: Setup, gateway_reference: str) -> Answer:
    """Show one refund as it is now. Raises Silence."""
    with setup.record.atomic() as books:
        change_due_refunds(books, setup)
        row = till.find_refund(books, setup.account, gateway_reference)
    if row is None:
        return till.no_such_refund()
    return _read(setup, row["payment_reference"]) or Answer(200, refund_body(row))


def cancel_refund(setup: Setup, gateway_reference: str) -> Answer:
    """Take a refund back, as long as it is not paid. Raises Silence."""
    with setup.record.books() as books:
        row = till.find_refund(books, setup.account, gateway_reference)
    behaviour = choose_canceling(setup, row["payment_reference"]) if row else Behaviour()
    hesitate(setup, behaviour)
    if (early := answer_before(behaviour)) is not None:
        return early
    with setup.record.atomic() as books:
        change_due_refunds(books, setup)
        answer = take_back(books, setup, gateway_reference, behaviour)
    return answer_after(setup, behaviour, answer)


def read_balance(setup: Setup, currency: str) -> int | None:
    """What it could pay refunds of this currency out of; None where it pays without looking."""
    with setup.record.books() as books:
        return till.balance_of(books, setup.account, currency)


def _list(setup: Setup, payment_reference: str, reference: str) -> Answer:
    with setup.record.atomic() as books:
        change_due_refunds(books, setup)
        rows = books.execute(
            "SELECT * FROM sandbox_gateway.refund"
            " WHERE account = %s AND payment_reference = %s AND reference = %s ORDER BY id",
            [setup.account, payment_reference, reference],
        ).fetchall()
    return Answer(200, {"data": [refund_body(row) for row in rows]})


def _read(setup: Setup, payment_reference: str) -> Answer | None:
    behaviour = choose_reading(setup, payment_reference)
    hesitate(setup, behaviour)
    return answer_before(behaviour)


def hesitate(setup: Setup, behaviour: Behaviour) -> None:
    slow = setup.knobs["slow_ms"] if behaviour.answering == Answering.SLOW else 0
    if wait_ms := setup.knobs["latency_ms"] + slow:
        time.sleep(wait_ms / 1000)


def answer_before(behaviour: Behaviour) -> Answer | None:
    """Refuse or break before anything is done."""
    match behaviour.answering:
        case Answering.REFUSED:
            raise Silence("connection_refused")
        case Answering.RESET_BEFORE:
            raise Silence("connection_reset")
        case Answering.ERROR_BEFORE:
            return refused(503, "unavailable", "Try again later.")
        case Answering.RATE_LIMITED:
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return refused(429, "rate_limited", "Too many requests.", **headers)
    return None


def answer_after(setup: Setup, behaviour: Behaviour, answer: Answer) -> Answer:
    """Break after it is done, so that only our side does not know."""
    match behaviour.answering:
        case Answering.SUCCEED_THEN_SILENCE:
            time.sleep(setup.knobs["silence_ms"] / 1000)
            raise Silence("timeout")
        case Answering.ERROR_AFTER:
            return refused(500, "internal", "Something went wrong.")
    return answer
