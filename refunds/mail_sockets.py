"""The socket for mail about cases of other rooms: what a room does with an answer to one of its letters."""

from __future__ import annotations

from typing import Protocol

from customers.mailbox.addresses import take_answers_about
from customers.mailbox.read import ReadMail
from customers.models import Message


class Taker(Protocol):
    """Called in a transaction with the number of the case; returns what was kept, or None where nothing was."""

    def __call__(self, about: str, read: ReadMail) -> Message | None: ...


_takers: dict[str, Taker] = {}


def take_mail_about(prefix: str, taker: Taker) -> None:
    """Let letters about cases whose numbers begin so carry an address for answers, and give the answers to a room."""
    take_answers_about(prefix)
    _takers[prefix] = taker


def taker_of(about: str) -> Taker | None:
    """Who takes mail about this case; nobody where it is a refund or nothing of ours."""
    return _takers.get(about.partition("-")[0])
