"""Which moves can be made on many refunds at once: the words they need, and the action that each of them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customers.actors import Actor
from refunds import permissions
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import ask_customer
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.reject_refund import reject_refund
from refunds.actions.retry_refund import retry_refund
from refunds.models import BulkRow, BulkRun, Refund

Move = BulkRun.Move
Act = Callable[..., Refund]


@dataclass(frozen=True, slots=True)
class BulkMove:
    """`words` is the argument that the run's words go to; empty where the move needs none."""

    permission: str
    act: Act
    words: str = ""
    decides: bool = False
    """Whether it is bound to what was seen at the check."""


BULK_MOVES: dict[str, BulkMove] = {
    Move.APPROVAL: BulkMove(permissions.APPROVE, approve_refund, decides=True),
    Move.REJECTION: BulkMove(permissions.REJECT, reject_refund, words="explanation", decides=True),
    Move.QUESTION: BulkMove(permissions.ASK, ask_customer, words="question"),
    Move.RETRY: BulkMove(permissions.RETRY, retry_refund),
    Move.CANCELLATION: BulkMove(permissions.CANCEL, cancel_refund),
}


def make_move(run: BulkRun, row: BulkRow, actor: Actor) -> Refund:
    """Make the run's move on one of its refunds. Raises what the move's own action raises."""
    move = BULK_MOVES[run.move]
    particulars: dict[str, Any] = {move.words: run.words} if move.words else {}
    if move.decides:
        particulars["seen"] = row.seen_hash
    return move.act(actor=actor, reference=row.refund.reference, **particulars)
