"""The one way in which store credit moves: account, lots, movement, ledger and news together, under the account's lock.

Whoever calls has a transaction open and holds the account's row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Sum

from customers.actors import Actor
from customers.models import CreditAccount, CreditEntry, CreditHold, CreditLot, CreditPart, Customer
from refunds.crash_points import crash_point
from refunds.ledger import accounts
from refunds.ledger.post import post
from refunds.models import JournalEntry
from refunds.outgoing.credit_kinds import announce_credit

Kind = CreditEntry.Kind
Part = tuple[CreditLot, int]
"""What a movement adds to a lot, or takes from it where it is negative."""

_BOOKED: dict[str, tuple[str, str]] = {
    Kind.SPEND: (JournalEntry.Kind.CREDIT_SPEND, accounts.STORE_CREDIT_SALES),
    Kind.GIVE_BACK: (JournalEntry.Kind.CREDIT_GIVE_BACK, accounts.STORE_CREDIT_SALES),
    Kind.EXPIRY: (JournalEntry.Kind.CREDIT_EXPIRY, accounts.STORE_CREDIT_EXPIRED),
    Kind.CORRECTION: (JournalEntry.Kind.CREDIT_CORRECTION, accounts.STORE_CREDIT_CORRECTED),
}
"""The entry of each movement, and the account on its other side. A grant is booked by its refund's settlement."""


def lock_account(customer: Customer, currency: str) -> CreditAccount:
    """Lock the customer's account in this currency; it is opened where there is none."""
    account, _created = CreditAccount.objects.get_or_create(customer=customer, currency=currency)
    return lock_by_id(account.pk)


def lock_by_id(account_id: int) -> CreditAccount:
    return CreditAccount.objects.select_for_update(of=("self",)).select_related("customer").get(pk=account_id)


def grant(
    account: CreditAccount, kind: str, amount_minor: int, source: str, expires_at: datetime | None, actor: Actor,
    reason: str = "",
) -> CreditEntry:  # fmt: skip
    """Add a new lot."""
    lot = CreditLot(account=account, granted_minor=amount_minor, left_minor=0, source=source, expires_at=expires_at)
    return book(account, kind, [(lot, amount_minor)], source, actor, reason=reason)


def take(
    account: CreditAccount, kind: str, amount_minor: int, source: str, actor: Actor, hold: CreditHold | None = None,
    reason: str = "",
) -> CreditEntry:  # fmt: skip
    """Take from what expires first. The caller has seen that there is enough."""
    parts, missing = [], amount_minor
    for lot in account.lots.filter(left_minor__gt=0).order_by(F("expires_at").asc(nulls_last=True), "id"):
        if part := min(lot.left_minor, missing):
            parts.append((lot, -part))
            missing -= part
    return book(account, kind, parts, source, actor, hold=hold, reason=reason)


def give_back(account: CreditAccount, hold: CreditHold, amount_minor: int, source: str, actor: Actor) -> CreditEntry:
    """Put back into the lots that the order was paid from, beginning with the one that is good for longest."""
    gone = hold.entries.values("parts__lot").annotate(total=Sum("parts__amount_minor"))
    room = {row["parts__lot"]: -row["total"] for row in gone}
    parts, missing = [], amount_minor
    for lot in account.lots.filter(pk__in=room).order_by(F("expires_at").desc(nulls_first=True), "-id"):
        if part := min(room[lot.pk], missing):
            parts.append((lot, part))
            missing -= part
    return book(account, Kind.GIVE_BACK, parts, source, actor, hold=hold)


def book(
    account: CreditAccount, kind: str, parts: Iterable[Part], source: str, actor: Actor,
    hold: CreditHold | None = None, reason: str = "",
) -> CreditEntry:  # fmt: skip
    """Write the movement with everything that belongs to it."""
    parts = list(parts)
    amount_minor = sum(part for _lot, part in parts)
    for lot, part in parts:
        lot.left_minor += part
        lot.save()
    account.balance_minor += amount_minor
    account.save()
    entry = CreditEntry.objects.create(
        account=account, kind=kind, amount_minor=amount_minor, source=source, hold=hold, reason=reason, actor=actor.key
    )
    CreditPart.objects.bulk_create(CreditPart(entry=entry, lot=lot, amount_minor=part) for lot, part in parts)
    crash_point("inside_credit")
    _post(account, entry)
    announce_credit(entry)
    return entry


def _post(account: CreditAccount, entry: CreditEntry) -> None:
    if entry.kind not in _BOOKED:
        return
    kind, other_side = _BOOKED[entry.kind]
    less, more = (other_side, accounts.STORE_CREDIT) if entry.amount_minor > 0 else (accounts.STORE_CREDIT, other_side)
    post(
        kind,
        account.customer_id,
        entry.source,
        debit=less,
        credit=more,
        currency=account.currency,
        amount_minor=abs(entry.amount_minor),
    )
