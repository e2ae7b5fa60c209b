"""Payments imported per second with everything that is checked and recorded, beside a raw COPY of the same file."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.bench.table import Row
from tests.faults.house import House

AIM_SECONDS = 120

COLUMNS = (
    "gateway_account", "gateway_reference", "customer_email", "customer_name", "order_reference", "currency",
    "captured_minor", "method", "card_brand", "card_last4", "country", "ordered_at", "captured_at",
)  # fmt: skip


def measure(house: House, count: int) -> list[Row]:
    file = house.folder / "payments.csv"
    _write(file, count)
    copied, imported = _copy(file), _import(file)
    seconds_for_all = 100_000 / count * imported
    return [
        Row(
            f"payments imported, {count:,} rows",
            f"{count / imported:,.0f}/s ({imported:.1f} s)",
            f"raw COPY into one table: {count / copied:,.0f}/s",
            f"{copied / imported:.3f}",
            f"< {AIM_SECONDS} s for 100,000",
            seconds_for_all < AIM_SECONDS,
        )
    ]


def _write(file: Path, count: int) -> None:
    """Two payments a customer."""
    with file.open("w", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(COLUMNS)
        for n in range(count):
            who, price = n // 2, 1000 + n % 90_000
            ordered, captured = "2026-10-01T10:00:00Z", "2026-10-01T10:00:05Z"
            person = (f"import{who}@home.example", f"Customer {who}")
            card = ("card", "visa", "4242", "DE")
            rows.writerow(("sandbox", f"import_{n}", *person, f"ORDER-{n}", "EUR", price, *card, ordered, captured))


def _copy(file: Path) -> float:
    with connection.cursor() as cursor:
        kinds = ", ".join(f"{name} {'bigint' if name == 'captured_minor' else 'text'}" for name in COLUMNS)
        cursor.execute(f"CREATE TABLE bench_copy ({kinds})")
        began = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN (FORMAT csv, HEADER)") as copy, file.open("rb") as source:
            while block := source.read(1 << 16):
                copy.write(block)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_copy")
    return took


def _import(file: Path) -> float:
    began = time.perf_counter()
    call_command("import_payments", str(file), stdout=io.StringIO())
    return time.perf_counter() - began
