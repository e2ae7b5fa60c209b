"""What a dashboard answers to a question: the board in one currency, the same for the page and for the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Payment
from reporting.boards.asked import Asked
from reporting.boards.discovery import Dashboard
from reporting.boards.parts import Board
from reporting.boards.sums import currencies_of
from reporting.facts.size import TooFine
from reporting.facts.slices import Slice


@dataclass(frozen=True, slots=True)
class Answer:
    """`asked` is the question with the currency that is shown; no currency means that the shop has no payments yet."""

    asked: Asked
    currencies: Sequence[str]
    board: Board

    @property
    def currency(self) -> str:
        return self.asked.currency


def answer(dashboard: Dashboard, asked: Asked) -> Answer:
    if not dashboard.days:
        return Answer(asked, [], dashboard.read(asked))
    try:
        return _answer(dashboard, asked)
    except TooFine as refusal:
        currencies = currencies_of(Slice(asked.period, {}))
        shown = asked.in_currency(asked.currency or next(iter(currencies), ""))
        return Answer(shown, currencies, Board(notes=[refusal.message]))


def _answer(dashboard: Dashboard, asked: Asked) -> Answer:
    currencies = currencies_of(asked.slice)
    currency = asked.currency or next(iter(currencies), "") or _any_currency(asked)
    if not currency:
        return Answer(asked, [], Board())
    shown = asked.in_currency(currency)
    return Answer(shown, list(dict.fromkeys([*currencies, currency])), dashboard.read(shown))


def _any_currency(asked: Asked) -> str:
    """Where nothing falls into the question: the currency of these days, else that of the last payment."""
    return (
        next(iter(currencies_of(Slice(asked.period, {}))), "")
        or Payment.objects.order_by("-captured_at", "-id").values_list("currency", flat=True).first()
        or ""
    )
