"""Store credit: issued by a refund, spent by the shop, expired by the calendar. Account, entry and ledger together."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.models import CreditAccount, CreditEntry, Customer
from customers.money import checked_amount
from refunds.ledger import accounts
from refunds.ledger.post import post
from refunds.models import JournalEntry, Refund

Kind = CreditEntry.Kind


def issue_credit(refund: Refund, actor: Actor) -> CreditEntry:
    """Give the customer the refund as credit, and its bonus. The refund's ledger entry is its own settlement."""
    account = _lock_account(refund.customer, refund.currency)
    source = f"{refund.reference}/{refund.round}"
    issued = _issue(account, refund.amount_minor, source, actor)
    if refund.bonus_minor:
        _give_bonus(refund, account, f"{source}/bonus", actor)
    return issued


def _give_bonus(refund: Refund, account: CreditAccount, source: str, actor: Actor) -> None:
    """The bonus is an issue of its own: no payment stands behind it, so it is booked as a gift."""
    _issue(account, refund.bonus_minor, source, actor)
    post(
        JournalEntry.Kind.CREDIT_BONUS,
        refund.customer_id,
        source,
        debit=accounts.CREDIT_BONUSES,
        credit=accounts.STORE_CREDIT,
        currency=refund.currency,
        amount_minor=refund.bonus_minor,
    )


def _issue(account: CreditAccount, amount_minor: int, source: str, actor: Actor) -> CreditEntry:
    _move_balance(account, amount_minor)
    return CreditEntry.objects.create(
        account=account,
        kind=Kind.ISSUE,
        amount_minor=amount_minor,
        source=source,
        expires_at=clock.now() + timedelta(days=settings.STORE_CREDIT_DAYS),
        actor=actor.key,
    )


def spend_credit(
    *, actor: Actor, customer: Customer, currency: str, amount_minor: int, source: str
) -> list[CreditEntry]:
    """Spend credit on an order (`source`), from what expires first. Raises Conflict when there is too little."""
    checked_amount(amount_minor)
    with transaction.atomic(), acting(actor):
        account = _lock_account(customer, currency)
        if account.balance_minor < amount_minor:
            raise Conflict(_("There is not enough store credit."), "credit_too_low", "amount")
        entries = _take(account, amount_minor, source, actor)
        _move_balance(account, -amount_minor)
        post(
            JournalEntry.Kind.CREDIT_SPEND,
            customer.pk,
            source,
            debit=accounts.STORE_CREDIT,
            credit=accounts.STORE_CREDIT_SALES,
            currency=currency,
            amount_minor=amount_minor,
        )
    return entries


def expire_credit(now: datetime) -> int:
    """Expire what was not spent in time. Returns the number of issues that ended."""
    ended = 0
    overdue = CreditEntry.objects.filter(kind=Kind.ISSUE, expires_at__lte=now).exclude(used_by__kind=Kind.EXPIRY)
    for issue_id in list(overdue.values_list("pk", flat=True)):
        ended += _expire(issue_id)
    return ended


def _expire(issue_id: int) -> bool:
    actor = Actor.system("calendar")
    with transaction.atomic(), acting(actor):
        issue = CreditEntry.objects.select_related("account__customer").get(pk=issue_id)
        account = _lock_account(issue.account.customer, issue.account.currency)
        left = _left_of(issue)
        if left <= 0 or issue.used_by.filter(kind=Kind.EXPIRY).exists():
            return False
        source = f"expiry:{issue.source}"
        CreditEntry.objects.create(
            account=account,
            kind=Kind.EXPIRY,
            amount_minor=-left,
            source=source,
            of_issue=issue,
            actor=actor.key,
        )
        _move_balance(account, -left)
        post(
            JournalEntry.Kind.CREDIT_EXPIRY,
            account.customer_id,
            source,
            debit=accounts.STORE_CREDIT,
            credit=accounts.STORE_CREDIT_EXPIRED,
            currency=account.currency,
            amount_minor=left,
        )
    return True


def _take(account: CreditAccount, amount_minor: int, source: str, actor: Actor) -> list[CreditEntry]:
    entries = []
    for issue in account.entries.filter(kind=Kind.ISSUE).order_by("expires_at", "id"):
        part = min(_left_of(issue), amount_minor)
        if part > 0:
            amount_minor -= part
            entries.append(
                CreditEntry.objects.create(
                    account=account,
                    kind=Kind.SPEND,
                    amount_minor=-part,
                    source=source,
                    of_issue=issue,
                    actor=actor.key,
                )
            )
    return entries


def _left_of(issue: CreditEntry) -> int:
    used = issue.used_by.aggregate(total=Sum("amount_minor"))["total"] or 0
    return issue.amount_minor + used


def _lock_account(customer: Customer, currency: str) -> CreditAccount:
    account, _created = CreditAccount.objects.get_or_create(customer=customer, currency=currency)
    return CreditAccount.objects.select_for_update().get(pk=account.pk)


def _move_balance(account: CreditAccount, amount_minor: int) -> None:
    account.balance_minor += amount_minor
    account.save(update_fields=["balance_minor"])
