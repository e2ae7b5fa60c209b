"""The gateway accounts' part in their currency's money, and what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet, Sum

from customers.shop_days import Period
from refunds.gateways.accounts import account_codes
from refunds.models import Refund
from reporting.facts.read import read
from reporting.facts.slices import Slice
from reporting.models import AccountBalance, PayoutPlan

Pair = tuple[str, str]
"""Account and currency."""

KEPT_AND_SOLD = ("gross", "fees", "dispute_fees")


@dataclass(frozen=True, slots=True)
class Part:
    """Minor units in a stretch of weeks: of this account, and of its whole currency. `fees` are the account's own."""

    sold: int = 0
    sold_of: int = 0
    left: int = 0
    left_of: int = 0
    fees: int = 0

    def of_inflow(self, amount: int) -> int:
        """What of the currency's sales reaches the account: its part, less the fees that its gateway keeps of it."""
        return amount * max(self.sold - self.fees, 0) // self.sold_of if self.sold_of else 0

    def of_outflow(self, amount: int) -> int:
        return amount * self.left // self.left_of if self.left_of else 0


def read_parts(period: Period) -> dict[Pair, Part]:
    """What each account sold and paid out of its currency. Store credit and bank transfers leave no gateway."""
    whole = {row.currency: row.values for row in read(Slice(period), (), ("gross", "refunded", "charged_back"))}
    own = {(row.key["account"], row.currency): row.values for row in read(Slice(period), ("account",), KEPT_AND_SOLD)}
    sold = {pair: values["gross"] for pair, values in own.items()}
    fees = {pair: values["fees"] + values["dispute_fees"] for pair, values in own.items()}
    left = _left_by_account(period)
    parts = {}
    for account, currency in sorted({pair for pair, amount in {**sold, **left}.items() if amount}):
        if not account:
            continue
        of = whole.get(currency, {"gross": 0, "refunded": 0, "charged_back": 0})
        parts[account, currency] = Part(
            sold.get((account, currency), 0),
            of["gross"],
            left.get((account, currency), 0),
            of["refunded"] + of["charged_back"],
            max(fees.get((account, currency), 0), 0),
        )
    return parts


def _left_by_account(period: Period) -> dict[Pair, int]:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"start": period.start, "end": period.end})
        return {(account, currency): int(amount) for account, currency, amount in cursor.fetchall()}


_LEFT = """
    SELECT split_part(l.account, ':', 3), l.currency, sum(-l.amount_minor)
    FROM refunds_journalentry e JOIN refunds_journalline l ON l.entry_id = e.id
    WHERE e.kind IN ('settle', 'dispute_withdrawn') AND l.account LIKE 'gateway:%%' AND l.amount_minor < 0
        AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
    GROUP BY 1, 2
"""


def approved(account: str, currency: str) -> QuerySet[Refund]:
    """Approved, and not yet sent to this account's gateway."""
    return Refund.objects.filter(
        state=Refund.State.APPROVED,
        rail=Refund.Rail.ORIGINAL,
        payment__gateway_account=account,
        currency=currency,
    )


def undecided(account: str, currency: str) -> QuerySet[Refund]:
    """Asked for, and waiting for a decision; all of it would leave through this account."""
    return Refund.objects.filter(
        state__in=Refund.WAITING, rail=Refund.Rail.ORIGINAL, payment__gateway_account=account, currency=currency
    )


def sum_of(refunds: QuerySet[Refund]) -> int:
    return refunds.aggregate(total=Sum("amount_minor"))["total"] or 0


def newest_balances(pairs: Sequence[Pair]) -> dict[Pair, AccountBalance]:
    """What is known to be there, by account and currency."""
    newest = (
        AccountBalance.objects.filter(account__in={account for account, _currency in pairs})
        .order_by("account", "currency", "-told_at", "-id")
        .distinct("account", "currency")
    )
    return {(row.account, row.currency): row for row in newest}


def plans() -> dict[Pair, PayoutPlan]:
    return {(plan.account, plan.currency): plan for plan in PayoutPlan.objects.all()}


def is_account(name: str) -> bool:
    return name in account_codes()


def is_stale(balance: AccountBalance, now: datetime) -> bool:
    """Older than three days: too much moved since."""
    return (now - balance.told_at).days >= 3
