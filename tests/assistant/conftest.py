"""Mila asks: about a refund that is under way, and about what belongs to Tom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils import translation

from customers.actors import Actor
from customers.models import Customer
from refunds.actions.ask_assistant import ask_assistant
from refunds.models import AskedQuestion, Refund
from tests.cast import PaymentFactory
from tests.desk import ask, known_to_sandbox
from tests.refunds.portal.conftest import phone

__all__ = ["phone"]

HERE = Path(__file__).parent

Asks = Callable[..., AskedQuestion]


class Known(NamedTuple):
    """A question with its known answer. `right` are intents, or "refused"."""

    language: str
    right: list[str]
    question: str


def known_questions(name: str) -> list[Known]:
    """Every question of a file."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    parts = [[part.strip() for part in line.split("|", 2)] for line in lines if line.strip() and line[0] != "#"]
    return [Known(language, right.split(), question) for language, right, question in parts]


@pytest.fixture
def lamp(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila's request for her lamp, which a person must decide."""
    refund = ask(known_to_sandbox(make_payment(mila)), reason="other")
    assert refund.state == "under_review"
    return refund


@pytest.fixture
def asks() -> Asks:
    """asks(mila, "where is my refund") is what the assistant made of it, on a page in English."""

    def question(who: Customer, words: str, about: str = "", language: str = "en") -> AskedQuestion:
        with translation.override(language):
            return ask_assistant(
                actor=Actor.customer(who), customer=who, question=words, door=AskedQuestion.Door.PORTAL, about=about
            )

    return question
