"""The socket: whose money a reversal is, which a gateway took back by its own decision. Rooms to the right fill it."""

from __future__ import annotations

from typing import Protocol

from customers.actors import Actor
from customers.models import Payment
from refunds.gateways.types import Outcome


class Claim(Protocol):
    """Called with the payment locked. Books the money as its own, once, and says so in a sentence, or returns ""."""

    def __call__(self, payment: Payment, outcome: Outcome, actor: Actor) -> str: ...


_claims: list[Claim] = []


def claim_reversals(claim: Claim) -> None:
    if claim not in _claims:
        _claims.append(claim)


def whose(payment: Payment, outcome: Outcome, actor: Actor) -> str:
    """Return who has booked the reversal as theirs, in a sentence; "" where nobody has."""
    return next((said for claim in _claims if (said := claim(payment, outcome, actor))), "")
