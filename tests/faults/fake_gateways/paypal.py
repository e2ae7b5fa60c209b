"""PayPal's wire: a token first, Payments v2, the order that lists a payment's refunds, and Transaction Search."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from tests.faults.fake_gateways.accounts import PAYPAL_CLIENT, PAYPAL_SECRET, PAYPAL_WEBHOOK
from tests.faults.fake_gateways.books import FAILED, PENDING, SUCCEEDED, Payment, Refund
from tests.faults.fake_gateways.currencies import digits, from_gateway, to_gateway
from tests.faults.fake_gateways.http1 import Request, Said, in_json, say
from tests.faults.fake_gateways.vendor import NOTHING_LEFT, OTHER_CURRENCY, TOO_MUCH, Letter, Vendor, Wanted

HOME = "https://api.paypal.com"
TOKEN = "A21AAFake"
TOKEN_SECONDS = 32_400
BASIC = "Basic " + base64.b64encode(f"{PAYPAL_CLIENT}:{PAYPAL_SECRET}".encode()).decode()
CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-FAKE"
OWN_KEY = b"only PayPal has this"
HELD_MINOR = 10**9

STATUSES = {PENDING: "PENDING", SUCCEEDED: "COMPLETED", FAILED: "FAILED"}
LETTERS = {PENDING: "PAYMENT.REFUND.PENDING", SUCCEEDED: "PAYMENT.CAPTURE.REFUNDED", FAILED: "PAYMENT.REFUND.FAILED"}
OBJECTIONS = {
    NOTHING_LEFT: "CAPTURE_FULLY_REFUNDED",
    TOO_MUCH: "REFUND_AMOUNT_EXCEEDED",
    OTHER_CURRENCY: "REFUND_CAPTURE_CURRENCY_MISMATCH",
}
DECLINES = {
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "The payer account cannot be used for this transaction.",
    "REFUND_NOT_ALLOWED": "Capture cannot be refunded.",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": "Refunds are not allowed on this capture due to a chargeback on the card"
    " or bank. Please contact the payee to resolve the chargeback.",
    "REFUND_TIME_LIMIT_EXCEEDED": "You are over the time limit to perform a refund on this capture",
    "TRANSACTION_DISPUTED": "Partial refunds cannot be offered at this time because there is an open case on this"
    " transaction. Visit the PayPal Resolution Center to review this case.",
}
REFUSALS = {
    **DECLINES,
    "CAPTURE_FULLY_REFUNDED": "The capture has already been fully refunded",
    "DUPLICATE_INVOICE_ID": "Invoice ID was previously used to refund a capture.",
    "REFUND_AMOUNT_EXCEEDED": "The refund amount must be less than or equal to the capture amount that has not yet been"
    " refunded.",
    "REFUND_CAPTURE_CURRENCY_MISMATCH": "Refund must be in the same currency as the capture",
    "REFUND_FAILED_INSUFFICIENT_FUNDS": "Capture could not be refunded due to insufficient funds. Please check to see"
    " if you have sufficient funds in your PayPal account or if the bank account linked to your PayPal account is"
    " verified and has sufficient funds.",
}
"""With status 422: PayPal's own sentence for each issue."""

ERRORS = {
    400: ("INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates schema."),
    401: (
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid authentication credentials.",
    ),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    429: ("RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error occurred."),
    503: ("SERVICE_UNAVAILABLE", "Service Unavailable."),
}

_VALUE = re.compile(r"[0-9]+(\.([0-9]+))?")


class PayPal(Vendor):
    """Under a key that it has met it tells the latest of that first request, whatever the body says now."""

    code = "paypal"
    compares_bodies = False
    declines = (*DECLINES, "failed")

    def stranger(self, request: Request) -> Said | None:
        expected = BASIC if request.path == "/v1/oauth2/token" else f"Bearer {TOKEN}"
        return None if request.headers.get("authorization") == expected else _error(401)

    def wanted(self, request: Request) -> Wanted | Said | None:
        match (request.method, *request.parts):
            case ("POST", "v2", "payments", "captures", capture, "refund"):
                return _wanted(capture, request)
        return None

    def question(self, request: Request) -> Said:
        match (request.method, *request.parts):
            case ("POST", "v1", "oauth2", "token"):
                return say(200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})
            case ("POST", "v1", "notifications", "verify-webhook-signature"):
                return say(200, {"verification_status": "SUCCESS" if _is_ours(request.body) else "FAILURE"})
            case ("GET", "v2", "payments", "captures", reference):
                payment = self.books.payment(self.code, reference)
                return say(200, capture_object(payment)) if payment else _not_found()
            case ("GET", "v2", "payments", "refunds", reference):
                refund = self.books.refund(self.code, reference)
                return say(200, refund_object(refund)) if refund else _not_found()
            case ("GET", "v2", "checkout", "orders", order):
                payment = self.books.payment(self.code, order)
                return say(200, order_object(payment)) if payment else _not_found()
            case ("GET", "v1", "reporting", "transactions"):
                return self._transactions(request.asked)
            case ("GET", "v1", "reporting", "balances"):
                return say(200, {"balances": [_balance(request.asked.get("currency_code", "EUR"))]})
        return _not_found()

    def is_exempt(self, request: Request) -> bool:
        return request.path == "/v1/oauth2/token"

    def new_id(self, number: int) -> str:
        return f"{number:014d}RFD"

    def made(self, refund: Refund) -> Said:
        return say(201, refund_object(refund))

    def again(self, refund: Refund, first: Said) -> Said:
        return say(200, refund_object(refund))

    def unknown_payment(self, wanted: Wanted) -> Said:
        return _not_found()

    def objection(self, why: str, wanted: Wanted, payment: Payment) -> Said:
        return _refusal(OBJECTIONS[why])

    def own_objection(self, wanted: Wanted, payment: Payment) -> Said | None:
        """An invoice id is for one refund only, but for those that failed."""
        taken = wanted.reference and any(
            refund.reference == wanted.reference and refund.status != FAILED for refund in payment.refunds
        )
        return _refusal("DUPLICATE_INVOICE_ID") if taken else None

    def decline(self, word: str) -> Said | str:
        return "ECHECK" if word == "failed" else _refusal(word)

    def no_funds(self) -> Said | str:
        return _refusal("REFUND_FAILED_INSUFFICIENT_FUNDS")

    def mismatch(self, wanted: Wanted) -> Said:
        return _error(422, "DUPLICATE_REQUEST_ID", "The value of PayPal-Request-Id header has already been used.")

    def in_progress(self) -> Said:
        return _error(
            409,
            "PREVIOUS_REQUEST_IN_PROGRESS",
            "A previous request on this resource is currently in progress. Please wait for sometime and try again."
            " It is best to space out the initial and the subsequent request(s) to avoid receiving this error.",
        )

    def busy(self, retry_after: int) -> Said:
        return _error(429, retry_after=retry_after)

    def broken(self) -> Said:
        return _error(500)

    def unavailable(self) -> Said:
        return _error(503)

    def letter(self, refund: Refund, number: int, changed_by: int = 0) -> Letter:
        name, kind = f"WH-{number:017d}-FAKE", LETTERS[refund.status]
        event = {
            "id": name,
            "event_version": "1.0",
            "create_time": _moment(refund.changed_at),
            "resource_type": "refund",
            "resource_version": "2.0",
            "event_type": kind,
            "summary": "A refund has changed",
            "resource": refund_object(refund, changed_by),
            "links": [{"href": f"{HOME}/v1/notifications/webhooks-events/{name}", "rel": "self", "method": "GET"}],
        }
        return Letter(name, kind, event)

    def seal(self, letter: Letter, at: float, is_forged: bool) -> tuple[dict[str, str], bytes]:
        body = in_json(letter.thing)
        transmission, time = f"{letter.event}-{int(at * 1000)}", _moment(at)
        signature = _signature(transmission, time, "WH-OTHER" if is_forged else PAYPAL_WEBHOOK, body)
        return {
            "PayPal-Auth-Algo": "SHA256withRSA",
            "PayPal-Cert-Url": CERTIFICATE,
            "PayPal-Transmission-Id": transmission,
            "PayPal-Transmission-Time": time,
            "PayPal-Transmission-Sig": signature,
        }, body

    def _transactions(self, asked: dict[str, str]) -> Said:
        start, end = (datetime.fromisoformat(asked[name]).timestamp() for name in ("start_date", "end_date"))
        found: list[Payment | Refund] = []
        if asked.get("transaction_type", "T0006") == "T0006":
            found += [
                payment for payment in self.books.payments.get(self.code, []) if start <= payment.made_at < end + 1
            ]
        if asked.get("transaction_type", "T1107") == "T1107":
            found += [refund for refund in self.books.refunds.get(self.code, []) if start <= refund.made_at < end + 1]
        size, page = int(asked.get("page_size", 100)), int(asked.get("page", 1))
        shown = [
            _payment_line(thing) if isinstance(thing, Payment) else _refund_line(thing)
            for thing in found[(page - 1) * size : page * size]
        ]
        pages = max(1, -(-len(found) // size))
        told = {"transaction_details": shown, "total_items": len(found), "total_pages": pages, "page": page}
        return say(200, told)


def refund_object(refund: Refund, changed_by: int = 0) -> dict[str, Any]:
    amount = _money(refund.amount_minor + changed_by, refund.currency)
    said: dict[str, Any] = {
        "id": refund.id,
        "status": STATUSES[refund.status],
        "amount": amount,
        "seller_payable_breakdown": {
            "gross_amount": amount,
            "paypal_fee": _money(0, refund.currency),
            "net_amount": amount,
        },
        "create_time": _moment(refund.made_at),
        "update_time": _moment(refund.changed_at),
        "links": [
            _link("self", f"payments/refunds/{refund.id}"),
            _link("up", f"payments/captures/{refund.payment.reference}"),
        ],
    }
    if refund.status != SUCCEEDED:
        said["status_details"] = {"reason": "ECHECK"}
    return {**said, "custom_id": refund.reference, "invoice_id": refund.reference} if refund.reference else said


def capture_object(payment: Payment) -> dict[str, Any]:
    amount, left = _money(payment.amount_minor, payment.currency), payment.left_minor
    untouched = left == payment.amount_minor
    return {
        "id": payment.reference,
        "status": "COMPLETED" if untouched else "PARTIALLY_REFUNDED" if left else "REFUNDED",
        "amount": amount,
        "final_capture": True,
        **({"invoice_id": payment.order_reference} if payment.order_reference else {}),
        "seller_receivable_breakdown": {"gross_amount": amount, "net_amount": amount},
        "supplementary_data": {"related_ids": {"order_id": payment.alias}},
        "create_time": _moment(payment.made_at),
        "update_time": _moment(payment.made_at),
        "links": [
            _link("self", f"payments/captures/{payment.reference}"),
            _link("refund", f"payments/captures/{payment.reference}/refund", "POST"),
            _link("up", f"checkout/orders/{payment.alias}"),
        ],
    }


def order_object(payment: Payment) -> dict[str, Any]:
    refunds = [refund_object(refund) for refund in payment.refunds]
    payments = {"captures": [capture_object(payment)], **({"refunds": refunds} if refunds else {})}
    return {
        "id": payment.alias,
        "intent": "CAPTURE",
        "status": "COMPLETED",
        "purchase_units": [
            {
                "reference_id": "default",
                "amount": _money(payment.amount_minor, payment.currency),
                "payments": payments,
            }
        ],
        "create_time": _moment(payment.made_at),
        "links": [_link("self", f"checkout/orders/{payment.alias}")],
    }


def _wanted(capture: str, request: Request) -> Wanted | Said:
    try:
        body = json.loads(request.body or b"{}")
        asked = body.get("amount")
        currency = asked["currency_code"] if asked else ""
        amount = _read(asked["value"], currency) if asked else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return _error(400, "INVALID_PARAMETER_SYNTAX", "The value of a field does not conform to the expected format.")
    reference = body.get("invoice_id") or body.get("custom_id") or ""
    return Wanted(capture, amount, currency, reference, request.headers.get("paypal-request-id", ""), request.body)


def _read(value: str, currency: str) -> int:
    found = _VALUE.fullmatch(value)
    decimals = (found.group(2) or "") if found else ""
    places = digits("paypal", currency)
    if not found or len(decimals) > places:
        raise ValueError("This is no amount of this currency.")
    return from_gateway("paypal", int(value.partition(".")[0] + decimals.ljust(places, "0")), currency)


def _money(amount_minor: int, currency: str) -> dict[str, str]:
    places = digits("paypal", currency)
    amount = to_gateway("paypal", abs(amount_minor), currency)
    whole, rest = divmod(amount, 10**places)
    value = f"{whole}.{rest:0{places}d}" if places else str(whole)
    return {"currency_code": currency, "value": ("-" if amount_minor < 0 else "") + value}


def _payment_line(payment: Payment) -> dict[str, Any]:
    given, _, surname = payment.name.partition(" ")
    info = {
        "transaction_id": payment.reference,
        "transaction_event_code": "T0006",
        "transaction_initiation_date": _moment(payment.made_at),
        "transaction_updated_date": _moment(payment.made_at),
        "transaction_amount": _money(payment.amount_minor, payment.currency),
        "transaction_status": "S",
        "invoice_id": payment.order_reference,
    }
    payer = {
        "email_address": payment.email,
        "payer_name": {"given_name": given, "surname": surname, "alternate_full_name": payment.name},
        "country_code": "DE",
    }
    return {"transaction_info": info, "payer_info": payer}


def _refund_line(refund: Refund) -> dict[str, Any]:
    status = {PENDING: "P", SUCCEEDED: "S", FAILED: "V" if refund.was_paid else "D"}[refund.status]
    info = {
        "transaction_id": refund.id,
        "paypal_reference_id": refund.payment.reference,
        "paypal_reference_id_type": "TXN",
        "transaction_event_code": "T1107",
        "transaction_initiation_date": _moment(refund.made_at),
        "transaction_updated_date": _moment(refund.changed_at),
        "transaction_amount": _money(-refund.amount_minor, refund.currency),
        "transaction_status": status,
        **({"custom_field": refund.reference, "invoice_id": refund.reference} if refund.reference else {}),
    }
    return {"transaction_info": info, "payer_info": {}}


def _balance(currency: str) -> dict[str, Any]:
    held = _money(HELD_MINOR, currency)
    return {"currency": currency, "primary": True, "total_balance": held, "available_balance": held}


def _signature(transmission: str, time: str, webhook: str, body: bytes) -> str:
    signed = f"{transmission}|{time}|{webhook}|{crc32(body)}".encode()
    return base64.b64encode(hmac.new(OWN_KEY, signed, hashlib.sha256).digest()).decode()


def _is_ours(body: bytes) -> bool:
    """Check a delivery over the very bytes of its event, as they stand last in the question."""
    try:
        asked = json.loads(body)
        raw = body[: body.rindex(b"}")].partition(b'"webhook_event":')[2].strip()
        expected = _signature(asked["transmission_id"], asked["transmission_time"], asked["webhook_id"], raw)
        is_for_us = asked["webhook_id"] == PAYPAL_WEBHOOK and asked["cert_url"] == CERTIFICATE
        return is_for_us and hmac.compare_digest(expected.encode(), asked["transmission_sig"].encode())
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _refusal(issue: str) -> Said:
    return _error(422, issue, REFUSALS.get(issue, "The refund was turned down."))


def _not_found() -> Said:
    return _error(404, "INVALID_RESOURCE_ID", "Specified resource ID does not exist.")


def _error(status: int, issue: str = "", description: str = "", retry_after: int | None = None) -> Said:
    name, message = ERRORS[status]
    details = [{"issue": issue, "description": description}] if issue else []
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = {"name": name, "message": message, "debug_id": "fa4efa4efa4ef", "details": details, "links": []}
    return say(status, body, **headers)


def _link(rel: str, path: str, method: str = "GET") -> dict[str, str]:
    return {"href": f"{HOME}/v2/{path}", "rel": rel, "method": method}


def _moment(at: float) -> str:
    return _second(int(at))


@lru_cache(maxsize=64)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
