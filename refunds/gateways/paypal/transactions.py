"""PayPal's Transaction Search: payments, refunds and the whole account. It lists a transaction up to three hours late.

Shapes from the SDK's own description of the API (paypal-server-sdk 2.4.0, read in November 2026).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from customers import clock
from refunds.gateways.identifiers import identifier
from refunds.gateways.paypal.event_codes import MONEY_BACK, REVERSAL_BY_PAYPAL, is_payment, kind_of, payment_itself
from refunds.gateways.paypal.wire import Answer
from refunds.gateways.types import (
    Outcome,
    OutcomeState,
    PulledPayment,
    PulledRefund,
    SettlementKind,
    SettlementLine,
)

LONGEST_RANGE = timedelta(days=31)
KNOWN_FOR = timedelta(days=3 * 365)
PAGE = 500
ORIGINAL_TRANSACTION = "TXN"
"""The `paypal_reference_id_type` of an id that is another transaction's."""

STATES = {
    "S": OutcomeState.SUCCEEDED,
    "P": OutcomeState.PENDING,
    "D": OutcomeState.FAILED,
    "V": OutcomeState.REVERSED,
}
"""By a refund's `transaction_status`: success, pending, denied, reversed. Another one is PENDING."""

Ask = Callable[..., Answer]
Minor = Callable[[Mapping[str, Any]], int]
"""Reads a Money object into ISO minor units. Raises ValueError, KeyError or UnsendableAmount."""


def search(ask: Ask, since: datetime, until: datetime, **query: str) -> Iterator[Mapping[str, Any]]:
    """Yield every transaction of that time, oldest range first, page by page. PayPal knows three years back."""
    now = clock.now()
    for start, end in ranges(max(since, now - KNOWN_FOR), min(until, now)):
        page, pages = 1, 1
        while page <= pages:
            body = ask(
                start_date=_written(start),
                end_date=_written(end),
                fields="transaction_info,payer_info",
                page_size=PAGE,
                page=page,
                **query,
            ).body
            yield from body.get("transaction_details") or ()
            pages = int(body.get("total_pages") or 1)
            page += 1


def ranges(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a time into what PayPal lets one ask for. Its ends are inclusive and whole seconds; ours are not."""
    last = until - timedelta(seconds=1)
    while since <= last:
        end = min(since + LONGEST_RANGE - timedelta(seconds=1), last)
        yield since, end
        since = end + timedelta(seconds=1)


def refunded_by_payment(found: Iterable[Mapping[str, Any]], minor: Minor) -> Counter[str]:
    """Add up what went back of each payment."""
    back: Counter[str] = Counter()
    for transaction in found:
        info = transaction["transaction_info"]
        if info.get("transaction_status") in ("S", "P"):
            back[payment_of(info)] -= minor(info["transaction_amount"])
    return back


def payments_in(
    found: Iterable[Mapping[str, Any]], minor: Minor, refunded: Mapping[str, int]
) -> Iterator[PulledPayment]:
    """Read the payments among transactions; what went back of them counts for no more than they were."""
    for transaction in found:
        info, payer = transaction["transaction_info"], transaction.get("payer_info") or {}
        amount = minor(info["transaction_amount"])
        if not is_payment(info["transaction_event_code"], amount) or info.get("transaction_status") not in ("S", "V"):
            continue
        name = payer.get("payer_name") or {}
        whole = f"{name.get('given_name', '')} {name.get('surname', '')}".strip()
        reference = info["transaction_id"]
        yield PulledPayment(
            gateway_reference=reference,
            amount_minor=amount,
            currency=info["transaction_amount"]["currency_code"],
            captured_at=moment(info["transaction_initiation_date"]),
            customer_email=payer.get("email_address") or "",
            customer_name=name.get("alternate_full_name") or whole,
            order_reference=str(info.get("invoice_id") or info.get("custom_field") or ""),
            description=info.get("transaction_subject") or "",
            method_kind="wallet",
            country=payer.get("country_code") or "",
            refunded_minor=min(refunded.get(reference, 0), amount),
            raw=transaction,
        )


def refunds_in(found: Iterable[Mapping[str, Any]], minor: Minor) -> Iterator[PulledRefund]:
    """Read the refunds among transactions."""
    for transaction in found:
        info = transaction["transaction_info"]
        if info["transaction_event_code"] not in MONEY_BACK:
            continue
        status = str(info.get("transaction_status"))
        yield PulledRefund(
            outcome=Outcome(
                STATES.get(status, OutcomeState.PENDING),
                gateway_reference=identifier(info["transaction_id"]),
                code="" if status in STATES else status,
                raw=transaction,
                amount_minor=abs(minor(info["transaction_amount"])),
                currency=info["transaction_amount"]["currency_code"],
            ),
            payment_reference=payment_of(info),
            created_at=moment(info["transaction_initiation_date"]),
            refund_reference=identifier(info.get("custom_field")),
            is_reversal=info["transaction_event_code"] == REVERSAL_BY_PAYPAL,
        )


def line_of(transaction: Mapping[str, Any], minor: Minor) -> SettlementLine:
    """Read a transaction as a line of the account. PayPal writes what it keeps with a minus."""
    info = transaction["transaction_info"]
    code, amount = info["transaction_event_code"], minor(info["transaction_amount"])
    fee, kind, reference = info.get("fee_amount"), kind_of(code, amount), identifier(info["transaction_id"])
    return SettlementLine(
        line_id=f"{reference}-{code}",
        kind=kind,
        word=code,
        amount_minor=amount,
        currency=info["transaction_amount"]["currency_code"],
        settled_at=moment(info["transaction_initiation_date"]),
        fee_minor=-minor(fee) if fee else 0,
        gateway_reference=reference,
        payment_reference=payment_of(info) or payment_itself(kind, reference),
        refund_reference=identifier(info.get("custom_field")) if code in MONEY_BACK else "",
        payout_reference=reference if kind is SettlementKind.PAYOUT else "",
        raw=transaction,
    )


def payment_of(info: Mapping[str, Any]) -> str:
    """Return the payment that a transaction goes back to, or ""."""
    of_another = info.get("paypal_reference_id_type") == ORIGINAL_TRANSACTION
    return identifier(info.get("paypal_reference_id")) if of_another else ""


def moment(text: str) -> datetime:
    """Read PayPal's moments, such as 2026-03-14T09:00:00+0000."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    return when


def _written(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
