"""How each gateway account has answered lately, from the attempts of the last day. Reads only, by index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from refunds.gateways.accounts import account_codes
from refunds.models import RefundAttempt

LATEST_ANSWERS = 1000
"""The middle answer time is that of the latest so many."""


@dataclass(frozen=True, slots=True)
class GatewayHealth:
    """One account. Shares are whole per mille of the attempts sent in that time; None where none was."""

    account: str
    gateway: str
    last_success_at: datetime | None
    sent_last_hour: int
    failed_last_hour: int
    sent_last_day: int
    failed_last_day: int
    median_answer_ms: int | None

    @property
    def failure_rate_hour(self) -> str:
        return _percent(self.failed_last_hour, self.sent_last_hour)

    @property
    def failure_rate_day(self) -> str:
        return _percent(self.failed_last_day, self.sent_last_day)


def gateway_health(now: datetime, accounts: Iterable[str] | None = None) -> list[GatewayHealth]:
    """Every account that is set up, or these, in one query."""
    codes = account_codes()
    names = [name for name in (codes if accounts is None else accounts) if name in codes]
    with connection.cursor() as cursor:
        cursor.execute(
            _HEALTH, {"accounts": names, "now": now, "failed": RefundAttempt.State.FAILED, "latest": LATEST_ANSWERS}
        )
        return [GatewayHealth(account, codes[account], *figures) for account, *figures in cursor.fetchall()]


_HEALTH = """
    SELECT a.account,
        (SELECT answered_at FROM refunds_refundattempt
            WHERE gateway_account = a.account AND answered_at IS NOT NULL AND state <> %(failed)s
            ORDER BY answered_at DESC LIMIT 1),
        sent.*,
        (SELECT (1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds))::int FROM (
            SELECT extract(epoch FROM answered_at - sent_at) AS seconds FROM refunds_refundattempt
            WHERE gateway_account = a.account AND answered_at > %(now)s - interval '1 day'
            ORDER BY answered_at DESC LIMIT %(latest)s) answers)
    FROM unnest(%(accounts)s::text[]) WITH ORDINALITY a(account, nth), LATERAL (
        SELECT count(*) FILTER (WHERE sent_at > %(now)s - interval '1 hour') AS sent_hour,
            count(*) FILTER (WHERE sent_at > %(now)s - interval '1 hour' AND state = %(failed)s) AS failed_hour,
            count(*) AS sent_day,
            count(*) FILTER (WHERE state = %(failed)s) AS failed_day
        FROM refunds_refundattempt
        WHERE gateway_account = a.account AND sent_at > %(now)s - interval '1 day'
    ) sent ORDER BY a.nth
"""


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}\u202f%" if whole else "–"
