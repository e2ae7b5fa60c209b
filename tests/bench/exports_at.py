"""One shape in a process of its own: `python -m tests.bench.exports_at csv 1000000`; `fill` makes the rows first."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from psycopg import sql  # noqa: E402

from customers.models import Customer, Payment  # noqa: E402
from customers.shop_days import Period  # noqa: E402
from reporting.exports.copying import copied_rows  # noqa: E402
from reporting.exports.query import Wanted, rows_query  # noqa: E402
from reporting.exports.stream import Rows  # noqa: E402
from reporting.exports.subject import subject_named  # noqa: E402
from reporting.exports.writer import writer_named  # noqa: E402

TOLD = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAYS = 300


def fill(rows: int) -> None:
    missing = rows - Payment.objects.count()
    if missing <= 0:
        return
    customer, _new = Customer.objects.get_or_create(
        email="mila@home.example", defaults={"reference": "CU-B-1", "name": "Mila Novak", "country": "DE"}
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_payment (reference, customer_id, gateway, gateway_account, gateway_reference,"
            " order_reference, currency, captured_minor, reserved_minor, refunded_minor, refunded_before_minor, method,"
            " card_brand, card_last4, method_label, country, language, ordered_at, captured_at, created_at)"
            " SELECT 'PM-B-' || n, %s, 'sandbox', 'sandbox', 'pay_b_' || n, 'ORDER-' || n,"
            " CASE WHEN n %% 20 = 0 THEN 'JPY' ELSE 'EUR' END, 1000 + n %% 9000, 0, n %% 500, 0, 'card',"
            " 'visa', '4242',"
            " '', 'DE', 'de', %s::timestamptz + n * interval '20 seconds',"
            " %s::timestamptz + n * interval '20 seconds',"
            " now() FROM generate_series(1, %s) n",
            [customer.pk, TOLD, TOLD, missing],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE customers_payment")


def measured(shape: str, most: int) -> dict[str, float]:
    """Both write the very same rows, cut by their period."""
    wanted = _wanted(most)
    copy_seconds = _copied(wanted)
    writer = writer_named(shape)
    _warm(shape)
    before = _rss()
    with tempfile.TemporaryFile() as file:
        begun = time.monotonic()
        rows = Rows(wanted, lambda taken: None)
        writer.write(rows, file)
        seconds = time.monotonic() - begun
        size = file.seek(0, 2)
    return {
        "rows": rows.taken,
        "seconds": seconds * most / rows.taken,
        "copy_seconds": copy_seconds * most / rows.taken,
        "megabytes": size / 1e6,
        "grown_megabytes": _rss() - before,
    }


def _wanted(most: int) -> Wanted:
    subject = subject_named("payments")
    last = Payment.objects.order_by("captured_at", "id").values_list("captured_at", flat=True)[most - 1]
    return Wanted(subject, list(subject.columns), Period(date(2025, 12, 31), last.date()))


def _copied(wanted: Wanted) -> float:
    """COPY of the plain columns into a file, by the same quick reading of rows, with nothing done to them."""
    statement = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(
        rows_query(wanted, lambda column: column.sql, lambda column: column.name)
    )
    begun = time.monotonic()
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copied_rows(copy):
            file.write(row)
    return time.monotonic() - begun


def _warm(shape: str) -> None:
    """Load what the shape needs, so that only what grows with the rows is counted."""
    with tempfile.TemporaryFile() as file:
        writer_named(shape).write(Rows(_wanted(1_000), lambda taken: None), file)


def _rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
