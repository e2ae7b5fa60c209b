"""Posting. Called inside the transaction that changes the state, never afterwards.

What is posted is what goes back. A restocking fee is simply not refunded: it stays in the revenue of the sale and has
no entry here. Goodwill is granted like everything else; how much of a refund it is stands on the refund.
"""

from __future__ import annotations

from customers.together import add
from refunds.ledger import accounts, door
from refunds.models import JournalEntry, JournalLine, Refund

Kind = JournalEntry.Kind


def post_reserve(refund: Refund) -> JournalEntry:
    """An approval: the shop now owes the refund."""
    return _post_for(refund, Kind.RESERVE, debit=accounts.REFUNDS_GRANTED, credit=accounts.REFUNDS_PAYABLE)


def post_release(refund: Refund) -> JournalEntry:
    """A failure or cancellation: it owes it no longer."""
    return _post_for(refund, Kind.RELEASE, debit=accounts.REFUNDS_PAYABLE, credit=accounts.REFUNDS_GRANTED)


def post_settle(refund: Refund) -> JournalEntry:
    """The money has left on the refund's rail."""
    return _post_for(refund, Kind.SETTLE, debit=accounts.REFUNDS_PAYABLE, credit=paid_from(refund))


def post_reverse(refund: Refund) -> JournalEntry:
    """The money came back after it had left."""
    return _post_for(refund, Kind.REVERSE, debit=paid_from(refund), credit=accounts.REFUNDS_GRANTED)


def paid_from(refund: Refund) -> str:
    """The account that a refund is paid from, by its rail."""
    if refund.rail == Refund.Rail.STORE_CREDIT:
        return accounts.STORE_CREDIT
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        return accounts.BANK
    return accounts.gateway_balance(refund.payment.gateway, refund.payment.gateway_account)


def post(
    kind: str, customer_id: int, source: str, debit: str, credit: str, currency: str, amount_minor: int
) -> JournalEntry:
    """Post one balanced entry that belongs to no refund, such as store credit spent or expired, or a bonus on it."""
    entry = _enter(JournalEntry(kind=kind, customer_id=customer_id, source=source))
    _write_lines(entry, debit, credit, currency, amount_minor)
    return entry


def _post_for(refund: Refund, kind: str, debit: str, credit: str) -> JournalEntry:
    entry = _enter(
        JournalEntry(
            kind=kind,
            refund=refund,
            round=refund.round,
            customer_id=refund.customer_id,
            source=f"{refund.reference}/{refund.round}",
        )
    )
    _write_lines(entry, debit, credit, refund.currency, refund.amount_minor)
    return entry


def _enter(entry: JournalEntry) -> JournalEntry:
    door.require_open(entry.posted_at)
    return add(entry)


def _write_lines(entry: JournalEntry, debit: str, credit: str, currency: str, amount_minor: int) -> None:
    add(JournalLine(entry=entry, account=debit, currency=currency, amount_minor=amount_minor))
    add(JournalLine(entry=entry, account=credit, currency=currency, amount_minor=-amount_minor))
