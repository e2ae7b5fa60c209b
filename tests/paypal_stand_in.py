"""A PayPal that runs here: it speaks the few calls that we make, remembers keys, and knows what it signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs
from zlib import crc32

import pytest

from refunds.gateways.paypal import GATEWAY as PayPal
from tests.refunds.gateways.answering_server import Asked, answering_server

CLIENT = {"client_id": "shop", "client_secret": "secret", "webhook_id": "WH1"}
CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-1"
TOKEN = {"access_token": "token", "token_type": "Bearer", "expires_in": 32400}
SAMPLES = Path(__file__).parent / "samples" / "paypal" / "disputes"
SUMMARY = ("dispute_id", "create_time", "update_time", "reason", "status", "dispute_amount", "links")
NOT_FOUND = {"name": "RESOURCE_NOT_FOUND", "details": [{"issue": "INVALID_RESOURCE_ID"}]}

Said = tuple[int, dict[str, Any]]


class PayPalStandIn:
    """The far side. `pay` is what a customer does, `sign` what PayPal does before it delivers a webhook."""

    def __init__(self, address: str) -> None:
        self.address, self.numbers, self.lock = address, count(1), Lock()
        self.captures: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.reversals: set[str] = set()
        self.bought_with: dict[str, dict[str, Any]] = {"source": {}, "unit": {}}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.acknowledged: list[dict[str, Any]] = []
        self.by_key: dict[str, Said] = {}
        self.read: list[str] = []
        self.loses_answers, self.refusal = False, ""

    def gateway(self, **config: Any) -> PayPal:
        return PayPal("paypal", {**CLIENT, "api_base": self.address, **config})

    def pay(self, value: str, currency: str = "EUR") -> str:
        capture = f"CAPTURE{next(self.numbers)}"
        self.captures[capture] = {
            "id": capture,
            "status": "COMPLETED",
            "amount": {"currency_code": currency, "value": value},
            "supplementary_data": {"related_ids": {"order_id": f"ORDER-{capture}"}},
            "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return capture

    def dispute(self, dispute: str = "PP-D-27803", acts: Iterable[str] = (), **told: Any) -> dict[str, Any]:
        """A customer opens a dispute, or PayPal decides on it: what is told anew stands in its record."""
        address = f"https://api.paypal.com/v1/customer/disputes/{dispute}"
        links = [{"rel": "self", "href": address, "method": "GET"}]
        links += [{"rel": act, "href": f"{address}/{act}", "method": "POST"} for act in acts]
        known = self.disputes.get(dispute) or json.loads((SAMPLES / "claim_waiting_for_seller.json").read_bytes())
        known = {**known, "dispute_id": dispute, **told, "links": links}
        self.disputes[dispute] = {**known, "update_time": told.get("update_time") or self._later()}
        return self.disputes[dispute]

    def reverse(self, capture: str, value: str, currency: str = "EUR") -> dict[str, Any]:
        """PayPal takes a captured sum back by its own decision."""
        number = f"REVERSAL{next(self.numbers)}"
        up = {"rel": "up", "href": f"https://api.paypal.com/v2/payments/captures/{capture}"}
        self.refunds[number] = {
            "id": number,
            "status": "COMPLETED",
            "amount": {"currency_code": currency, "value": value},
            "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
            "links": [up],
        }
        self.reversals.add(number)
        return self.refunds[number]

    def _later(self) -> str:
        return (datetime.now(UTC) + timedelta(seconds=next(self.numbers))).isoformat(timespec="milliseconds")

    def sign(
        self, raw: bytes, at: datetime, transmission: str = "t-1", webhook_id: str = CLIENT["webhook_id"]
    ) -> dict[str, str]:
        time = at.isoformat(timespec="seconds").replace("+00:00", "Z")
        return {
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": CERTIFICATE,
            "PAYPAL-TRANSMISSION-ID": transmission,
            "PAYPAL-TRANSMISSION-TIME": time,
            "PAYPAL-TRANSMISSION-SIG": _signature(transmission, time, webhook_id, raw),
        }

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        status, said = self.say(asked)
        return status, json.dumps(said).encode()

    def say(self, asked: Asked) -> Said:
        match asked.path.partition("?")[0].split("/")[1:]:
            case ["v1", "oauth2", "token"]:
                return 200, TOKEN
            case ["v1", "notifications", "verify-webhook-signature"]:
                return 200, {"verification_status": "SUCCESS" if _is_signed(asked.body) else "FAILURE"}
            case ["v1", "reporting", "transactions"]:
                return 200, {"transaction_details": self.transactions(parse_qs(asked.path.partition("?")[2]))}
            case ["v1", "customer", "disputes"]:
                listed = [_summary(dispute) for dispute in self.disputes.values()]
                return 200, {"items": listed, "links": []} if listed else {"links": [{"rel": "self"}]}
            case ["v1", "customer", "disputes", dispute]:
                shown = self.disputes.get(dispute)
                return (200, shown) if shown else (404, NOT_FOUND)
            case ["v1", "customer", "disputes", dispute, act]:
                return self.act(dispute, act, asked)
            case ["v2", "payments", "captures", capture, "refund"]:
                with self.lock:
                    key = asked.headers["PayPal-Request-Id"]
                    self.by_key[key] = self.by_key.get(key) or self.refund(capture, asked.body)
                return (502, {}) if self.loses_answers else self.by_key[key]
            case ["v2", "checkout", "orders", order]:
                return self.order(order.removeprefix("ORDER-"))
            case ["v2", "payments", "captures" | "refunds" as kind, reference]:
                self.read.append(reference)
                found = getattr(self, kind).get(reference)
                return (200, found) if found else (404, NOT_FOUND)
        return 404, {}

    def act(self, dispute: str, act: str, asked: Asked) -> Said:
        """What an act does at PayPal; one that no link allows is refused."""
        if act not in {link["rel"] for link in self.disputes[dispute]["links"]}:
            return 422, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ACTION_NOT_ALLOWED_IN_CURRENT_STATE"}]}
        told = json.loads(asked.body) if act == "make-offer" else _input_of(asked)
        ours = [
            {**piece, "source": "SUBMITTED_BY_SELLER"}
            for piece in told.get("evidences", [{"evidence_type": "OTHER", **told}])
        ]
        if act == "accept-claim":
            outcome = {"outcome_code": "RESOLVED_BUYER_FAVOUR"}
            self.dispute(dispute, status="RESOLVED", dispute_outcome=outcome)
        elif act == "make-offer":
            self.offer_step(dispute, "SELLER", "PROPOSED", **told)
        elif act == "acknowledge-return-item":
            self.acknowledged.append(told)
            self.dispute(dispute, status="UNDER_REVIEW")
        else:
            self.dispute(
                dispute, status="UNDER_REVIEW", evidences=[*self.disputes[dispute].get("evidences", []), *ours]
            )
        return (502, {}) if self.loses_answers else (200, {"links": self.disputes[dispute]["links"][:1]})

    def offer_step(self, dispute: str, actor: str, event: str, **told: Any) -> None:
        """An offer is made, accepted or denied; PayPal tells of each step."""
        known = self.disputes[dispute].get("offer") or {"history": []}
        last = known["history"][-1] if known["history"] else {}
        step = {
            "offer_time": self._later(),
            "actor": actor,
            "event_type": event,
            "offer_type": told.get("offer_type") or last["offer_type"],
        }
        if amount := told.get("offer_amount") or last.get("offer_amount"):
            step["offer_amount"] = amount
        offer = {"offer_type": step["offer_type"], "history": [*known["history"], step]}
        match event:
            case "PROPOSED":
                self.dispute(dispute, status="WAITING_FOR_BUYER_RESPONSE", offer=offer)
            case "DENIED":
                self.dispute(dispute, ["make-offer"], status="WAITING_FOR_SELLER_RESPONSE", offer=offer)
            case "ACCEPTED":
                outcome = {"outcome_code": "RESOLVED_BUYER_FAVOUR"}
                self.dispute(dispute, status="RESOLVED", dispute_outcome=outcome, offer=offer)

    def refund(self, capture: str, body: bytes) -> Said:
        if capture not in self.captures:
            return 404, NOT_FOUND
        if self.refusal:
            return 422, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": self.refusal}]}
        refund = f"REFUND{next(self.numbers)}"
        up = {"rel": "up", "href": f"https://api.paypal.com/v2/payments/captures/{capture}"}
        made = {"id": refund, "status": "COMPLETED", "links": [up], **json.loads(body)}
        self.refunds[refund] = {**made, "create_time": datetime.now(UTC).isoformat(timespec="seconds")}
        self.captures[capture]["status"] = "PARTIALLY_REFUNDED"
        return 201, self.refunds[refund]

    def order(self, capture: str) -> Said:
        refunds = [refund for refund in self.refunds.values() if refund["links"][0]["href"].endswith(f"/{capture}")]
        unit = {"payments": {"captures": [self.captures[capture]], "refunds": refunds}, **self.bought_with["unit"]}
        return 200, {"payment_source": self.bought_with["source"], "purchase_units": [unit]}

    def transactions(self, asked: dict[str, list[str]]) -> list[dict[str, Any]]:
        lines = [_line(capture, "T0006", "") for capture in self.captures.values()]
        lines += [_line(refund, self._code_of(refund), "-") for refund in self.refunds.values()]
        codes = asked.get("transaction_type", ["T0006", "T1106", "T1107"])
        start, end = (asked[name][0][:10] for name in ("start_date", "end_date"))
        return [
            {"transaction_info": line}
            for line in lines
            if start <= line["transaction_initiation_date"][:10] <= end and line["transaction_event_code"] in codes
        ]

    def _code_of(self, refund: dict[str, Any]) -> str:
        return "T1106" if refund["id"] in self.reversals else "T1107"


def _input_of(asked: Asked) -> dict[str, Any]:
    raw = b"Content-Type: " + asked.headers["Content-Type"].encode() + b"\r\n\r\n" + asked.body
    parts = message_from_bytes(raw).get_payload()
    (told,) = [part for part in parts if part.get_param("name", header="content-disposition") == "input"]
    return dict(json.loads(told.get_payload(decode=True)))


def _summary(dispute: dict[str, Any]) -> dict[str, Any]:
    """What PayPal lists of a dispute: not its payments."""
    return {name: value for name, value in dispute.items() if name in SUMMARY}


def _line(thing: dict[str, Any], code: str, sign: str) -> dict[str, Any]:
    return {
        "transaction_id": thing["id"],
        "transaction_event_code": code,
        "transaction_status": "S",
        "transaction_initiation_date": thing["create_time"],
        "transaction_amount": {**thing["amount"], "value": sign + thing["amount"]["value"]},
        "paypal_reference_id": thing["links"][0]["href"].rpartition("/")[2] if "links" in thing else None,
        "paypal_reference_id_type": "TXN",
        "custom_field": thing.get("custom_id"),
    }


def _signature(*signed: str | bytes) -> str:
    *headers, raw = signed
    return sha256(f"PayPal's own key {headers} {crc32(raw)}".encode()).hexdigest()  # type: ignore[arg-type]


def _is_signed(body: bytes) -> bool:
    asked, raw = json.loads(body), body.partition(b'"webhook_event": ')[2][:-1]
    signature = _signature(asked["transmission_id"], asked["transmission_time"], asked["webhook_id"], raw)
    return bool(asked["transmission_sig"] == signature and asked["cert_url"] == CERTIFICATE)


@pytest.fixture
def paypal_stand_in() -> Iterator[PayPalStandIn]:
    with answering_server() as server:
        stand_in = PayPalStandIn(server.address)
        server.answers = stand_in.answer
        yield stand_in
