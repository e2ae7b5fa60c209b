"""Our references: RF-2026-000123. A kind, the year it was opened in, and a number from one sequence per kind."""

from __future__ import annotations

from django.db import connection, migrations

from customers import clock


def customer_reference() -> str:
    return next_reference("CU", "customer_reference")


def payment_reference() -> str:
    return next_reference("PM", "payment_reference")


def next_reference(kind: str, sequence: str) -> str:
    """Take the next number. Numbers may have gaps: a rolled-back transaction keeps its number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        (number,) = cursor.fetchone()
    return f"{kind}-{clock.now():%Y}-{number:06d}"


def create_sequence(sequence: str) -> migrations.RunSQL:
    """The migration operation that makes a reference's sequence."""
    return migrations.RunSQL(f"CREATE SEQUENCE {sequence}", f"DROP SEQUENCE {sequence}")
