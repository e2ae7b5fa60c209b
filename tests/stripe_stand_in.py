"""Stripe's side of disputes, running here and asked over the real SDK: the public stand-in knows none."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from email.parser import BytesParser
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from refunds.gateways.signed_header import sign
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.wire import API_VERSION
from tests.refunds.gateways.answering_server import Asked, answering_server

SECRET_KEY, WEBHOOK_SECRET = "sk_test_disputes", "whsec_disputes"
DAY = 24 * 60 * 60
FEE = 2000

Said = tuple[int, dict[str, Any]]

DECISIVE = {"winning_evidence": "won", "losing_evidence": "lost"}
"""Stripe's words for tests: as evidence they decide the case."""


class StripeStandIn:
    """The far side. `dispute` is what a customer's bank does, `becomes` how Stripe moves the case on.

    `loses_answers` does what is asked and then breaks; keys replay, and a key with other fields is an error.
    """

    def __init__(self, address: str) -> None:
        self.address, self.numbers, self.lock = address, count(1), Lock()
        self.disputes: dict[str, dict[str, Any]] = {}
        self.warnings: dict[str, dict[str, Any]] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.charges: list[dict[str, Any]] = []
        self.by_key: dict[str, tuple[Any, Said]] = {}
        self.submissions: list[tuple[str, dict[str, str]]] = []
        self.loses_answers = False

    @property
    def config(self) -> dict[str, Any]:
        return {
            "gateway": "stripe", "secret_key": SECRET_KEY, "webhook_secrets": [WEBHOOK_SECRET],
            "api_base": self.address,
        }  # fmt: skip

    def gateway(self) -> Stripe:
        return Stripe("stripe", self.config)

    def dispute(self, charge: str, amount: int = 8900, *, takes: bool = True, **fields: Any) -> str:
        """Open a dispute; a chargeback takes its amount and the fee at once, an inquiry nothing."""
        number, now = next(self.numbers), int(time.time())
        status = fields.pop("status", "needs_response")
        is_inquiry = status.startswith("warning_")
        name = f"dp_{number}"
        card = {"brand": "visa", "case_type": "inquiry" if is_inquiry else "chargeback", "network": "visa",
                "network_reason_code": "13.1"}  # fmt: skip
        self.disputes[name] = {
            "id": name, "object": "dispute", "amount": amount, "balance_transactions": [], "charge": charge,
            "created": now, "currency": "eur", "evidence": {}, "is_charge_refundable": is_inquiry, "livemode": False,
            "evidence_details": {"due_by": now + 9 * DAY, "enhanced_eligibility": {}, "has_evidence": False,
                                 "past_due": False, "submission_count": 0},
            "metadata": {}, "payment_intent": None, "payment_method_details": {"card": card, "type": "card"},
            "reason": "product_not_received", "status": status, **fields,
        }  # fmt: skip
        if takes and not is_inquiry:
            self.moves_money(name, -amount, FEE)
        return name

    def becomes(self, name: str, status: str, **fields: Any) -> bytes:
        """Move a dispute on, and return the webhook that tells it."""
        dispute = self.disputes[name]
        if dispute["status"].startswith("warning_") and not status.startswith("warning_"):
            dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
            self.moves_money(name, -dispute["amount"], FEE)
        dispute.update({"status": status, "is_charge_refundable": status in ("won", "warning_closed"), **fields})
        return self.tells("charge.dispute.closed" if status in ("won", "lost") else "charge.dispute.updated", dispute)

    def moves_money(self, name: str, amount: int, fee: int = 0, **fields: Any) -> bytes:
        """Take or give money, and return the webhook that tells it."""
        number, details = next(self.numbers), []
        if fee:
            details = [{"amount": fee, "application": None, "currency": "eur", "description": "Dispute fee",
                        "type": "stripe_fee"}]  # fmt: skip
        self.disputes[name]["balance_transactions"].append(
            {"id": f"txn_{number}", "object": "balance_transaction", "amount": amount, "created": int(time.time()),
             "currency": "eur", "fee": fee, "fee_details": details, "net": amount - fee, "source": name,
             "reporting_category": "dispute" if amount < 0 else "dispute_reversal", "type": "adjustment", **fields}
        )  # fmt: skip
        kind = "funds_withdrawn" if amount < 0 else "funds_reinstated"
        return self.tells(f"charge.dispute.{kind}", self.disputes[name])

    def tells(self, kind: str, thing: dict[str, Any]) -> bytes:
        """Write an event as it is now; it does not change with the thing."""
        number = next(self.numbers)
        return json.dumps({
            "id": f"evt_{number}", "object": "event", "api_version": API_VERSION, "created": int(time.time()),
            "data": {"object": thing}, "livemode": False, "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None}, "type": kind,
        }).encode()  # fmt: skip

    def warns(self, charge: str, **fields: Any) -> dict[str, Any]:
        """A card's bank says that a payment may be fraud."""
        name = f"issfr_{next(self.numbers)}"
        self.warnings[name] = {
            "id": name, "object": "radar.early_fraud_warning", "actionable": True, "charge": charge,
            "created": int(time.time()), "fraud_type": "unauthorized_use_of_card", "livemode": False, **fields,
        }  # fmt: skip
        return self.warnings[name]

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        with self.lock:
            status, said = self.say(asked)
        lost = self.loses_answers and asked.method == "POST" and "/files" not in asked.path
        return (500, b"") if lost else (status, json.dumps(said).encode())

    def say(self, asked: Asked) -> Said:
        if asked.headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            return error(401, "Invalid API Key provided.")
        parts = urlsplit(asked.path)
        match (asked.method, *parts.path.split("/")[2:]):
            case ["GET", "disputes", name]:
                return (200, self.disputes[name]) if name in self.disputes else missing("dispute", name)
            case ["GET", "radar", "early_fraud_warnings", name]:
                return (200, self.warnings[name]) if name in self.warnings else missing("early fraud warning", name)
            case ["GET", "charges", name]:
                found = [charge for charge in self.charges if charge["id"] == name]
                return (200, found[0]) if found else missing("charge", name)
            case ["GET", "disputes" | "charges" | "refunds" as kind]:
                return self.list(kind, parse_qs(parts.query))
            case ["POST", "files"]:
                return self.once(asked, self.file, form_parts(asked))
            case ["POST", "disputes", name]:
                return self.once(asked, lambda fields: self.update(name, fields), form_fields(asked))
            case ["POST", "disputes", name, "close"]:
                return self.once(asked, lambda fields: self.close(name), {})
        return error(404, f"Unrecognized request URL ({asked.method}: {asked.path}).")

    def once(self, asked: Asked, act: Any, fields: Any) -> Said:
        key = asked.headers["Idempotency-Key"]
        if key in self.by_key:
            first, said = self.by_key[key]
            return (
                said if first == fields else error(400, "Keys are for the same parameters.", kind="idempotency_error")
            )
        said = act(fields)
        self.by_key[key] = fields, json.loads(json.dumps(said))
        return said

    def file(self, fields: dict[str, bytes]) -> Said:
        name = f"file_{next(self.numbers)}"
        self.files[name] = {
            "id": name, "object": "file", "purpose": fields["purpose"].decode(), "size": len(fields["file"]),
        }  # fmt: skip
        return 200, self.files[name]

    def update(self, name: str, fields: dict[str, str]) -> Said:
        dispute = self.disputes[name]
        if not dispute["status"].endswith("needs_response"):
            return error(400, "This dispute is already closed or under review.")
        if any(value not in self.files for key, value in fields.items() if value.startswith("file_")):
            return error(400, "No such file.", code="resource_missing")
        self.submissions.append((name, fields))
        details = dispute["evidence_details"]
        details["submission_count"] += 1
        details["has_evidence"] = True
        if any("[appeal]" in key for key in fields):
            dispute["evidence"] = {"appeal": {"card": {}}}
        words = [decision for word, decision in DECISIVE.items() if word in fields.values()]
        status = words[0] if words else dispute["status"].replace("needs_response", "under_review")
        self.becomes(name, status)
        if status == "won":
            self.moves_money(name, dispute["amount"])
        return 200, dispute

    def close(self, name: str) -> Said:
        if name not in self.disputes:
            return missing("dispute", name)
        if self.disputes[name]["status"] != "needs_response":
            return error(400, "This dispute is already closed.")
        self.becomes(name, "lost")
        return 200, self.disputes[name]

    def list(self, kind: str, asked: dict[str, list[str]]) -> Said:
        things = self.charges if kind == "charges" else list(self.disputes.values()) if kind == "disputes" else []
        since = int(asked.get("created[gt]", ["0"])[0])
        found = sorted((thing for thing in things if thing["created"] > since), key=lambda t: -t["created"])
        return 200, {"object": "list", "data": found, "has_more": False, "url": f"/v1/{kind}"}


def error(status: int, message: str, *, code: str = "", kind: str = "invalid_request_error") -> Said:
    return status, {"error": {"type": kind, "message": message, **({"code": code} if code else {})}}


def missing(thing: str, name: str) -> Said:
    return error(404, f"No such {thing}: '{name}'", code="resource_missing")


def form_fields(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode(), keep_blank_values=True, strict_parsing=True))


def form_parts(asked: Asked) -> dict[str, bytes]:
    """The parts of an upload by their names."""
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + asked.body)
    named = [(re.search(r'name="([^"]*)"', str(part["Content-Disposition"])), part) for part in message.get_payload()]
    return {name.group(1): part.get_payload(decode=True) for name, part in named if name}


def signed(body: bytes) -> dict[str, str]:
    """The header with which Stripe posts a webhook."""
    return {"Stripe-Signature": sign(body, WEBHOOK_SECRET, int(time.time()))}


@pytest.fixture
def stripe_disputes() -> Iterator[StripeStandIn]:
    with answering_server() as server:
        far_side = StripeStandIn(server.address)
        server.answers = far_side.answer
        yield far_side
