"""The socket: whose money it is that a gateway paid back without us, by its own decision or because two agreed there.

Rooms to the right fill it.
"""

from __future__ import annotations

from typing import Protocol

from customers.actors import Actor
from customers.models import Payment
from refunds.gateways.types import Outcome


class Claim(Protocol):
    """Called with the payment locked. Books the money as its own, once, and says so in a sentence, or returns "".

    `is_reversal` says that the gateway decided it alone.
    """

    def __call__(self, payment: Payment, outcome: Outcome, actor: Actor, *, is_reversal: bool) -> str: ...


_claims: list[Claim] = []


def claim_reversals(claim: Claim) -> None:
    if claim not in _claims:
        _claims.append(claim)


def whose(payment: Payment, outcome: Outcome, actor: Actor, *, is_reversal: bool) -> str:
    """Return who has booked the money as theirs, in a sentence; "" where nobody has."""
    said = (claim(payment, outcome, actor, is_reversal=is_reversal) for claim in _claims)
    return next(filter(None, said), "")
