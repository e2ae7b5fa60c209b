"""Store credit as engine and calendar move it: granted by a refund, announced before it ends, ended on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils import translation

from customers import clock
from customers.actors import Actor, acting
from customers.languages import language_of
from customers.models import CreditAccount, CreditEntry, CreditLot
from customers.notifications.write import write_message
from customers.portal.doors import door
from refunds.actions.credit_account import book, grant, lock_account, lock_by_id
from refunds.actions.credit_terms import longest_notice, now_granted, terms_for
from refunds.ledger import accounts
from refunds.ledger.post import post
from refunds.models import JournalEntry, Refund
from refunds.policy.wording import day, money

CALENDAR = Actor.system("calendar")
EXPIRING = "credit_expiring"


def issue_credit(refund: Refund, actor: Actor) -> CreditEntry:
    """Give the customer the refund as credit, and its bonus. The refund's ledger entry is its own settlement."""
    account = lock_account(refund.customer, refund.currency)
    source, good_until = f"{refund.reference}/{refund.round}", now_granted(refund.customer)
    issued = grant(account, CreditEntry.Kind.ISSUE, refund.amount_minor, source, good_until, actor)
    if refund.bonus_minor:
        _give_bonus(refund, account, f"{source}/bonus", actor)
    return issued


def _give_bonus(refund: Refund, account: CreditAccount, source: str, actor: Actor) -> None:
    """The bonus is an issue of its own: no payment stands behind it, so it is booked as a gift."""
    grant(account, CreditEntry.Kind.ISSUE, refund.bonus_minor, source, now_granted(refund.customer), actor)
    post(
        JournalEntry.Kind.CREDIT_BONUS,
        refund.customer_id,
        source,
        debit=accounts.CREDIT_BONUSES,
        credit=accounts.STORE_CREDIT,
        currency=refund.currency,
        amount_minor=refund.bonus_minor,
    )


def expire_credit(now: datetime) -> int:
    """Expire what was not spent in time. Returns the number of lots that ended."""
    overdue = CreditLot.objects.filter(left_minor__gt=0, expires_at__lte=now)
    ended = 0
    for account_id in sorted(set(overdue.values_list("account_id", flat=True))):
        with transaction.atomic(), acting(CALENDAR):
            ended += end_overdue_lots(lock_by_id(account_id), now)
    return ended


def end_overdue_lots(account: CreditAccount, now: datetime) -> int:
    """End what is over in a locked account. What an order has set aside stays until the order is paid or let go."""
    ended = 0
    for lot in account.lots.filter(left_minor__gt=0, expires_at__lte=now).order_by("expires_at", "id"):
        if part := min(lot.left_minor, account.free_minor):
            before = lot.parts.filter(entry__kind=CreditEntry.Kind.EXPIRY).count()
            source = f"expiry:{lot.source}" + (f"/{before + 1}" if before else "")
            book(account, CreditEntry.Kind.EXPIRY, [(lot, -part)], source, CALENDAR)
            ended += 1
    return ended


def tell_of_expiry(now: datetime) -> int:
    """Write to customers whose credit will expire, as long before as the terms say; once for each lot."""
    soon = now + timedelta(days=longest_notice())
    untold = CreditLot.objects.filter(left_minor__gt=0, expires_at__gt=now, expires_at__lte=soon, told_at=None)
    written = 0
    for account_id in sorted(set(untold.values_list("account_id", flat=True))):
        with transaction.atomic(), acting(CALENDAR):
            written += _tell(lock_by_id(account_id), now)
    return written


def _tell(account: CreditAccount, now: datetime) -> int:
    """One letter for what ends on the same day."""
    notice_days = terms_for(account.customer).notice_days
    soon = now + timedelta(days=notice_days)
    lots = account.lots.filter(left_minor__gt=0, told_at=None, expires_at__gt=now, expires_at__lte=soon)
    written = 0
    for last_day, ending in groupby(lots.order_by("expires_at", "id") if notice_days else (), attrgetter("last_day")):
        told = list(ending)
        _write(account, sum(lot.left_minor for lot in told), last_day)
        for lot in told:
            lot.told_at = clock.now()
            lot.save()
        written += 1
    return written


def _write(account: CreditAccount, amount_minor: int, last_day: date) -> None:
    language = language_of(account.customer)
    with translation.override(language):
        contents = {
            "amount": money(amount_minor, account.currency),
            "last_day": day(last_day),
            "door": door("credit/"),
        }
    write_message(account.customer, EXPIRING, contents, language=language)
