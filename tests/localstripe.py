"""A Stripe that runs here: the public stand-in `localstripe` as a real server, asked over the real SDK."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from refunds.gateways.stripe import GATEWAY as Stripe

START_SECONDS = 20

SERVER = """
import sys
from aiohttp import web
from localstripe import resources, server
resources.Store.dump_to_disk = lambda store: None  # its memory must not meet that of another test run
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


@dataclass(frozen=True)
class LocalStripe:
    """The far side: what a shop or its customer does at Stripe before we come in."""

    address: str
    secret_key: str = "sk_test_localstripe"

    @property
    def config(self) -> dict[str, Any]:
        return {"gateway": "stripe", "secret_key": self.secret_key, "api_base": self.address, "webhook_secrets": ["w"]}

    def gateway(self) -> Stripe:
        return Stripe("stripe", self.config)

    def pay(self, amount: int, currency: str = "eur", **fields: Any) -> dict[str, Any]:
        """Charge a card, captured at once; return the charge."""
        return self.post("charges", amount=amount, currency=currency, source=self._card(), **fields)

    def pay_by_intent(self, amount: int, currency: str = "eur") -> dict[str, Any]:
        """Charge a card through a payment intent; return the intent."""
        intent = self.post("payment_intents", amount=amount, currency=currency, payment_method=self._card())
        return self.post(f"payment_intents/{intent['id']}/confirm")

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.address}/v1/{path}", json=fields, auth=(self.secret_key, ""), timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def _card(self) -> str:
        customer = self.post("customers", email="mila@example.org")
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2032, "cvc": "123"}
        method = self.post("payment_methods", type="card", card=card)
        return self.post(f"payment_methods/{method['id']}/attach", customer=customer["id"])["id"]


@pytest.fixture(scope="session")
def localstripe() -> Iterator[LocalStripe]:
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    try:
        _wait_for(port, server)
        yield LocalStripe(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "localstripe ended at once"
        time.sleep(0.05)
    raise TimeoutError("localstripe did not start")
