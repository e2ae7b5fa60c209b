"""An Adyen that runs here: as much of Checkout 71 as refunds need, over HTTP, with keys that replay and a record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import pytest
from Adyen.util import generate_notification_sig

from refunds.gateways.adyen import GATEWAY as Adyen

API_KEY, MERCHANT = "AQE-stand-in", "TeapotsECOM"
HMAC_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"

DISPUTES = "/ca/services/DisputeService/v30/"
REASONS = [
    {
        "defenseReasonCode": "GoodsOrServicesProvided",
        "defenseDocumentTypes": [
            {"available": False, "defenseDocumentTypeCode": "TIDorInvoice", "requirementLevel": "Optional"},
            {
                "available": False,
                "defenseDocumentTypeCode": "ProofOfGoodsOrServicesProvided",
                "requirementLevel": "Required",
            },
        ],
        "satisfied": False,
    },
    {
        "defenseReasonCode": "SupplyDefenseMaterial",
        "defenseDocumentTypes": [
            {"available": True, "defenseDocumentTypeCode": "DefenseMaterial", "requirementLevel": "OneOrMore"},
            {
                "available": False,
                "defenseDocumentTypeCode": "CardholderIdentification",
                "requirementLevel": "AlternativeRequired",
            },
            {"available": False, "defenseDocumentTypeCode": "Other", "requirementLevel": "WhoKnows"},
        ],
        "satisfied": False,
    },
]


@dataclass
class StandIn:
    """The far side. It `loses` so many answers: the refund is made, and the line goes dead."""

    address: str = ""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    loses: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def config(self) -> dict[str, Any]:
        account = {"gateway": "adyen", "secret_key": API_KEY, "merchant_account": MERCHANT}
        return {**account, "webhook_secrets": [HMAC_KEY], "api_base": self.address}

    def gateway(self) -> Adyen:
        return Adyen("adyen", self.config)

    def pay(self, value: int, currency: str = "EUR") -> str:
        """Take a payment; return its pspReference."""
        psp = f"PAY{len(self.payments):013d}"
        self.payments[psp] = {"value": value, "currency": currency}
        return psp

    def disputed(self, dispute: str = "9915555555555555") -> str:
        """A customer's bank disputes something; return the dispute's pspReference."""
        self.disputes[dispute] = {"documents": [], "ended": ""}
        return dispute

    def tells(self, refund: str, event_code: str = "REFUND", success: str = "true", **changes: Any) -> bytes:
        """Write the webhook about a refund, signed, with whatever a test wants to be otherwise."""
        made = self.refunds[refund]
        fields = {
            "amount": made["amount"], "eventCode": event_code, "eventDate": "2026-03-14T09:00:00+01:00",
            "merchantAccountCode": MERCHANT, "merchantReference": made["reference"], "paymentMethod": "visa",
            "originalReference": made["paymentPspReference"], "pspReference": refund, "reason": "", "success": success,
        }  # fmt: skip
        return signed(fields | changes)

    def answer(self, path: str, key: str, api_key: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        body = json.loads(raw)
        if api_key != API_KEY:
            return 401, error(401, "000", "HTTP Status Response - Unauthorized", "security")
        if MERCHANT not in (body.get("merchantAccount"), body.get("merchantAccountCode")):
            return 403, error(403, "901", "Invalid Merchant Account", "security")
        if path.startswith(DISPUTES):
            return self._about_dispute(path.removeprefix(DISPUTES), key, body)
        if path == "/v71/paymentMethods":
            return 200, {"paymentMethods": [{"name": "Cards", "type": "scheme"}]}
        if key not in self.answers:
            self.answers[key] = self._refund(path.split("/")[3], body)
        return self.answers[key]

    def _about_dispute(self, call: str, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What Adyen holds of a case: the documents supplied, and whether it was defended or accepted, once."""
        dispute = body["disputePspReference"]
        if dispute not in self.disputes:
            return 422, error(422, "167", "Original pspReference required for this operation", "validation")
        held, done = self.disputes[dispute], {"disputeServiceResult": {"success": True}}
        if call == "retrieveApplicableDefenseReasons":
            return 200, {**done, "defenseReasons": [] if held["ended"] else REASONS}
        if key in self.answers:
            return self.answers[key]
        if held["ended"]:
            return 422, error(422, "702", "The dispute cannot be changed any more.", "validation")
        if call == "supplyDefenseDocument":
            held["documents"] += body["defenseDocuments"]
        else:
            held["ended"] = call
        self.answers[key] = 200, done
        return self.answers[key]

    def _refund(self, payment: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if payment not in self.payments:
            return 422, error(422, "167", "Original pspReference required for this operation", "validation")
        psp = f"REF{len(self.refunds):013d}"
        self.refunds[psp] = {**body, "paymentPspReference": payment, "pspReference": psp, "status": "received"}
        return 201, self.refunds[psp]


def signed(*items: dict[str, Any], key: str = HMAC_KEY) -> bytes:
    """Write items as a webhook's body, each signed by the helper of Adyen's own SDK."""
    wrapped = [
        {"NotificationRequestItem": item | {"additionalData": item.get("additionalData", {}) | _signature(item, key)}}
        for item in items
    ]
    return json.dumps({"live": "false", "notificationItems": wrapped}).encode()


def _signature(item: dict[str, Any], key: str) -> dict[str, str]:
    amount = item.get("amount") or {"value": "", "currency": ""}
    return {"hmacSignature": generate_notification_sig({**item, "amount": amount}, key).decode()}


def error(status: int, code: str, message: str, kind: str) -> dict[str, Any]:
    return {"status": status, "errorCode": code, "message": message, "errorType": kind}


@pytest.fixture
def adyen() -> Iterator[StandIn]:
    """An Adyen of this test's own that knows no payment yet."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            with state.lock:
                state.asked.append((self.path, raw))
                status, told = state.answer(self.path, self.headers["Idempotency-Key"], self.headers["x-api-key"], raw)
                self.close_connection, lost = True, state.loses > 0
                state.loses -= lost
            if not lost:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
