"""Adyen's wire: a refund is "received", how it ends comes by webhook, each item with a signature of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from tests.faults.fake_gateways.accounts import ADYEN_HMAC_KEY, ADYEN_KEY, ADYEN_MERCHANT
from tests.faults.fake_gateways.books import FAILED, PENDING, SUCCEEDED, Payment, Refund
from tests.faults.fake_gateways.currencies import from_gateway, to_gateway
from tests.faults.fake_gateways.http1 import Request, Said, in_json, say
from tests.faults.fake_gateways.vendor import Letter, Vendor, Wanted

HOME = ["v71"]
SIGNED = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
RETURNS = ("REFUND_FAILED", "REFUNDED_REVERSED")
OTHER_KEY = "00" * 32


class Adyen(Vendor):
    """Whatever it cannot refund it says so of by webhook; only an unknown payment, or a code, is refused at once."""

    code = "adyen"
    tells_later = True
    declines = ("Transaction hasn't been captured, refund not possible", "Refused", "Insufficient balance on payment")

    def stranger(self, request: Request) -> Said | None:
        if request.headers.get("x-api-key") != ADYEN_KEY:
            return _error(401, "000", "HTTP Status Response - Unauthorized", "security")
        if _body(request).get("merchantAccount") != ADYEN_MERCHANT:
            return _error(403, "901", "Invalid Merchant Account", "security")
        return None

    def wanted(self, request: Request) -> Wanted | Said | None:
        match (request.method, *request.parts):
            case ("POST", "v71", "payments", payment, "refunds"):
                return _wanted(payment, request)
        return None

    def question(self, request: Request) -> Said:
        if (request.method, *request.parts) == ("POST", "v71", "paymentMethods"):
            return say(200, {"paymentMethods": [{"name": "Cards", "type": "scheme"}]})
        return _error(404, "000", "Not found", "internal")

    def new_id(self, number: int) -> str:
        return f"FAKE{number:012d}"

    def made(self, refund: Refund) -> Said:
        return say(
            201,
            {
                "merchantAccount": ADYEN_MERCHANT,
                "paymentPspReference": refund.payment.reference,
                "reference": refund.reference,
                "pspReference": refund.id,
                "status": "received",
                "amount": _amount(refund.amount_minor, refund.currency),
            },
        )

    def unknown_payment(self, wanted: Wanted) -> Said:
        return _error(422, "167", "Original pspReference required for this operation", "validation")

    def objection(self, why: str, wanted: Wanted, payment: Payment) -> Said:
        raise AssertionError("Adyen says so by webhook.")

    def decline(self, word: str) -> Said | str:
        return _error(422, word, "The refund was turned down.", "validation") if word.isdigit() else word

    def mismatch(self, wanted: Wanted) -> Said:
        return _error(422, "704", "request already processed or in progress", "validation")

    def in_progress(self) -> Said:
        said = _error(409, "704", "request already processed or in progress", "validation")
        return Said(said.status, said.body, {"transient-error": "true"})

    def busy(self, retry_after: int) -> Said:
        said = _error(429, "029", "Too many requests", "validation")
        return Said(said.status, said.body, {"Retry-After": str(retry_after)})

    def broken(self) -> Said:
        return _error(500, "000", "An unexpected error occurred", "internal")

    def unavailable(self) -> Said:
        return Said(503, b"<html><body>Service Unavailable</body></html>", content_type="text/html")

    def letter(self, refund: Refund, number: int, changed_by: int = 0) -> Letter | None:
        if refund.status == PENDING:
            return None
        kind = _kind(refund)
        success = "false" if refund.status == FAILED and kind == "REFUND" else "true"
        item = {
            "amount": _amount(refund.amount_minor + changed_by, refund.currency),
            "eventCode": kind,
            "eventDate": datetime.fromtimestamp(refund.changed_at, UTC).isoformat(timespec="seconds"),
            "merchantAccountCode": ADYEN_MERCHANT,
            "merchantReference": refund.reference or refund.payment.order_reference,
            "originalReference": refund.payment.reference,
            "paymentMethod": "visa",
            "pspReference": refund.id,
            "reason": refund.reason,
            "success": success,
        }
        return Letter(f"{refund.id}:{kind}:{success}", kind, item)

    def seal(self, letter: Letter, at: float, is_forged: bool) -> tuple[dict[str, str], bytes]:
        signature = _sign(letter.thing, OTHER_KEY if is_forged else ADYEN_HMAC_KEY)
        item = {**letter.thing, "additionalData": {"hmacSignature": signature}}
        body = {"live": "false", "notificationItems": [{"NotificationRequestItem": item}]}
        return {}, in_json(body)


def _kind(refund: Refund) -> str:
    """Money that was out comes back in one of two ways."""
    if refund.status == SUCCEEDED or not refund.was_paid:
        return "REFUND"
    return RETURNS[int(refund.id[-1]) % 2]


def _wanted(payment: str, request: Request) -> Wanted | Said:
    body = _body(request)
    try:
        currency = body["amount"]["currency"]
        amount = from_gateway("adyen", body["amount"]["value"], currency)
    except (KeyError, TypeError, ValueError):
        return _error(422, "137", "Invalid amount specified", "validation")
    if body.keys() - {"merchantAccount", "amount", "reference", "merchantRefundReason"}:
        return _error(400, "702", "Unexpected input", "validation")
    key = request.headers.get("idempotency-key", "")
    return Wanted(payment, amount, currency, body.get("reference", ""), key, request.body)


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _amount(amount_minor: int, currency: str) -> dict[str, Any]:
    return {"currency": currency, "value": to_gateway("adyen", amount_minor, currency)}


def _sign(item: Any, key: str) -> str:
    amount = item["amount"]
    names = [item[name] for name in SIGNED]
    signed = ":".join([*names, str(amount["value"]), amount["currency"], item["eventCode"], item["success"]])
    return base64.b64encode(hmac.new(bytes.fromhex(key), signed.encode(), hashlib.sha256).digest()).decode()


def _error(status: int, code: str, message: str, kind: str) -> Said:
    return say(status, {"status": status, "errorCode": code, "message": message, "errorType": kind})
