"""What the pages and the API about the gateways' truth read: rows by index, and the few sums beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from customers.models import Payment
from refunds.actions.match_refund import MATCHABLE
from refunds.gateways.accounts import gateway_accounts
from refunds.models import (
    Difference,
    ReconciliationRun,
    Refund,
    RefundAttempt,
    SettlementDay,
    SettlementReport,
    WebhookEvent,
)

TOPICS = (
    ("refund", gettext_lazy("Refunds")),
    ("dispute", gettext_lazy("Disputes")),
    ("warning", gettext_lazy("Fraud warnings")),
    ("payment", gettext_lazy("Payments")),
    ("other", gettext_lazy("Other")),
)

CANDIDATES = 20
OPEN_COUNTED_UP_TO = 10_000


def stuck_webhooks() -> QuerySet[WebhookEvent]:
    """Those before a person, and those that do not fit what we know."""
    return WebhookEvent.objects.filter(state__in=WebhookEvent.STUCK).defer("body")


def all_webhooks() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.defer("body")


def open_differences() -> QuerySet[Difference]:
    return Difference.objects.filter(state=Difference.State.OPEN)


def account_names() -> list[str]:
    """Every gateway account that is set up."""
    return sorted(gateway.account for gateway in gateway_accounts())


def cases_of(webhooks: Iterable[WebhookEvent]) -> dict[int, Refund]:
    """The case that each event is about, read in one query."""
    events = list(webhooks)
    theirs = {event.gateway_reference for event in events} - {""}
    ours = {event.refund_reference for event in events} - {""}
    found = RefundAttempt.objects.select_related("refund").filter(
        Q(gateway_reference__in=theirs) | Q(reference__in=ours)
    )
    by_name: dict[tuple[str, str], Refund] = {}
    for attempt in found if events else ():
        by_name[attempt.gateway_account, attempt.reference] = attempt.refund
        if attempt.gateway_reference:
            by_name[attempt.gateway_account, attempt.gateway_reference] = attempt.refund
    cases = {
        event.pk: by_name.get((event.gateway_account, event.gateway_reference))
        or by_name.get((event.gateway_account, event.refund_reference))
        for event in events
    }
    return {pk: refund for pk, refund in cases.items() if refund is not None}


def payment_of(gateway: str, account: str, references: Collection[str]) -> Payment | None:
    """Our payment by any of the ids that the gateway has for it."""
    known = Payment.objects.select_related("customer").filter(gateway=gateway, gateway_account=account)
    return known.filter(gateway_reference__in=set(references) - {""}).first()


def candidates_for(payment: Payment | None, amount_minor: int | None) -> list[Refund]:
    """Requests of the payment that a refund may end, those over the same amount first."""
    if payment is None:
        return []
    fits = Case(When(amount_minor=amount_minor, then=Value(0)), default=Value(1), output_field=IntegerField())
    waiting = payment.refunds.filter(state__in=MATCHABLE, rail=Refund.Rail.ORIGINAL, plan=None)
    return list(waiting.annotate(fits=fits).order_by("fits", "id")[:CANDIDATES])


@dataclass(frozen=True, slots=True)
class AccountTruth:
    """One account: its latest look, its latest backfill, and how many of its differences are open."""

    account: str
    gateway: str
    lists_refunds: bool
    look: ReconciliationRun | None
    backfill: ReconciliationRun | None
    open_differences: int


def accounts_truth() -> list[AccountTruth]:
    """Every account that is set up, in two queries."""
    gateways = sorted(gateway_accounts(), key=lambda gateway: gateway.account)
    latest = ReconciliationRun.objects.order_by("gateway_account", "kind", "-created_at", "-id")
    runs = {(run.gateway_account, run.kind): run for run in latest.distinct("gateway_account", "kind")}
    few = open_differences().order_by("-found_at").values("pk")[:OPEN_COUNTED_UP_TO]
    counted = Difference.objects.filter(pk__in=few).order_by().values_list("gateway_account").annotate(Count("pk"))
    counts = dict(counted)
    Kind = ReconciliationRun.Kind
    return [
        AccountTruth(
            gateway.account,
            gateway.name,
            gateway.capabilities.lists_refunds,
            runs.get((gateway.account, Kind.LOOK)),
            runs.get((gateway.account, Kind.BACKFILL)),
            counts.get(gateway.account, 0),
        )
        for gateway in gateways
    ]


@dataclass(frozen=True, slots=True)
class SettlementFetch:
    """An account whose gateway lists its settlements: the newest fetch, and when one last came through."""

    account: str
    latest: SettlementReport | None
    fetched_at: datetime | None

    @property
    def why_not(self) -> str:
        """Why the newest fetch does not come through; "" while nothing is wrong."""
        return self.latest.trouble if self.latest is not None else ""


def settlement_fetches() -> list[SettlementFetch]:
    """Every account of which settlements can be fetched, in two queries."""
    accounts = sorted(gateway.account for gateway in gateway_accounts() if gateway.capabilities.settlements)
    fetched = SettlementReport.objects.filter(gateway_account__in=accounts, is_pulled=True)
    newest = fetched.order_by("gateway_account", "-created_at", "-id").distinct("gateway_account")
    latest = {report.gateway_account: report for report in newest}
    done = fetched.filter(state=SettlementReport.State.DONE).order_by("gateway_account", "-created_at", "-id")
    came = dict(done.distinct("gateway_account").values_list("gateway_account", "finished_at"))
    return [SettlementFetch(account, latest.get(account), came.get(account)) for account in accounts]


@dataclass(frozen=True, slots=True)
class DayTruth:
    """Refunds of one account, currency and day (UTC), in minor units that left the shop.

    `ours_minor` holds what is missing at the gateway as well. The difference is theirs less ours.
    """

    gateway_account: str
    currency: str
    day: date
    lines: int
    ours_minor: int
    theirs_minor: int

    @property
    def difference_minor(self) -> int:
        return self.theirs_minor - self.ours_minor


def with_missing(rows: Iterable[SettlementDay]) -> list[DayTruth]:
    """Each day with what we paid on it and no report has."""
    days = list(rows)
    missing = _missing_by_day({row.gateway_account for row in days}) if days else {}
    return [
        DayTruth(
            row.gateway_account,
            row.currency,
            row.day,
            row.lines,
            row.ours_minor + missing.get((row.gateway_account, row.currency, row.day), 0),
            row.theirs_minor,
        )
        for row in days
    ]


def _missing_by_day(accounts: Collection[str]) -> dict[tuple[str, str, date], int]:
    rows = open_differences().filter(kind=Difference.Kind.MISSING, gateway_account__in=accounts)
    sums: dict[tuple[str, str, date], int] = {}
    named = rows.values_list("gateway_account", "currency", "attempt__finished_at", "ours_minor")
    for account, currency, at, minor in named[:OPEN_COUNTED_UP_TO]:
        if at is not None:
            key = account, currency, at.astimezone(UTC).date()
            sums[key] = sums.get(key, 0) + (minor or 0)
    return sums
