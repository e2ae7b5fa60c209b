"""The sandbox's own books: a PostgreSQL schema of its own, reached over connections of its own in autocommit.

A roll-back or a kill of our process therefore never undoes what the sandbox did, as with a real gateway.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

Row = dict[str, Any]
Books = Connection[Row]

TABLES = (
    "payment", "refund", "idempotency_key", "request", "script", "webhook", "balance",
    "dispute", "dispute_movement", "dispute_answer",
)  # fmt: skip
POOL_SIZE = 8
POOL_TIMEOUT_SECONDS = 10
SCHEMA_LOCK = 7_263_001
"""Any number, as long as nobody else in this database takes an advisory lock by it."""

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS sandbox_gateway;
CREATE TABLE IF NOT EXISTS sandbox_gateway.payment (
    account text NOT NULL, reference text NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL, captured_at timestamptz NOT NULL, details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (account, reference));
CREATE TABLE IF NOT EXISTS sandbox_gateway.refund (
    id bigserial PRIMARY KEY, gateway_reference text NOT NULL UNIQUE, account text NOT NULL,
    payment_reference text NOT NULL, reference text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0), currency text NOT NULL,
    status text NOT NULL, failure_code text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL, changes_at timestamptz, changes_to text NOT NULL DEFAULT '',
    FOREIGN KEY (account, payment_reference) REFERENCES sandbox_gateway.payment);
CREATE INDEX IF NOT EXISTS refund_of_payment ON sandbox_gateway.refund (account, payment_reference);
CREATE INDEX IF NOT EXISTS refund_by_time ON sandbox_gateway.refund (account, created_at);
CREATE INDEX IF NOT EXISTS payment_by_time ON sandbox_gateway.payment (account, captured_at);
CREATE INDEX IF NOT EXISTS refund_changing ON sandbox_gateway.refund (account, changes_at)
    WHERE changes_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS sandbox_gateway.idempotency_key (
    account text NOT NULL, key text NOT NULL, body bytea NOT NULL, status integer NOT NULL,
    answer jsonb NOT NULL, created_at timestamptz NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS sandbox_gateway.request (
    id bigserial PRIMARY KEY, account text NOT NULL, at timestamptz NOT NULL, key text NOT NULL,
    payment_reference text NOT NULL, body bytea NOT NULL, behaviour text NOT NULL);
ALTER TABLE sandbox_gateway.request ADD COLUMN IF NOT EXISTS correlation_id text NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS request_of_key ON sandbox_gateway.request (account, key);
CREATE TABLE IF NOT EXISTS sandbox_gateway.script (
    id bigserial PRIMARY KEY, account text NOT NULL, payment_reference text NOT NULL, asks text NOT NULL,
    behaviour text NOT NULL, used_at timestamptz);
CREATE INDEX IF NOT EXISTS script_to_play ON sandbox_gateway.script (account, payment_reference, id)
    WHERE used_at IS NULL;
CREATE TABLE IF NOT EXISTS sandbox_gateway.webhook (
    id bigserial PRIMARY KEY, account text NOT NULL, event_id text NOT NULL, body bytea NOT NULL,
    due_at timestamptz, delivered_at timestamptz);
CREATE INDEX IF NOT EXISTS webhook_due ON sandbox_gateway.webhook (account, due_at)
    WHERE delivered_at IS NULL AND due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS sandbox_gateway.balance (
    account text NOT NULL, currency text NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    PRIMARY KEY (account, currency));
CREATE TABLE IF NOT EXISTS sandbox_gateway.dispute (
    id bigserial PRIMARY KEY, gateway_reference text NOT NULL UNIQUE, account text NOT NULL,
    payment_reference text NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor > 0), currency text NOT NULL,
    status text NOT NULL, stage text NOT NULL, reason text NOT NULL, network text NOT NULL, network_code text NOT NULL,
    respond_by timestamptz, answers integer NOT NULL DEFAULT 0, fee_minor bigint NOT NULL,
    counter_fee_minor bigint NOT NULL, outcome_words text NOT NULL DEFAULT '', opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL, changes_at timestamptz, changes_to text NOT NULL DEFAULT '',
    FOREIGN KEY (account, payment_reference) REFERENCES sandbox_gateway.payment);
ALTER TABLE sandbox_gateway.dispute ADD COLUMN IF NOT EXISTS appealable boolean,
    ADD COLUMN IF NOT EXISTS offers jsonb, ADD COLUMN IF NOT EXISTS offer jsonb,
    ADD COLUMN IF NOT EXISTS returns jsonb NOT NULL DEFAULT '[]';
CREATE INDEX IF NOT EXISTS dispute_of_payment ON sandbox_gateway.dispute (account, payment_reference);
CREATE INDEX IF NOT EXISTS dispute_by_change ON sandbox_gateway.dispute (account, changed_at);
CREATE INDEX IF NOT EXISTS dispute_changing ON sandbox_gateway.dispute (account, changes_at)
    WHERE changes_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS sandbox_gateway.dispute_movement (
    id bigserial PRIMARY KEY, movement_id text NOT NULL UNIQUE, account text NOT NULL, dispute text NOT NULL,
    kind text NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor > 0), currency text NOT NULL,
    moved_at timestamptz NOT NULL);
CREATE INDEX IF NOT EXISTS movement_of_dispute ON sandbox_gateway.dispute_movement (account, dispute, id);
CREATE INDEX IF NOT EXISTS movement_by_time ON sandbox_gateway.dispute_movement (account, moved_at);
CREATE TABLE IF NOT EXISTS sandbox_gateway.dispute_answer (
    id bigserial PRIMARY KEY, account text NOT NULL, dispute text NOT NULL, stage text NOT NULL, key text NOT NULL,
    kind text NOT NULL, texts jsonb NOT NULL, files jsonb NOT NULL, at timestamptz NOT NULL);
ALTER TABLE sandbox_gateway.dispute_answer ADD COLUMN IF NOT EXISTS more jsonb NOT NULL DEFAULT '{}';
CREATE INDEX IF NOT EXISTS answer_to_dispute ON sandbox_gateway.dispute_answer (account, dispute);
"""

_pools: dict[tuple[int, str], ConnectionPool[Books]] = {}
_guard = Lock()


class Record:
    """Opens the books of one database. The schema appears with the first use."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    @contextmanager
    def books(self) -> Iterator[Books]:
        """Lend a connection in autocommit: every statement is kept at once."""
        with self._pool().connection(timeout=POOL_TIMEOUT_SECONDS) as books:
            yield books

    @contextmanager
    def atomic(self) -> Iterator[Books]:
        """Lend a connection inside one transaction."""
        with self.books() as books, books.transaction():
            yield books

    def _pool(self) -> ConnectionPool[Books]:
        """Return this process's pool; a forked child must not share its parent's sockets."""
        place = (os.getpid(), self.conninfo)
        with _guard:
            if place not in _pools:
                _pools[place] = _open(self.conninfo)
            return _pools[place]


def close_pools() -> None:
    """Close this process's connections, so that a test database can be dropped."""
    with _guard:
        for place in [place for place in _pools if place[0] == os.getpid()]:
            _pools.pop(place).close()


def _open(conninfo: str) -> ConnectionPool[Books]:
    with Connection.connect(conninfo, autocommit=True) as books:
        _create_schema(books)
    return ConnectionPool(
        conninfo,
        kwargs={"autocommit": True, "row_factory": dict_row},
        min_size=1,
        max_size=POOL_SIZE,
        check=ConnectionPool.check_connection,
        open=True,
    )


def _create_schema(books: Connection[Any]) -> None:
    with books.transaction():
        books.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEMA_LOCK])
        books.execute(SCHEMA)
