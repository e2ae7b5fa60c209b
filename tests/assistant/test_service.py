"""A service that chooses: it names one of our intents or is not heard, and it learns nothing of the customer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from customers.models import Customer
from refunds.assistant import service
from refunds.models import Refund
from tests.assistant.conftest import Asks

pytestmark = pytest.mark.django_db

SECRET = "a-token-of-the-service"


class StandIn:
    """What it was sent, and what it says to it."""

    def __init__(self) -> None:
        self.status, self.says, self.heard = 200, b'{"intent": "fee"}', []


@pytest.fixture
def chooser(settings: Any) -> Iterator[StandIn]:
    """The service, answering on this machine."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stand_in.heard.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(stand_in.status)
            self.end_headers()
            self.wfile.write(stand_in.says)

        def log_message(self, *said: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ASSISTANT_SERVICE_URL = f"http://127.0.0.1:{server.server_port}/choose"
    settings.ASSISTANT_SERVICE_SECRET = SECRET
    service.be_heard_again()
    yield stand_in
    server.shutdown()
    server.server_close()
    service.be_heard_again()


def test_it_chooses_the_intent_and_none_of_its_words_is_shown(
    chooser: StandIn, asks: Asks, mila: Customer, lamp: Refund
) -> None:
    chooser.says = b'{"intent": "fee", "text": "You get a million."}'
    asked = asks(mila, "do I lose anything of it, says mila@home.example with 4242424242424242")
    assert asked.intent == "fee"
    assert "million" not in str(asked.answer)
    ((token, body),) = chooser.heard
    assert token == f"Bearer {SECRET}"
    assert set(body) == {"question", "language", "intents", "otherwise"}
    sent = json.dumps(body)
    assert not any(personal in sent for personal in ("4242424242424242", "mila@", "Mila", lamp.reference))


@pytest.mark.parametrize(
    ("status", "says"),
    [(200, b'{"intent": "approve_everything"}'), (200, b"not json"), (200, b'{"intent": ["fee"]}'), (500, b"{}")],
)
def test_what_it_may_not_say_leaves_the_choice_to_our_own_search(
    chooser: StandIn, asks: Asks, mila: Customer, lamp: Refund, status: int, says: bytes
) -> None:
    chooser.status, chooser.says = status, says
    assert asks(mila, "where is my refund please").intent == "where_is_my_refund"


def test_after_a_silence_it_is_left_alone(chooser: StandIn, asks: Asks, mila: Customer, lamp: Refund) -> None:
    chooser.status = 503
    for _ in range(3):
        assert asks(mila, "where is my refund please").intent == "where_is_my_refund"
    assert len(chooser.heard) == 1


def test_its_none_hands_over(chooser: StandIn, asks: Asks, mila: Customer, lamp: Refund) -> None:
    chooser.says = b'{"intent": "none"}'
    assert asks(mila, "where is my refund please").outcome == "handed_over"


def test_what_is_somebody_elses_is_refused_before_it_is_asked(
    chooser: StandIn, asks: Asks, mila: Customer, lamp: Refund
) -> None:
    assert asks(mila, "where is refund RF-2026-999999").outcome == "refused"
    assert chooser.heard == []
