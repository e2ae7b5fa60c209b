"""A PayPal that runs here: it speaks the few calls that we make, remembers keys, and knows what it signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock, Thread
from typing import Any
from zlib import crc32

import pytest

from refunds.gateways.paypal import GATEWAY as PayPal

CLIENT = {"client_id": "shop", "client_secret": "secret", "webhook_id": "WH1"}
CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-1"
NOT_FOUND = {"name": "RESOURCE_NOT_FOUND", "details": [{"issue": "INVALID_RESOURCE_ID"}]}

Said = tuple[int, dict[str, Any]]


class PayPalStandIn:
    """The far side. `pay` is what a customer does, `sign` what PayPal does before it delivers a webhook."""

    def __init__(self) -> None:
        self.numbers, self.lock = count(1), Lock()
        self.captures: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, Said] = {}
        self.address = ""

    def gateway(self, **config: Any) -> PayPal:
        return PayPal("paypal", {**CLIENT, "api_base": self.address, **config})

    def pay(self, value: str, currency: str = "EUR", order: bool = True) -> str:
        capture = f"CAPTURE{next(self.numbers)}"
        related = {"order_id": f"ORDER-{capture}"} if order else {}
        self.captures[capture] = {
            "id": capture,
            "status": "COMPLETED",
            "amount": {"currency_code": currency, "value": value},
            "supplementary_data": {"related_ids": related},
            "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return capture

    def sign(self, raw: bytes, at: datetime, transmission: str = "t-1") -> dict[str, str]:
        time = at.isoformat(timespec="seconds").replace("+00:00", "Z")
        return {
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": CERTIFICATE,
            "PAYPAL-TRANSMISSION-ID": transmission,
            "PAYPAL-TRANSMISSION-TIME": time,
            "PAYPAL-TRANSMISSION-SIG": _signature(transmission, time, CLIENT["webhook_id"], raw),
        }

    def answer(self, method: str, path: str, key: str, body: bytes) -> Said:
        plain, _, query = path.partition("?")
        kind, _, reference = plain.removeprefix("/v2/").removeprefix("payments/").partition("/")
        if plain == "/v1/oauth2/token":
            return 200, {"access_token": "token", "token_type": "Bearer", "expires_in": 32400}
        if plain == "/v1/notifications/verify-webhook-signature":
            return 200, {"verification_status": "SUCCESS" if _is_signed(body) else "FAILURE"}
        if plain == "/v1/reporting/transactions":
            return 200, {"transaction_details": self.transactions(query), "total_pages": 1}
        if plain == "/v1/reporting/balances":
            money = {"currency_code": "EUR", "value": "120.50"}
            return 200, {"balances": [{"currency": "EUR", "available_balance": money}]}
        if method == "POST":
            with self.lock:
                self.by_key[key] = self.by_key.get(key) or self.refund(reference.removesuffix("/refund"), body)
                return self.by_key[key]
        if kind == "checkout":
            return self.order(reference.removeprefix("orders/ORDER-"))
        found = {"captures": self.captures, "refunds": self.refunds}.get(kind, {}).get(reference)
        return (200, found) if found else (404, NOT_FOUND)

    def refund(self, capture: str, body: bytes) -> Said:
        if capture not in self.captures:
            return 404, NOT_FOUND
        refund = f"REFUND{next(self.numbers)}"
        up = {"rel": "up", "method": "GET", "href": f"https://api.paypal.com/v2/payments/captures/{capture}"}
        made = {"id": refund, "status": "COMPLETED", "links": [up], **json.loads(body)}
        self.refunds[refund] = made | {"create_time": datetime.now(UTC).isoformat(timespec="seconds")}
        self.captures[capture]["status"] = "PARTIALLY_REFUNDED"
        return 201, self.refunds[refund]

    def order(self, capture: str) -> Said:
        refunds = [refund for refund in self.refunds.values() if refund["links"][0]["href"].endswith(f"/{capture}")]
        return 200, {"purchase_units": [{"payments": {"captures": [self.captures[capture]], "refunds": refunds}}]}

    def transactions(self, query: str) -> list[dict[str, Any]]:
        asked = re.search(r"start_date=(\d{4}-\d\d-\d\d).*end_date=(\d{4}-\d\d-\d\d)", query)
        listed = [_line(capture, "T0006", "") for capture in self.captures.values()]
        listed += [_line(refund, "T1107", "-") for refund in self.refunds.values()]
        code = re.search(r"transaction_type=(\w+)", query)
        return [
            {"transaction_info": line}
            for line in listed
            if asked and asked[1] <= line["transaction_initiation_date"][:10] <= asked[2]
            if not code or code[1] == line["transaction_event_code"]
        ]


def _line(thing: dict[str, Any], code: str, sign: str) -> dict[str, Any]:
    money = thing["amount"]
    up = thing["links"][0]["href"].rpartition("/")[2] if "links" in thing else ""
    return {
        "transaction_id": thing["id"],
        "transaction_event_code": code,
        "transaction_status": "S",
        "transaction_initiation_date": thing["create_time"],
        "transaction_amount": {**money, "value": sign + money["value"]},
        "paypal_reference_id": up,
        "paypal_reference_id_type": "TXN" if up else "",
        "custom_field": thing.get("custom_id", ""),
    }


def _signature(transmission: str, time: str, webhook: str, raw: bytes) -> str:
    signed = f"{transmission}|{time}|{webhook}|{crc32(raw)}"
    return hmac.new(b"PayPal's own key", signed.encode(), hashlib.sha256).hexdigest()


def _is_signed(body: bytes) -> bool:
    asked, raw = json.loads(body), body.partition(b'"webhook_event": ')[2][:-1]
    signature = _signature(asked["transmission_id"], asked["transmission_time"], asked["webhook_id"], raw)
    return bool(asked["transmission_sig"] == signature and asked["cert_url"] == CERTIFICATE)


@pytest.fixture
def paypal_stand_in() -> Iterator[PayPalStandIn]:
    stand_in = PayPalStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = stand_in.answer(self.command, self.path, self.headers.get("PayPal-Request-Id", ""), body)
            written = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield stand_in
    server.shutdown()
    server.server_close()
