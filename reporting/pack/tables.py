"""The tables of the zip, as rows of text. Amounts are written in full, with a point, beside their currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from customers.money import to_decimal
from refunds.models import JournalEntry
from reporting.pack.figures import Figures
from reporting.periods import Period, shop_day
from reporting.tax.tables import LINE_COLUMNS, REPORT_COLUMNS, line_rows, report_rows

Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def tables(figures: Figures, period: Period) -> list[Table]:
    """Name, columns and rows of each; rows are read while they are written."""
    return [
        ("movements.csv", MOVEMENT_COLUMNS, movement_rows(period, figures["ledger_entry"])),
        ("revenue.csv", _money_columns("month", figures["months"]), _money_rows("month", figures["months"])),
        ("totals.csv", _money_columns("", figures["totals"]), _money_rows("", figures["totals"])),
        ("accounts.csv", _money_columns("account", figures["accounts"]), _money_rows("account", figures["accounts"])),
        ("reconciliation.csv", BRIDGE_COLUMNS, bridge_rows(figures["bridges"])),
        ("tax.csv", REPORT_COLUMNS, report_rows(figures["tax"])),
        ("tax_lines.csv", LINE_COLUMNS, line_rows(period)),
        ("open_items.csv", OPEN_COLUMNS, open_rows(figures["checks"])),
    ]


MOVEMENT_COLUMNS = ("on", "kind", "refund", "payment", "order", "customer", "rail", "currency", "amount")


def movement_rows(period: Period, up_to_entry: int) -> Iterator[tuple[Any, ...]]:
    """Every refund that left or came back, in the order of the ledger; what left is positive."""
    entries = JournalEntry.objects.filter(
        kind__in=(JournalEntry.Kind.SETTLE, JournalEntry.Kind.REVERSE),
        posted_at__gte=period.start, posted_at__lt=period.end, id__lte=up_to_entry,
    ).order_by("posted_at", "id")  # fmt: skip
    rows = entries.values_list(
        "posted_at", "kind", "refund__reference", "refund__payment__reference", "refund__payment__order_reference",
        "customer__reference", "refund__rail", "refund__currency", "refund__amount_minor",
    )  # fmt: skip
    for at, kind, *names, currency, amount in rows.iterator(2000):
        signed = amount if kind == JournalEntry.Kind.SETTLE else -amount
        yield shop_day(at).isoformat(), kind, *names, currency, to_decimal(signed, currency)


BRIDGE_COLUMNS = ("account", "currency", "step", "count", "amount")


def bridge_rows(bridges: Iterable[Figures]) -> Iterator[tuple[Any, ...]]:
    for one in bridges:
        account, currency = one["account"], one["currency"]
        steps = [("ours", "", one["ours_minor"]), *((s["why"], s["count"], s["delta_minor"]) for s in one["steps"])]
        ends = [
            (name, "", one.get(f"{name}_minor", 0))
            for name in ("remainder", "theirs", "unpaid", "from_before", "payout_fees", "payout_remainder", "paid_out")
        ]
        for name, count, amount in (*steps, *ends):
            yield account, currency, name, count, to_decimal(amount, currency)


OPEN_COLUMNS = ("check", "state", "count", "what", "carried_by", "why")


def open_rows(checks: Iterable[Figures]) -> Iterator[tuple[Any, ...]]:
    for check in checks:
        for item in check["items"] or [{"label": ""}]:
            yield (
                check["code"], check["state"], check["count"], item["label"], check["carried_by"], check["carried_why"],
            )  # fmt: skip


def _money_columns(name: str, rows: Sequence[Figures]) -> list[str]:
    sums = [key.removesuffix("_minor") for key in (rows[0] if rows else {}) if key.endswith("_minor")]
    return [*([name] if name else []), "currency", *sums]


def _money_rows(name: str, rows: Sequence[Figures]) -> Iterator[list[Any]]:
    for row in rows:
        sums = [to_decimal(amount, row["currency"]) for key, amount in row.items() if key.endswith("_minor")]
        yield [*([row[name]] if name else []), row["currency"], *sums]
