"""The simulated gateway's disputes as seen from the outside: requests as bytes in, answers or silence out."""

from __future__ import annotations

import json

from refunds.gateways.sandbox.answer import Answer, refused
from refunds.gateways.sandbox.behaviour import Behaviour
from refunds.gateways.sandbox.case_books import dispute_body, find_case
from refunds.gateways.sandbox.choice import choose_reading, choose_sending
from refunds.gateways.sandbox.court import change_due_cases
from refunds.gateways.sandbox.remote import answer_after, answer_before, hesitate
from refunds.gateways.sandbox.replies import Reply, no_such_dispute, take_reply
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.sandbox.till import answer_once

KINDS = ("evidence", "acceptance", "appeal", "offer", "return")


def reply_to_dispute(setup: Setup, key: str, body: bytes) -> Answer:
    """Take an answer to a dispute under an idempotency key, and behave as chosen. Raises Silence."""
    reply = _read(body)
    if reply is None:
        return refused(400, "invalid_request", "The body cannot be understood.")
    with setup.record.books() as books:
        case = find_case(books, setup.account, reply.dispute)
    payment = case["payment_reference"] if case else ""
    behaviour = choose_sending(setup, key, payment, body, asks="answer") if case else Behaviour()
    hesitate(setup, behaviour)
    if (early := answer_before(behaviour)) is not None:
        return early
    with setup.record.atomic() as books:
        change_due_cases(books, setup)
        answer = answer_once(books, setup, key, body, lambda: take_reply(books, setup, key, reply, behaviour))
    return answer_after(setup, behaviour, answer)


def read_dispute(setup: Setup, reference: str) -> Answer:
    """Show one dispute as it is now. Raises Silence."""
    with setup.record.atomic() as books:
        change_due_cases(books, setup)
        case = find_case(books, setup.account, reference)
        shown = case and dispute_body(books, case)
    if case is None or shown is None:
        return no_such_dispute()
    behaviour = choose_reading(setup, case["payment_reference"], asks="read_dispute")
    hesitate(setup, behaviour)
    return answer_before(behaviour) or Answer(200, shown)


def _read(body: bytes) -> Reply | None:
    """Read a request's body; None if it is not what the sandbox understands."""
    try:
        said = json.loads(body)
        files = tuple(dict(file) for file in said["files"])
        reply = Reply(said["dispute"], said["kind"], dict(said["texts"]), files, dict(said.get("more", {})))
        is_valid = reply.kind in KINDS and all(type(text) is str for text in (reply.dispute, *reply.texts.values()))
        is_valid = is_valid and all(type(file["bytes"]) is int and type(file["kind"]) is str for file in reply.files)
    except (ValueError, TypeError, KeyError):
        return None
    return reply if is_valid else None
