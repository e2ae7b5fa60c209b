"""A Braintree that runs here: as much of its XML as refunds need, with request keys, and webhooks of its own SDK."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import pytest
from braintree.util.crypto import Crypto
from braintree.util.xml_util import XmlUtil

from refunds.gateways.braintree import GATEWAY as Braintree
from tests.refunds.gateways.answering_server import Asked, answering_server

ACCOUNT = {"merchant_id": "teapots", "public_key": "pub1", "private_key": "priv1"}

DISPUTE = {
    "amount": "50.00", "amount_disputed": "50.00", "amount_won": "0.00", "case_number": "CASE-12345",
    "created_at": datetime(2026, 3, 14, 9), "currency_iso_code": "EUR", "kind": "chargeback", "reason": "fraud",
    "reason_code": "83", "received_date": date(2026, 3, 14), "reply_by_date": date(2026, 3, 28), "status": "open",
    "transaction": {"id": "sale1", "amount": "50.00", "payment_instrument_subtype": "Visa"},
}  # fmt: skip

Said = tuple[int, bytes]
Transaction = dict[str, Any]


class BraintreeStandIn:
    """The far side. `pay` is what a customer does, `tells` what Braintree posts."""

    def __init__(self, address: str) -> None:
        self.address, self.numbers, self.lock = address, count(1), Lock()
        self.transactions: dict[str, Transaction] = {}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, Said] = {}
        self.documents: list[bytes] = []
        self.wrong_categories: set[str] = set()
        self.loses_answers, self.status, self.refusal = False, "submitted_for_settlement", ""

    def gateway(self, **config: Any) -> Braintree:
        return Braintree("braintree", {**ACCOUNT, "api_base": self.address, **config})

    def pay(self, value: str, currency: str = "EUR") -> str:
        return self.make("sale", value, currency, status="settled", order_id="1042", refund_ids=[])["id"]

    def make(self, kind: str, value: str, currency: str, **more: Any) -> Transaction:
        made = {"id": f"{kind}{next(self.numbers)}", "type": kind, "amount": value, "currency_iso_code": currency}
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.transactions[made["id"]] = {**made, "payment_instrument_type": "credit_card", "created_at": now, **more}
        return self.transactions[made["id"]]

    def dispute(self, dispute: str = "dp1", **told: Any) -> dict[str, Any]:
        """A customer's bank opens a case, or decides on it: what is told anew stands in its record."""
        known = self.disputes.get(dispute) or {**DISPUTE, "id": dispute, "evidence": [], "status_history": []}
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(seconds=next(self.numbers))
        self.disputes[dispute] = {**known, "updated_at": now, **told}
        return self.disputes[dispute]

    def about_dispute(self, asked: Asked, dispute: str, *act: str) -> Said:
        """What can be done to a case: only while it is open."""
        shown = self.disputes.get(dispute)
        if shown is None:
            return 404, b""
        if not act:
            return 200, xml("dispute", shown)
        if shown["status"] != "open":
            return 422, refused({"evidence": "95701", "accept": "95704", "finalize": "95705"}[act[0]])
        if act[0] != "evidence":
            self.dispute(dispute, status={"accept": "accepted", "finalize": "disputed"}[act[0]])
            return (502, b"") if self.loses_answers else (200, b"")
        fields = XmlUtil.dict_from_xml(asked.body)["evidence"]
        if fields.get("category") in self.wrong_categories:
            return 422, refused("95713")
        number = f"ev{next(self.numbers)}"
        url = f"https://assets.example/{fields['document_upload_id']}" if "document_upload_id" in fields else None
        made = {"id": number, "comments": fields.get("comments"), "category": fields.get("category"), "url": url}
        shown["evidence"].append(made)
        return 201, xml("evidence", made)

    def answer(self, asked: Asked) -> Said:
        if not asked.headers["Authorization"].startswith("Basic cHViMTpwcml2MQ"):
            return 401, b""
        match asked.path.split("/")[3:]:
            case ["document_uploads"]:
                self.documents.append(asked.body)
                return 201, xml("document_upload", {"id": f"doc{len(self.documents)}", "kind": "evidence_document"})
            case ["disputes", search] if search.startswith("advanced_search?page="):
                page, found = int(search.rpartition("=")[2]), list(self.disputes.values())
                listed = {"page_size": 1, "total_items": len(found), "current_page_number": page}
                return 200, xml("disputes", {**listed, "dispute": found[page - 1]} if found[page - 1 :] else listed)
            case ["disputes", dispute, *act]:
                return self.about_dispute(asked, dispute, *act)
        match asked.path.split("/")[4:]:
            case ["advanced_search_ids"]:
                found = [made["id"] for made in self.searched(asked.body)]
                return 200, xml("search_results", {"page_size": 2, "ids": found})
            case ["advanced_search"]:
                wanted = XmlUtil.dict_from_xml(asked.body)["search"]["ids"]
                found = b"".join(xml("transaction", self.transactions[each]) for each in wanted)
                return 200, b"<credit-card-transactions>" + found + b"</credit-card-transactions>"
            case [payment, "refund"]:
                fields = XmlUtil.dict_from_xml(asked.body)["transaction"]
                with self.lock:
                    key = fields.get("api_request_key", object())
                    self.by_key[key] = self.by_key.get(key) or self.refund(payment, fields)
                return (502, b"") if self.loses_answers else self.by_key[key]
            case [transaction]:
                found = self.transactions.get(transaction)
                return (200, xml("transaction", found)) if found else (404, b"")
        return 404, b""

    def refund(self, payment: str, fields: dict[str, str]) -> Said:
        paid = self.transactions.get(payment)
        if paid is None:
            return 404, b""
        back = sum(Decimal(self.transactions[refund]["amount"]) for refund in paid["refund_ids"])
        too_much = back + Decimal(fields["amount"]) > Decimal(paid["amount"])
        if self.refusal or too_much:
            return 422, refused(self.refusal or "91521")
        more = {"order_id": fields["order_id"], "refunded_transaction_id": payment, "status": self.status}
        made = self.make("credit", fields["amount"], paid["currency_iso_code"], **more)
        paid["refund_ids"].append(made["id"])
        return 201, xml("transaction", made)

    def searched(self, body: bytes) -> list[Transaction]:
        search = XmlUtil.dict_from_xml(body)["search"]
        first, last = search["created_at"]["min"], search["created_at"]["max"]
        return [
            made
            for made in self.transactions.values()
            if made["type"] in search["type"] and first <= made["created_at"] <= last
        ]

    def tells(self, kind: str, subject: dict[str, Any], at: datetime, keys: dict[str, str] = ACCOUNT) -> bytes:
        """Write a webhook, signed as Braintree signs it."""
        told = {"timestamp": at.replace(tzinfo=None), "kind": kind, "subject": subject}
        return signed(xml("notification", told), keys)


def signed(notification: bytes, keys: dict[str, str] = ACCOUNT) -> bytes:
    payload = encodebytes(notification).decode()
    signature = f"{keys['public_key']}|{Crypto.sha1_hmac_hash(keys['private_key'], payload)}"
    return urlencode({"bt_signature": signature, "bt_payload": payload}).encode()


def xml(name: str, thing: Any) -> bytes:
    return XmlUtil.xml_from_dict({name: thing}).encode()


def refused(*codes: str, **more: Any) -> bytes:
    errors = [{"attribute": "base", "code": code, "message": "Braintree's words."} for code in codes]
    nested = {"errors": {"errors": [], "transaction": {"errors": errors}}}
    return xml("api_error_response", {**nested, "message": "Braintree's words.", **more})


@pytest.fixture
def braintree() -> Iterator[BraintreeStandIn]:
    with answering_server() as server:
        stand_in = BraintreeStandIn(server.address)
        server.answers = stand_in.answer
        yield stand_in
