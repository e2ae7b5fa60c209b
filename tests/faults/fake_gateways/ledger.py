"""The ledger: what really happened at the gateways, in a SQLite file that whoever judges reads with plain SQL.

Rows are written behind, several times a second and whenever somebody asks for the totals. Amounts are ISO minor units,
moments are seconds since 1970.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE payment (
    gateway TEXT, reference TEXT, alias TEXT, order_reference TEXT, amount_minor INTEGER, currency TEXT, made_at REAL,
    PRIMARY KEY (gateway, reference)
);
CREATE TABLE refund (
    gateway TEXT, id TEXT, payment TEXT, reference TEXT, key TEXT, amount_minor INTEGER, currency TEXT, status TEXT,
    origin TEXT, made_at REAL, changed_at REAL, PRIMARY KEY (gateway, id)
);
CREATE TABLE refund_status (gateway TEXT, refund TEXT, status TEXT, at REAL);
CREATE TABLE request (
    id INTEGER PRIMARY KEY, gateway TEXT, at REAL, method TEXT, path TEXT, key TEXT, reference TEXT, number INTEGER,
    body BLOB, fault TEXT, key_was TEXT, answer INTEGER, refund TEXT
);
CREATE TABLE webhook (
    id INTEGER PRIMARY KEY, gateway TEXT, event TEXT, refund TEXT, kind TEXT, fault TEXT, headers TEXT, body BLOB,
    due_at REAL, sent_at REAL, tries INTEGER, state TEXT, answer INTEGER
);
CREATE TABLE setting (at REAL, gateway TEXT, name TEXT, value TEXT);
CREATE VIEW paid AS
    SELECT gateway, payment, reference, id, amount_minor, currency FROM refund WHERE status = 'succeeded';
CREATE VIEW paid_twice AS
    SELECT gateway, payment, reference, count(*) AS times, sum(amount_minor) AS amount_minor FROM refund
    WHERE status IN ('succeeded', 'pending') AND reference <> ''
    GROUP BY gateway, payment, reference HAVING count(*) > 1;
CREATE VIEW overpaid AS
    SELECT p.gateway, p.reference AS payment, p.amount_minor, sum(r.amount_minor) AS refunded_minor
    FROM payment p JOIN refund r ON r.gateway = p.gateway AND r.payment = p.reference
    WHERE r.status = 'succeeded' GROUP BY p.gateway, p.reference
    HAVING sum(r.amount_minor) > p.amount_minor;
CREATE INDEX refund_by_reference ON refund (reference);
"""


class Ledger:
    """Rows on their way into the file, those of each table in the order in which they happened."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000;" + TABLES
        )
        self._waiting: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def write(self, table: str, *row: Any) -> None:
        """Put a row down, in the place of the one with the same primary key."""
        self._waiting[table].append(row)

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, defaultdict(list)
        if not waiting:
            return
        self._connection.execute("BEGIN")
        for table, rows in waiting.items():
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
        self._connection.execute("COMMIT")

    def count(self, sql: str) -> list[tuple[Any, ...]]:
        self.flush()
        return self._connection.execute(sql).fetchall()

    def close(self) -> None:
        self.flush()
        self._connection.close()
