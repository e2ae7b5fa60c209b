"""The floor: PostgreSQL's own pgbench running the statements of one refund, with nothing in front of them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.db import connection

from tests.faults.house import House

ROWS = (
    ("customers_idempotentanswer", "id = (SELECT min(id) FROM customers_idempotentanswer)"),
    ("refunds_refund", "id = {refund}"),
    ("refunds_refundline", "refund_id = {refund}"),
    ("refunds_historicalrefund", "id = {refund}"),
    ("refunds_policydecision", "refund_id = {refund}"),
    ("refunds_refundevent", "refund_id = {refund}"),
    ("customers_message", "about = '{reference}'"),
)
"""The tables of one request, and which rows of the sample belong to it."""

FRESH = {
    ("customers_idempotentanswer", "key"): "gen_random_uuid()::text",
    ("customers_idempotentanswer", "status"): "NULL",
    ("customers_idempotentanswer", "body"): "NULL",
    ("refunds_refund", "reference"): "'RF-9999-' || nextval('refund_reference')",
    ("refunds_refund", "request_key"): "''",
    ("refunds_refund", "state"): "'requested'",
    ("refunds_refund", "version"): "0",
    ("refunds_refundline", "refund_id"): ":refund",
    ("refunds_historicalrefund", "id"): ":refund",
    ("refunds_policydecision", "refund_id"): ":refund",
    ("refunds_refundevent", "refund_id"): ":refund",
}
RETURNING = {
    "refunds_refund": " RETURNING id AS refund \\gset",
    "customers_idempotentanswer": " RETURNING id AS kept \\gset",
}


def write_script(target: Path, payments: str) -> None:
    """Write one transaction: lock a payment, insert what a refund inserts, update what it updates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, reference FROM refunds_refund ORDER BY id LIMIT 1")
        refund, reference = cursor.fetchone()
        cursor.execute("SELECT min(id), max(id) FROM customers_payment WHERE reference LIKE %s", [payments])
        first, last = cursor.fetchone()
        statements = [_insert(cursor, table, which.format(refund=refund, reference=reference)) for table, which in ROWS]
    kept_body = "(SELECT body FROM customers_idempotentanswer ORDER BY id LIMIT 1)"
    lines = [
        f"\\set payment random({first}, {last})",
        "BEGIN;",
        "SELECT id FROM customers_payment WHERE id = :payment FOR NO KEY UPDATE;",
        *[line for block in statements for line in block],
        "UPDATE refunds_refund SET state = 'under_review' WHERE id = :refund;",
        f"UPDATE customers_idempotentanswer SET status = 201, body = {kept_body} WHERE id = :kept;",
        "COMMIT;",
    ]
    target.write_text("\n".join(lines) + "\n")
    target.chmod(0o644)


def pace(house: House, script: Path, clients: int, seconds: float) -> float:
    """Transactions per second."""
    url = house.engines.postgres.url()
    socket = unquote(url.split("host=")[1])
    threads = min(clients, 2)
    command = [
        house.engines.postgres._binary("pgbench"), "-n", "-h", socket, "-U", "recourse", "-f", str(script),
        "-c", str(clients), "-j", str(threads), "-T", str(max(1, round(seconds))), "recourse",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", said.stdout)
    assert found, said.stderr[-2000:]
    return float(found[1])


def _insert(cursor: Any, table: str, which: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {table} WHERE {which} LIMIT 0")
    names = [column.name for column in cursor.description]
    own_key = {"id"} if table != ("refunds_historicalrefund") else {"history_id"}
    chosen = [name for name in names if name not in own_key]
    quoted = ", ".join(f"quote_nullable({name}::text)" for name in chosen)
    cursor.execute(f"SELECT {quoted} FROM {table} WHERE {which} ORDER BY 1")
    ending = RETURNING.get(table, ";")
    rows = []
    for row in cursor.fetchall():
        values = [FRESH.get((table, name)) or _escaped(value) for name, value in zip(chosen, row, strict=True)]
        rows.append(f"INSERT INTO {table} ({', '.join(chosen)}) VALUES ({', '.join(values)}){ending}")
    return rows


def _escaped(literal: str) -> str:
    """pgbench reads one line a statement and takes :name for a variable."""
    return (
        "U&" + literal.replace("\\", "\\005C").replace("\n", "\\000A").replace(":", "\\003A")
        if literal != "NULL"
        else "NULL"
    )
