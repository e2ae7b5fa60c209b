"""A Mollie that runs here: as much of its API, version 2, as refunds need, with keys that replay for an hour."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from refunds.gateways.mollie import GATEWAY as Mollie
from tests.refunds.gateways.answering_server import Asked, answering_server

API_KEY, SECRET = "test_standin", "whsec-of-mollie"
ACCOUNT = {"api_key": API_KEY, "webhook_secrets": [SECRET]}

CHARGEBACK = Path(__file__).parent / "samples" / "mollie" / "disputes" / "chargeback.json"

Said = tuple[int, dict[str, Any]]


class MollieStandIn:
    """The far side. `pay` is what a customer does, `becomes` what Mollie does with a refund later."""

    def __init__(self, address: str) -> None:
        self.address, self.numbers, self.lock = address, count(10001), Lock()
        self.payments: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.chargebacks: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, Said] = {}
        self.loses_answers, self.status = False, "pending"

    def gateway(self, **config: Any) -> Mollie:
        return Mollie("mollie", {**ACCOUNT, "api_base": self.address, **config})

    def pay(self, value: str, currency: str = "EUR") -> str:
        payment = f"tr_{next(self.numbers)}"
        money, now = {"value": value, "currency": currency}, datetime.now(UTC).isoformat(timespec="seconds")
        self.payments[payment] = {
            "resource": "payment", "id": payment, "amount": money, "status": "paid", "method": "ideal",
            "createdAt": now, "paidAt": now,
        }  # fmt: skip
        return payment

    def charge_back(self, payment: str, chargeback: str = "chb_n9z0tp", **told: Any) -> bytes:
        """A customer's bank takes the money back, or gives it back; return the classic webhook that Mollie posts."""
        made = self.chargebacks.get(chargeback) or json.loads(CHARGEBACK.read_bytes())
        self.chargebacks[chargeback] = {**made, "id": chargeback, "paymentId": payment, **told}
        return f"id={payment}".encode()

    def becomes(self, refund: str, status: str) -> bytes:
        """Move a refund on, and return the classic webhook that Mollie posts then."""
        self.refunds[refund]["status"] = status
        return f"id={self.refunds[refund]['paymentId']}".encode()

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        status, said = self.say(asked)
        return status, json.dumps(said).encode()

    def say(self, asked: Asked) -> Said:
        if asked.headers.get("Authorization") not in (f"Bearer {API_KEY}", "Bearer access_standin"):
            return error(401, "Missing authentication, or failed to authenticate")
        match (asked.method, *urlsplit(asked.path).path.split("/")[2:]):
            case ["POST", "payments", payment, "refunds"]:
                with self.lock:
                    key = asked.headers["Idempotency-Key"]
                    self.by_key[key] = self.by_key.get(key) or self.refund(payment, json.loads(asked.body))
                return (502, {}) if self.loses_answers else self.by_key[key]
            case ["DELETE", "payments", _, "refunds", refund]:
                if self.refunds[refund]["status"] not in ("queued", "pending"):
                    return error(422, "The refund cannot be canceled anymore")
                self.refunds[refund]["status"] = "canceled"
                return 204, {}
            case ["GET", "payments", payment, "refunds"]:
                known = payment in self.payments
                return self.page("refunds", self.refunds_of(payment), asked) if known else error(404, "No payment")
            case ["GET", "payments", _, "refunds", refund]:
                return (200, self.refunds[refund]) if refund in self.refunds else error(404, "No refund exists")
            case ["GET", "payments", payment, "chargebacks", chargeback]:
                shown = self.chargebacks.get(chargeback)
                known = shown is not None and shown["paymentId"] == payment
                return (200, shown or {}) if known else error(404, "No chargeback exists")
            case ["GET", "payments" | "refunds" | "chargebacks" as kind]:
                return self.page(kind, list(getattr(self, kind).values())[::-1], asked)
            case ["GET", "payments", payment]:
                of_it = [made for made in self.chargebacks.values() if made["paymentId"] == payment]
                embedded = {"_embedded": {"refunds": self.refunds_of(payment), "chargebacks": of_it}}
                known = payment in self.payments
                return (200, {**self.payments[payment], **embedded}) if known else error(404, "No payment exists")
        return error(404, "Nothing is here")

    def refund(self, payment: str, body: dict[str, Any]) -> Said:
        if payment not in self.payments:
            return error(404, "No payment exists with token " + payment)
        paid = self.payments[payment]
        back = sum(Decimal(refund["amount"]["value"]) for refund in self.refunds_of(payment))
        value = Decimal(body["amount"]["value"])
        if back + value > Decimal(paid["amount"]["value"]):
            return error(422, "The specified amount cannot be refunded", field="amount.value")
        refund = f"re_{next(self.numbers)}"
        made = {"resource": "refund", "id": refund, "paymentId": payment, "status": self.status, **body}
        self.refunds[refund] = {**made, "createdAt": datetime.now(UTC).isoformat(timespec="seconds")}
        paid["amountRefunded"] = {**body["amount"], "value": str(back + value)}
        return 201, self.refunds[refund]

    def refunds_of(self, payment: str) -> list[dict[str, Any]]:
        return [refund for refund in self.refunds.values() if refund["paymentId"] == payment]

    def page(self, name: str, things: list[dict[str, Any]], asked: Asked, size: int = 2) -> Said:
        """Two at a time, so that whoever asks must turn the page."""
        begin = parse_qs(urlsplit(asked.path).query).get("from", [""])[0]
        start = next((place for place, thing in enumerate(things) if thing["id"] == begin), 0)
        rest = things[start + size :]
        following = {"href": f"https://api.mollie.com/v2/x?from={rest[0]['id']}&limit=250"} if rest else None
        return 200, {"_embedded": {name: things[start : start + size]}, "_links": {"next": following}}


def sign(raw: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Mollie-Signature": f"sha256={hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}"}


def error(status: int, detail: str, **more: str) -> Said:
    return status, {"status": status, "title": "Some title", "detail": detail, **more}


@pytest.fixture
def mollie() -> Iterator[MollieStandIn]:
    with answering_server() as server:
        stand_in = MollieStandIn(server.address)
        server.answers = stand_in.answer
        yield stand_in
