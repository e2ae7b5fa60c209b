"""Writing many payments at once: COPY into a place of the session's own, then what is new into the tables.

The same payment is never written twice, whoever else is writing. History is written with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models, transaction

from customers import clock
from customers.actors import Actor
from customers.imports.rows import LINE_FIELDS, PaymentRow
from customers.models import Customer, Payment

PAYMENT_COLUMNS = {
    "row_number": "integer", "gateway": "text", "gateway_account": "text", "gateway_reference": "text",
    "customer_email": "text", "customer_name": "text", "customer_external_reference": "text",
    "order_reference": "text", "currency": "text", "captured_minor": "bigint", "refunded_before_minor": "bigint",
    "method": "text", "card_brand": "text", "card_last4": "text", "method_label": "text",
    "invoice_reference": "text", "invoiced_on": "date", "country": "text", "language": "text",
    "ordered_at": "timestamptz", "delivered_at": "timestamptz", "captured_at": "timestamptz",
}  # fmt: skip
LINE_COLUMNS = {
    "row_number": "integer", "position": "integer", "description": "text", "quantity": "integer",
    "net_minor": "bigint", "tax_minor": "bigint", "tax_rate": "numeric", "discount_minor": "bigint", "sku": "text",
    "product_kind": "text", "channel": "text", "returnable": "boolean",
}  # fmt: skip
COPIED = tuple(name for name in PAYMENT_COLUMNS if name != "row_number" and not name.startswith("customer_"))

SAME_CHARGE = (
    "(p.gateway, p.gateway_account, p.gateway_reference) = (i.gateway, i.gateway_account, i.gateway_reference)"
)
IS_NEW = f"NOT EXISTS (SELECT 1 FROM customers_payment p WHERE {SAME_CHARGE})"  # noqa: S608

Numbered = tuple[int, PaymentRow]


def write_rows(rows: Sequence[Numbered], actor: Actor, dry_run: bool = False) -> tuple[int, list[int]]:
    """Write what is new, in one transaction; return how many that were, and the rows that contradict what is here.

    A row contradicts when its charge is here with another amount or currency; nothing is changed then.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _load(cursor, rows)
        contradicting = _contradicting(cursor)
        _open_customers(cursor, actor)
        new = _open_payments(cursor, actor)
        if dry_run:
            transaction.set_rollback(True)
    return new, contradicting


def _load(cursor: Any, rows: Sequence[Numbered]) -> None:
    for table, columns in (("importing_payment", PAYMENT_COLUMNS), ("importing_line", LINE_COLUMNS)):
        described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({described})")
        cursor.execute(f"TRUNCATE {table}")
    names = list(PAYMENT_COLUMNS)[1:]
    with cursor.copy(f"COPY importing_payment ({', '.join(PAYMENT_COLUMNS)}) FROM STDIN") as copy:
        for number, row in rows:
            copy.write_row((number, *(getattr(row, name) for name in names)))
    with cursor.copy(f"COPY importing_line (row_number, position, {', '.join(LINE_FIELDS)}) FROM STDIN") as copy:
        for number, row in rows:
            for position, line in enumerate(row.lines, start=1):
                copy.write_row((number, position, *(getattr(line, name) for name in LINE_FIELDS)))
    cursor.execute("ANALYZE importing_payment")


def _contradicting(cursor: Any) -> list[int]:
    cursor.execute(
        "SELECT i.row_number FROM importing_payment i JOIN customers_payment p"  # noqa: S608
        f" ON {SAME_CHARGE} WHERE p.currency <> i.currency OR p.captured_minor <> i.captured_minor"
    )
    return [number for (number,) in cursor.fetchall()]


def _open_customers(cursor: Any, actor: Actor) -> None:
    """Open the customers whose mail address is new, from the first row that names them."""
    cursor.execute(
        f"""
        WITH people AS (
            SELECT DISTINCT ON (lower(customer_email)) * FROM importing_payment i
            WHERE {IS_NEW} AND NOT EXISTS (
                SELECT 1 FROM customers_customer c WHERE lower(c.email) = lower(i.customer_email))
            ORDER BY lower(customer_email), row_number
        ), numbered AS (
            SELECT *, nextval('customer_reference')::text AS number FROM people
        ), fresh AS (
            INSERT INTO customers_customer
                (reference, email, name, language, country, external_reference, created_at,
                channel, phone, mail_trouble, mail_trouble_reason)
            SELECT {_reference("CU")}, customer_email, customer_name, language, country,
                customer_external_reference, %(now)s, 'email', '', '', ''
            FROM numbered ON CONFLICT (lower(email)) DO NOTHING RETURNING *
        )
        {_history_of(Customer)}
        """,  # noqa: S608
        _marks(actor),
    )


def _open_payments(cursor: Any, actor: Actor) -> int:
    """Open the payments that are new, with history and lines; return how many."""
    bought = list(LINE_COLUMNS)[1:]
    cursor.execute(
        f"""
        WITH coming AS (
            SELECT i.*, c.id AS customer_id FROM importing_payment i
            JOIN customers_customer c ON lower(c.email) = lower(i.customer_email)
            WHERE {IS_NEW} ORDER BY i.row_number
        ), numbered AS (
            SELECT *, nextval('payment_reference')::text AS number FROM coming
        ), fresh AS (
            INSERT INTO customers_payment (reference, customer_id, {", ".join(COPIED)}, reserved_minor, refunded_minor,
                created_at)
            SELECT {_reference("PM")}, customer_id, {", ".join(COPIED)}, 0, 0, %(now)s FROM numbered
            ON CONFLICT (gateway, gateway_account, gateway_reference) DO NOTHING RETURNING *
        ), kept AS (
            {_history_of(Payment)}
        ), lines AS (
            INSERT INTO customers_paymentline (payment_id, {", ".join(bought)})
            SELECT p.id, {", ".join(f"l.{name}" for name in bought)} FROM importing_line l
            JOIN importing_payment i ON i.row_number = l.row_number JOIN fresh p ON {SAME_CHARGE}
        )
        SELECT count(*) FROM fresh
        """,  # noqa: S608
        _marks(actor),
    )
    (new,) = cursor.fetchone()
    return int(new)


def _reference(kind: str) -> str:
    """The SQL of customers.references.next_reference, for many at once: `number` is the sequence's next, as text."""
    return f"'{kind}-' || %(year)s || '-' || lpad(number, greatest(6, length(number)), '0')"


def _history_of(model: type[models.Model]) -> str:
    """The SQL that keeps a history row for each fresh row of a model."""
    history = model.history.model  # type: ignore[attr-defined]
    columns = ", ".join(field.column for field in history.tracked_fields)
    return (
        f"INSERT INTO {history._meta.db_table} ({columns}, history_date, history_type,"  # noqa: S608
        " history_actor, history_user_id)"
        f" SELECT {columns}, %(now)s, '+', %(actor)s, %(person)s FROM fresh"
    )


def _marks(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    return {"now": now, "year": f"{now:%Y}", "actor": actor.key, "person": actor.person.pk if actor.person else None}
