"""Which behaviour a request meets. Every request is written down with it."""

from __future__ import annotations

from refunds.gateways.sandbox.behaviour import (
    Behaviour,
    chance_behaviour,
    named_behaviour,
)
from refunds.gateways.sandbox.record import Books
from refunds.gateways.sandbox.setup import Setup


def choose_sending(
    setup: Setup, key: str, payment_reference: str, body: bytes, correlation_id: str = "", asks: str = "send"
) -> Behaviour:
    """Pick how a request for a refund is answered: the script first, then the payment's name, then chance.

    With `asks` "answer" it is an answer to a dispute; the name of its payment is about refunds and says nothing then.
    """
    with setup.record.atomic() as books:
        nth = _requests_so_far(books, setup.account, key)
        behaviour = (
            _scripted(books, setup, payment_reference, asks)
            or (named_behaviour(payment_reference) if nth == 0 and asks == "send" else None)
            or (chance_behaviour(setup.knobs["seed"], setup.weights, key, nth) if setup.weights else None)
            or Behaviour()
        )
        books.execute(
            "INSERT INTO sandbox_gateway.request (account, at, key, payment_reference, body, behaviour,"
            " correlation_id) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [setup.account, setup.now(), key, payment_reference, body, str(behaviour), correlation_id],
        )
    return behaviour


def choose_reading(setup: Setup, payment_reference: str, asks: str = "read") -> Behaviour:
    """Pick how a question about a payment's refunds or disputes is answered: well, unless a script says otherwise."""
    with setup.record.atomic() as books:
        return _scripted(books, setup, payment_reference, asks) or Behaviour()


def choose_canceling(setup: Setup, payment_reference: str) -> Behaviour:
    """Pick how a request to take a payment's refund back is answered: well, unless a script says otherwise."""
    with setup.record.atomic() as books:
        return _scripted(books, setup, payment_reference, "cancel") or Behaviour()


def _requests_so_far(books: Books, account: str, key: str) -> int:
    row = books.execute(
        "SELECT count(*) AS requests FROM sandbox_gateway.request WHERE account = %s AND key = %s",
        [account, key],
    ).fetchone()
    return row["requests"] if row else 0


def _scripted(books: Books, setup: Setup, payment_reference: str, asks: str) -> Behaviour | None:
    row = books.execute(
        "UPDATE sandbox_gateway.script SET used_at = %s WHERE id = ("
        " SELECT id FROM sandbox_gateway.script"
        " WHERE account = %s AND payment_reference = %s AND asks = %s AND used_at IS NULL"
        " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING behaviour",
        [setup.now(), setup.account, payment_reference, asks],
    ).fetchone()
    return Behaviour.parse(row["behaviour"]) if row else None
