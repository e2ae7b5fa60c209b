"""Stripe's wire: forms in, JSON out, lists newest first, version 2026-10-28."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from tests.faults.fake_gateways.accounts import STRIPE_KEY, STRIPE_READ_KEY, STRIPE_WEBHOOK_SECRET
from tests.faults.fake_gateways.books import FAILED, SUCCEEDED, Payment, Refund
from tests.faults.fake_gateways.currencies import from_gateway, to_gateway
from tests.faults.fake_gateways.http1 import Request, Said, in_json, say
from tests.faults.fake_gateways.vendor import NOTHING_LEFT, OTHER_CURRENCY, Letter, Vendor, Wanted

API_VERSION = "2026-10-28.endive"
PAGE = 10
HELD = 10**9
"""What the account has of each currency, in Stripe's units."""

KINDS = {SUCCEEDED: "refund.updated", FAILED: "refund.failed"}
NOT_FOUND = "resource_missing"


class Stripe(Vendor):
    code = "stripe"
    keeps_refusals = True
    keeps_errors = True
    declines = (
        "charge_disputed", "charge_not_refundable", "balance_insufficient", "failed:declined",
        "failed:expired_or_canceled_card", "failed:lost_or_stolen_card",
    )  # fmt: skip

    def stranger(self, request: Request) -> Said | None:
        allowed = (STRIPE_KEY,) if request.method == "POST" else (STRIPE_KEY, STRIPE_READ_KEY)
        if request.headers.get("authorization", "") in [f"Bearer {key}" for key in allowed]:
            return None
        return _error(401, "Invalid API Key provided.")

    def wanted(self, request: Request) -> Wanted | Said | None:
        if (request.method, request.path) != ("POST", "/v1/refunds"):
            return None
        fields = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        payment = fields.get("charge") or fields.get("payment_intent") or ""
        known = self.books.payment(self.code, payment)
        try:
            amount = int(fields["amount"]) if "amount" in fields else None
        except ValueError:
            return _error(400, f"Invalid integer: {fields['amount']}", param="amount")
        if amount is not None and known is not None:
            amount = from_gateway(self.code, amount, known.currency)
        reference = fields.get("metadata[recourse_reference]", "")
        return Wanted(payment, amount, "", reference, request.headers.get("idempotency-key", ""), request.body)

    def question(self, request: Request) -> Said:
        match (request.method, *request.parts):
            case ("GET", "v1", "refunds"):
                return self._refunds(request)
            case ("GET", "v1", "refunds", reference):
                refund = self.books.refund(self.code, reference)
                return say(200, refund_object(refund)) if refund else _missing("refund", reference)
            case ("GET", "v1", "charges"):
                return _list(request, map(_charge_entry, self.books.newest_payments(self.code)))
            case ("GET", "v1", "balance_transactions"):
                return _list(request, self._movements(request.asked))
            case ("GET", "v1", "payouts" | "disputes"):
                return _list(request, ())
            case ("GET", "v1", "balance"):
                return say(200, self._balance())
        return _error(404, f"Unrecognized request URL ({request.method}: {request.path}).")

    def new_id(self, number: int) -> str:
        return f"re_3Fake{number:012d}"

    def made(self, refund: Refund) -> Said:
        return say(200, refund_object(refund))

    def unknown_payment(self, wanted: Wanted) -> Said:
        return _missing("payment_intent" if wanted.payment.startswith("pi_") else "charge", wanted.payment)

    def objection(self, why: str, wanted: Wanted, payment: Payment) -> Said:
        if why == NOTHING_LEFT:
            return _error(400, f"Charge {payment.reference} has already been refunded.", "charge_already_refunded")
        if why == OTHER_CURRENCY:
            return _error(400, "The currency is not the charge's.", param="currency")
        return _error(400, "Refund amount is greater than unrefunded amount on charge.", param="amount")

    def decline(self, word: str) -> Said | str:
        kind, _, reason = word.partition(":")
        return reason if kind == "failed" else _error(400, f"This charge cannot be refunded ({word}).", word)

    def no_funds(self) -> Said | str:
        return "insufficient_funds"

    def mismatch(self, wanted: Wanted) -> Said:
        sentence = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        return _error(400, sentence, kind="idempotency_error")

    def in_progress(self) -> Said:
        sentence = "There is currently another in-progress request using this Idempotent Key."
        return _error(409, sentence, "idempotency_key_in_use", kind="idempotency_error")

    def busy(self, retry_after: int) -> Said:
        return _error(429, "Request rate limit exceeded.", "rate_limit", retry_after=retry_after)

    def broken(self) -> Said:
        return _error(500, "An unknown error occurred.", kind="api_error")

    def unavailable(self) -> Said:
        return Said(503, b"<html><body>503 Service Unavailable</body></html>", content_type="text/html")

    def letter(self, refund: Refund, number: int, changed_by: int = 0) -> Letter:
        is_new = refund.changed_at == refund.made_at
        kind = "refund.created" if is_new else KINDS.get(refund.status, "refund.updated")
        thing = refund_object(refund)
        thing["amount"] += changed_by
        name = f"evt_3Fake{number:012d}"
        event = {
            "id": name,
            "object": "event",
            "api_version": API_VERSION,
            "created": int(refund.changed_at),
            "data": {"object": thing},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        return Letter(name, kind, event)

    def seal(self, letter: Letter, at: float, is_forged: bool) -> tuple[dict[str, str], bytes]:
        body = in_json(letter.thing)
        secret = "another" if is_forged else STRIPE_WEBHOOK_SECRET
        digest = hmac.new(secret.encode(), f"{int(at)}.".encode() + body, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={int(at)},v1={digest}"}, body

    def _refunds(self, request: Request) -> Said:
        name = request.asked.get("charge") or request.asked.get("payment_intent")
        if name is None:
            return _list(request, map(_refund_entry, self.books.newest_refunds(self.code)))
        payment = self.books.payment(self.code, name)
        if payment is None:
            return _missing("charge", name)
        return _list(request, map(_refund_entry, reversed(payment.refunds)))

    def _movements(self, asked: dict[str, str]) -> Iterator[Entry]:
        """Every movement of the balance, newest first. None of them went out with a payout."""
        if "payout" in asked:
            return
        whole = asked.get("expand[0]") == "data.source"
        things: Iterator[Payment | Refund] = merge(
            self.books.newest_payments(self.code), self.books.newest_refunds(self.code), key=_made_at, reverse=True
        )
        for thing in things:
            yield from _movements_of(thing, whole)

    def _balance(self) -> dict[str, Any]:
        currencies = {payment.currency.lower() for payment in self.books.payments.get(self.code, [])} or {"eur"}
        held = [{"amount": HELD, "currency": c, "source_types": {"card": HELD}} for c in sorted(currencies)]
        none = [{"amount": 0, "currency": c, "source_types": {"card": 0}} for c in sorted(currencies)]
        return {"object": "balance", "available": held, "livemode": False, "pending": none}


class Entry(NamedTuple):
    """Something in a list, written only when it is shown."""

    id: str
    made_at: int
    write: Callable[[], dict[str, Any]]


def refund_object(refund: Refund) -> dict[str, Any]:
    has_failed = refund.status == FAILED
    return {
        "id": refund.id,
        "object": "refund",
        "amount": to_gateway("stripe", refund.amount_minor, refund.currency),
        "balance_transaction": None if refund.status == "pending" else f"txn_{refund.id[3:]}",
        "charge": refund.payment.reference,
        "created": int(refund.made_at),
        "currency": refund.currency.lower(),
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        **({"failure_balance_transaction": f"txn_b{refund.id[3:]}"} if has_failed and refund.was_paid else {}),
        **({"failure_reason": refund.reason or "unknown"} if has_failed else {}),
        "metadata": {"recourse_reference": refund.reference} if refund.reference else {},
        "payment_intent": refund.payment.alias or None,
        **({"pending_reason": refund.reason or "processing"} if refund.status == "pending" else {}),
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": refund.status,
        "transfer_reversal": None,
    }


def charge_object(payment: Payment) -> dict[str, Any]:
    amount = to_gateway("stripe", payment.amount_minor, payment.currency)
    back = amount - to_gateway("stripe", payment.left_minor, payment.currency)
    return {
        "id": payment.reference,
        "object": "charge",
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": back,
        "balance_transaction": f"txn_{payment.reference[3:]}",
        "billing_details": {"address": {"country": "DE"}, "email": payment.email or None, "name": payment.name or None},
        "captured": True,
        "created": int(payment.made_at),
        "currency": payment.currency.lower(),
        "description": None,
        "disputed": False,
        "livemode": False,
        "metadata": {"order_id": payment.order_reference} if payment.order_reference else {},
        "paid": True,
        "payment_intent": payment.alias or None,
        "payment_method_details": {"card": {"brand": "visa", "country": "DE", "last4": "4242"}, "type": "card"},
        "receipt_email": None,
        "refunded": back == amount,
        "status": "succeeded",
    }


def _charge_entry(payment: Payment) -> Entry:
    return Entry(payment.reference, int(payment.made_at), lambda: charge_object(payment))


def _refund_entry(refund: Refund) -> Entry:
    return Entry(refund.id, int(refund.made_at), lambda: refund_object(refund))


def _movements_of(thing: Payment | Refund, whole: bool) -> Iterator[Entry]:
    """A charge, a refund, and before it, for it is newer, the money of it that came back."""
    amount = to_gateway("stripe", thing.amount_minor, thing.currency)
    if isinstance(thing, Payment):
        yield _movement(thing.reference, "charge", amount, thing, whole)
    elif thing.status == SUCCEEDED or thing.was_paid:
        if thing.status == FAILED:
            yield _movement(f"b{thing.id}", "refund_failure", amount, thing, whole)
        yield _movement(thing.id, "refund", -amount, thing, whole)


def _movement(name: str, word: str, amount: int, thing: Payment | Refund, whole: bool) -> Entry:
    made_at = int(thing.made_at)

    def write() -> dict[str, Any]:
        return {
            "id": f"txn_{name}",
            "object": "balance_transaction",
            "amount": amount,
            "available_on": made_at,
            "created": made_at,
            "currency": thing.currency.lower(),
            "description": None,
            "exchange_rate": None,
            "fee": 0,
            "fee_details": [],
            "net": amount,
            "reporting_category": word,
            "source": _source(thing, whole),
            "status": "available",
            "type": word,
        }

    return Entry(f"txn_{name}", made_at, write)


def _source(thing: Payment | Refund, whole: bool) -> dict[str, Any] | str:
    if isinstance(thing, Payment):
        return charge_object(thing) if whole else thing.reference
    return refund_object(thing) if whole else thing.id


def _made_at(thing: Payment | Refund) -> float:
    return thing.made_at


def _list(request: Request, entries: Iterable[Entry]) -> Said:
    """Show a page. Only what is on it is written, so that long lists stay cheap."""
    asked = request.asked
    limit, after = int(asked.get("limit", PAGE)), asked.get("starting_after")
    since = int(asked.get("created[gt]", -1))
    found = (entry for entry in entries if entry.made_at > since)
    if after is not None:
        for entry in found:
            if entry.id == after:
                break
    page = list(islice(found, limit + 1))
    data = [entry.write() for entry in page[:limit]]
    return say(200, {"object": "list", "data": data, "has_more": len(page) > limit, "url": request.path})


def _missing(thing: str, name: str) -> Said:
    return _error(404, f"No such {thing}: '{name}'", NOT_FOUND, param="id")


def _error(
    status: int,
    message: str,
    code: str = "",
    *,
    kind: str = "invalid_request_error",
    param: str = "",
    retry_after: int | None = None,
) -> Said:
    named = {"code": code, "message": message, "param": param, "type": kind}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return say(status, {"error": {name: value for name, value in named.items() if value}}, **headers)
