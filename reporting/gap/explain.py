"""From our figure to the gateway's, and on to what reached the bank: every step named, and what remains said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Payment
from customers.money import format_money
from refunds.ledger import accounts
from refunds.models import SettlementEntry
from reporting.gap import sql
from reporting.gap.payouts import payout_steps
from reporting.gap.steps import SHOWN, Item, Step, run, url_of
from reporting.periods import Period

AROUND = timedelta(days=45)
"""How far from the period the other side of a movement is looked for."""

REASONS = {
    "transit": (_("Not in a report yet"), _("Ours, and no report of the gateway has a line for it so far.")),
    "midnight": (
        _("Across midnight"),
        _("Both have it within two days, on either side of the period's edge: another zone, or a later hour."),
    ),
    "timing": (_("In another period"), _("Both have it, more than two days apart.")),
    "fees": (_("Fees"), _("What the gateway kept. Our figures are before its fees.")),
    "console": (
        _("Made at the gateway itself"),
        _("Refunds that were made in the gateway's console, or taken in from there later."),
    ),
    "dispute": (_("Disputes"), _("Money of disputes at the gateway that is not booked here.")),
    "payment": (_("Payments that we do not know"), _("Charged at the gateway, and never brought in here.")),
    "amount": (_("Another amount"), _("Both have it on these days, with amounts that differ.")),
    "currency": (_("Another currency"), _("Settled in another currency than it was made in.")),
    "other": (_("Other lines"), _("Lines of the gateway that are neither payment, refund, dispute nor fee.")),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Minor units of `currency`, seen from the shop. `remainder_minor` is what nobody can name: zero, or an alarm."""

    account: str
    currency: str
    period: Period
    captured_minor: int
    ledger_minor: int
    steps: list[Step]
    theirs_minor: int
    has_lines: bool
    paid_out_minor: int
    payout_fees_minor: int
    payout_steps: list[Step]

    @property
    def ours_minor(self) -> int:
        return self.captured_minor + self.ledger_minor

    @property
    def explained_minor(self) -> int:
        return self.ours_minor + sum(step.delta_minor for step in self.steps)

    @property
    def remainder_minor(self) -> int:
        return self.theirs_minor - self.explained_minor

    @property
    def unpaid_minor(self) -> int:
        """What was settled in these days and not paid out in them."""
        return self._paid_otherwise("unpaid").delta_minor

    @property
    def unpaid_count(self) -> int:
        return self._paid_otherwise("unpaid").count

    @property
    def from_before_minor(self) -> int:
        """What was settled before these days and paid out in them."""
        return self._paid_otherwise("before").delta_minor

    @property
    def from_before_count(self) -> int:
        return self._paid_otherwise("before").count

    @property
    def kept_of_payouts_minor(self) -> int:
        """The fees of the payouts themselves, as they lower what reaches the bank."""
        return -self.payout_fees_minor

    def _paid_otherwise(self, why: str) -> Step:
        return next((step for step in self.payout_steps if step.why == why), Step(why, "", "", 0, 0))

    @property
    def held_minor(self) -> int:
        """What of the settled lines is taken off, since it was not paid out in these days."""
        return -self.unpaid_minor

    @property
    def remainder_words(self) -> str:
        return format_money(self.remainder_minor, self.currency)

    @property
    def payout_remainder_minor(self) -> int:
        """What was paid out beyond the lines that name a payout of these days, and its fees."""
        paid = self.paid_out_minor + self.payout_fees_minor
        return paid - (self.theirs_minor - self.unpaid_minor + self.from_before_minor)


def explain(account: str, currency: str, period: Period) -> Explained:
    """Put both sides of one account and currency beside each other."""
    wanted = _wanted(account, currency, period)
    ((captured, moved),) = run(sql.OURS, wanted)
    ((amount, fees, paid_out, payout_fees, lines),) = run(sql.THEIRS, wanted)
    return Explained(
        account, currency, period,
        captured_minor=int(captured), ledger_minor=int(moved),
        steps=_steps(run(sql.ROWS, wanted), run(sql.FEES, wanted)),
        theirs_minor=int(amount) - int(fees), has_lines=bool(lines),
        paid_out_minor=int(paid_out), payout_fees_minor=int(payout_fees), payout_steps=payout_steps(wanted),
    )  # fmt: skip


def accounts_and_currencies() -> list[tuple[str, str]]:
    """Every account and currency that the ledger or a settlement report speaks of, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        return [(account, currency) for account, currency in cursor.fetchall()]


def _wanted(account: str, currency: str, period: Period) -> dict[str, Any]:
    gateway = Payment.objects.filter(gateway_account=account).values_list("gateway", flat=True).first()
    if gateway is None:
        lines = SettlementEntry.objects.filter(gateway_account=account)
        gateway = lines.values_list("report__gateway", flat=True).first() or account
    return {
        "account": account, "currency": currency, "ledger": accounts.gateway_balance(gateway, account),
        "start": period.start, "end": period.end,
        "early": period.start - AROUND, "late": period.end + AROUND, "shown": SHOWN,
    }  # fmt: skip


def _steps(rows: Iterable[tuple[Any, ...]], fees: Sequence[tuple[Any, ...]]) -> list[Step]:
    found: dict[str, Step] = {}
    for why, count, total, *one in rows:
        found.setdefault(why, Step(why, *REASONS[why], int(total), count)).items.append(_item(*one))
    if fees:
        *_one, count, total = fees[0]
        own = found.get("fees", Step("fees", *REASONS["fees"], 0, 0))
        items = [*own.items, *(_fee(*one) for one in fees)]
        found["fees"] = Step("fees", own.title, own.text, own.delta_minor - int(total), own.count + count, items)
    return [found[why] for why in REASONS if why in found]


def _fee(
    kind: str, payment: str | None, at: datetime, fee: int, currency: str, line_id: str, report: int, word: str,
    *_of_all: int,
) -> Item:  # fmt: skip
    """What was kept of one line."""
    url = url_of("payment", payment, report)
    return Item(kind, payment or line_id or word, url, None, None, None, at, -fee, currency, -fee)


def _item(
    kind: str, reference: str | None, page: str | None, our_at: Any, our_minor: int | None, our_currency: str | None,
    their_at: Any, their_minor: int | None, their_currency: str | None, line_id: str | None, report: int | None,
    word: str | None, delta: int, difference: int | None,
) -> Item:  # fmt: skip
    return Item(
        kind=kind,
        name=reference or word or line_id or "",
        url=url_of(page, reference, report),
        our_at=our_at, our_minor=our_minor, our_currency=our_currency,
        their_at=their_at, their_minor=their_minor, their_currency=their_currency,
        delta_minor=int(delta),
        difference_url=reverse("refunds:difference", args=[difference]) if difference else "",
    )  # fmt: skip


_PAIRS = """
    WITH RECURSIVE booked AS (
        (SELECT account, currency FROM refunds_journalline WHERE account >= 'gateway:'
         ORDER BY account, currency LIMIT 1)
        UNION ALL
        SELECT following.account, following.currency FROM booked CROSS JOIN LATERAL (
            SELECT l.account, l.currency FROM refunds_journalline l
            WHERE (l.account, l.currency) > (booked.account, booked.currency) ORDER BY l.account, l.currency LIMIT 1
        ) AS following
    )
    SELECT split_part(account, ':', 3), currency FROM booked WHERE account LIKE 'gateway:%'
    UNION SELECT gateway_account, currency FROM refunds_settlementday
    ORDER BY 1, 2
"""
"""Jumps from account to account along the ledger's index, so that the number of lines does not matter."""
