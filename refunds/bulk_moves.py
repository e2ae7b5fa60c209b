"""Which moves can be made on many refunds at once: the words they need, and the action that each of them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customers.actors import Actor
from refunds import permissions
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import ask_customer
from refunds.actions.assign_refund import HAND_OVER_LIMIT, hand_over_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.reject_refund import reject_refund
from refunds.actions.retry_refund import retry_refund
from refunds.actions.words import require_note, require_words
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
    takes_note: bool = False
    to_colleague: bool = False


BULK_MOVES: dict[str, BulkMove] = {
    Move.APPROVAL: BulkMove(permissions.APPROVE, approve_refund, decides=True, takes_note=True),
    Move.REJECTION: BulkMove(permissions.REJECT, reject_refund, words="explanation", decides=True, takes_note=True),
    Move.QUESTION: BulkMove(permissions.ASK, ask_customer, words="question", takes_note=True),
    Move.RETRY: BulkMove(permissions.RETRY, retry_refund),
    Move.CANCELLATION: BulkMove(permissions.CANCEL, cancel_refund),
    Move.HANDING_OVER: BulkMove(permissions.TAKE, hand_over_refund, words="words", to_colleague=True),
}


def checked_words(move: BulkMove, words: str) -> str:
    """Return the words that the move needs, which may be none. Raises BadInput when they are missing or too long."""
    if move.to_colleague:
        return require_note(words, "words", HAND_OVER_LIMIT)
    return require_words(words, "words") if move.words else ""


def make_move(run: BulkRun, row: BulkRow, actor: Actor) -> Refund:
    """Make the run's move on one of its refunds. Raises what the move's own action raises."""
    move = BULK_MOVES[run.move]
    particulars: dict[str, Any] = {move.words: run.words} if move.words else {}
    if move.decides:
        particulars["seen"] = row.seen_hash
    if move.takes_note:
        particulars["note"] = run.note
    if run.colleague is not None:
        particulars["to"] = run.colleague.email
    return move.act(actor=actor, reference=row.refund.reference, **particulars)
