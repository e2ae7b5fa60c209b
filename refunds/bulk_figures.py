"""What a bulk run comes to: how far it is, and its sums by account and currency. A run is short enough to add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from refunds.models import BulkRow, BulkRun

State = BulkRow.State


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows by what became of them, out of `rows`."""

    rows: int
    unchecked: int
    ready: int
    barred: int
    done: int
    failed: int

    @property
    def checked(self) -> int:
        return self.rows - self.unchecked

    @property
    def meant(self) -> int:
        """Rows that the move is made on: all but those left out."""
        return self.ready + self.done + self.failed

    @property
    def worked(self) -> int:
        return self.done + self.failed


@dataclass(frozen=True, slots=True)
class Total:
    """Of one gateway account and currency: how many rows, and their sum in minor units; what is left out beside it."""

    gateway_account: str
    currency: str
    count: int
    amount_minor: int
    left_out: int


def progress_of(run: BulkRun) -> Progress:
    found = dict(run.rows.order_by().values_list("state").annotate(count=Count("pk")))
    return Progress(sum(found.values()), *(found.get(state, 0) for state in State))


def totals_of(run: BulkRun) -> list[Total]:
    """What the run moves by account and currency, as of its check."""
    checked = run.rows.exclude(state=State.UNCHECKED)
    keys = ("gateway_account", "currency")
    meant = _sums(checked.exclude(state=State.BARRED), *keys)
    barred = Counter({key: count for key, (count, _sum) in _sums(checked.filter(state=State.BARRED), *keys).items()})
    return [
        Total(account, currency, *meant.get((account, currency), (0, 0)), barred[account, currency])
        for account, currency in sorted({*meant, *barred})
    ]


def released_sums(run: BulkRun) -> dict[str, int]:
    """What one word for the run would release together, by currency, in minor units."""
    if run.move != BulkRun.Move.APPROVAL:
        return {}
    ready = run.rows.filter(state=State.READY).order_by()
    return dict(ready.values_list("currency").annotate(total=Sum("amount_minor")))


def _sums(rows: QuerySet[BulkRow], *keys: str) -> dict[tuple[str, str], tuple[int, int]]:
    grouped = rows.order_by().values_list(*keys).annotate(count=Count("pk"), total=Sum("amount_minor"))
    return {(account, currency): (count, total or 0) for account, currency, count, total in grouped}
