"""What comes to the sandbox about its disputes: which answer a case takes now, and what each does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.json import Jsonb

from refunds.gateways.sandbox.answer import Answer, refused
from refunds.gateways.sandbox.behaviour import Answering, Behaviour
from refunds.gateways.sandbox.case_books import APPEALABLE, find_case, move_money
from refunds.gateways.sandbox.court import move
from refunds.gateways.sandbox.mediation import propose, settle
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

ANSWERED = {"inquiry": "inquiry_answered", "needs_response": "under_review"}
"""What a case becomes when it is answered; no other takes an answer."""

DECISIVE = {
    "inquiry_answered": {
        "winning_evidence": "inquiry_closed",
        "losing_evidence": "inquiry_closed",
        "escalate_inquiry_evidence": "needs_response",
    },
    "under_review": {"winning_evidence": "won", "losing_evidence": "lost"},
}
"""Stripe's words for tests: somewhere in the texts of an answer, they decide how the case goes on."""

LONGEST_TEXT, LONGEST_TOGETHER, LARGEST_TOGETHER = 20_000, 150_000, 4_500_000
"""Characters of one text and of all, and bytes of all files."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a dispute as it comes over the wire; a file by its kind, name, size and hash.

    `more` is what an offer or a word on returned goods says beside its texts.
    """

    dispute: str
    kind: str
    texts: Mapping[str, str]
    files: tuple[Mapping[str, Any], ...]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_too_large(self) -> bool:
        lengths = [len(text) for text in self.texts.values()]
        kinds = [file["kind"] for file in self.files]
        return (
            max(lengths, default=0) > LONGEST_TEXT
            or sum(lengths) > LONGEST_TOGETHER
            or sum(file["bytes"] for file in self.files) > LARGEST_TOGETHER
            or len(kinds) != len(set(kinds))
        )


def take_reply(books: Books, setup: Setup, key: str, reply: Reply, behaviour: Behaviour) -> Answer:
    """Take an answer where the case takes one of its kind now, which ends that; whatever comes after it is refused."""
    case = find_case(books, setup.account, reply.dispute, lock=True)
    if case is None:
        return no_such_dispute()
    if not _takes(case, reply):
        return refused(400, "not_answerable", "This dispute takes no answer any more.")
    if reply.is_too_large:
        return refused(400, "evidence_too_large", "This is more than one answer may hold.")
    if behaviour.answering == Answering.DECLINE:
        return refused(402, "evidence_refused", "The card network did not take this answer.")
    _keep(books, setup, key, case, reply)
    return Answer(200, _TAKEN[reply.kind](books, setup, case, reply, behaviour))


def no_such_dispute() -> Answer:
    return refused(404, "dispute_not_found", "There is no such dispute.")


def _takes(case: Row, reply: Reply) -> bool:
    """Whether the case takes an answer of this kind now. While goods are on their way back it is asked about those."""
    status, more = case["status"], reply.more
    asks = status in ANSWERED and not case["returns"]
    match reply.kind:
        case "acceptance":
            return bool(status == "needs_response")
        case "appeal":
            return bool(case["appealable"]) and status in APPEALABLE
        case "offer":
            amount = more.get("amount") or 0
            asked = asks and status == "inquiry"
            return asked and more.get("kind") in (case["offers"] or ()) and 0 <= amount <= case["amount_minor"]
        case "return":
            return more.get("finding") in case["returns"]
    return asks


def _answered(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    books.execute("UPDATE sandbox_gateway.dispute SET answers = answers + 1 WHERE id = %s", [case["id"]])
    status = ANSWERED[case["status"]]
    if status == "under_review":
        move_money(books, setup, case, "counter_fee", case["counter_fee_minor"])
    return move(
        books, setup, case, status, announcing=behaviour.announcing, decision=_decision(status, reply.texts.values())
    )


def _accepted(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    return move(books, setup, case, "accepted", announcing=behaviour.announcing)


def _appealed(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    """It is looked at once more; the money stays where it is until that is decided."""
    books.execute(
        "UPDATE sandbox_gateway.dispute SET answers = answers + 1, appealable = false WHERE id = %s", [case["id"]]
    )
    decision = _decision("under_review", reply.texts.values())
    return move(books, setup, case, "under_review", announcing=behaviour.announcing, decision=decision)


def _offered(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    propose(books, case, reply.more)
    return move(books, setup, case, "inquiry_answered", announcing=behaviour.announcing)


def _returned(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    """Goods that are here let the agreed money go; anything else is looked into."""
    books.execute("UPDATE sandbox_gateway.dispute SET returns = '[]' WHERE id = %s", [case["id"]])
    if reply.more["finding"] == "received":
        return settle(books, setup, case, behaviour.announcing)
    return move(books, setup, case, "inquiry_answered", announcing=behaviour.announcing)


_TAKEN: Mapping[str, Callable[[Books, Setup, Row, Reply, Behaviour], dict[str, Any]]] = {
    "evidence": _answered,
    "acceptance": _accepted,
    "appeal": _appealed,
    "offer": _offered,
    "return": _returned,
}


def _decision(status: str, texts: Any) -> str:
    said = "\n".join(texts)
    return next((decision for word, decision in DECISIVE[status].items() if word in said), "")


def _keep(books: Books, setup: Setup, key: str, case: Row, reply: Reply) -> None:
    books.execute(
        "INSERT INTO sandbox_gateway.dispute_answer (account, dispute, stage, key, kind, texts, files, at, more)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            setup.account, reply.dispute, case["stage"], key, reply.kind, Jsonb(dict(reply.texts)),
            Jsonb([dict(file) for file in reply.files]), setup.now(), Jsonb(dict(reply.more)),
        ],
    )  # fmt: skip
