"""Triggers that mark which days of which source changed, in the transaction of the change, whoever makes it.

They are the database's own, so that nothing that is written past the actions (a bulk import by COPY, a correction by
hand) is missed. Whoever writes so much that everything is summed up anew afterwards says so for its transaction:
`SET LOCAL recourse.figures_later = 'on'`.
"""

from __future__ import annotations

from django.db import migrations

from reporting.facts.numbers import (
    CREDIT,
    DECISIONS,
    DISPUTE_MONEY,
    DISPUTES_ENDED,
    DISPUTES_OPENED,
    FAILURES,
    FEES,
    PAYMENTS,
    REFUNDS,
    REQUESTS,
)

_QUARTER = "date_bin('15 minutes', at, TIMESTAMPTZ '2000-01-01 00:00+00')"


def _marking(found: str) -> str:
    """A body of a function that marks each (source, at) of a query once."""
    return f"""
    BEGIN
        IF coalesce(current_setting('recourse.figures_later', true), '') = 'on' THEN RETURN NULL; END IF;
        INSERT INTO reporting_figuremark (source, at, marked_at)
        SELECT DISTINCT source, {_QUARTER}, now() FROM ({found}) AS found (source, at) WHERE at IS NOT NULL;
        RETURN NULL;
    END
    """


_OF_PAYMENT_ROWS = f"""
    SELECT {PAYMENTS}, o.captured_at FROM {{rows}} o
"""
_CASES_OF_PAYMENTS = f"""
    SELECT {REQUESTS}, r.created_at FROM fresh o JOIN refunds_refund r ON r.payment_id = o.id
    UNION ALL SELECT {DECISIONS}, r.decided_at FROM fresh o JOIN refunds_refund r ON r.payment_id = o.id
    UNION ALL SELECT unnest(ARRAY[{REFUNDS}, {FAILURES}]), e.posted_at FROM fresh o
        JOIN refunds_refund r ON r.payment_id = o.id JOIN refunds_journalentry e ON e.refund_id = r.id
    UNION ALL SELECT {DISPUTES_OPENED}, d.opened_at FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
    UNION ALL SELECT {DISPUTES_ENDED}, d.finished_at FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
    UNION ALL SELECT {DISPUTE_MONEY}, e.posted_at FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
        JOIN disputes_moneymoved m ON m.dispute_id = d.id JOIN refunds_journalentry e ON e.id = m.entry_id
"""
_ENTRY = f"""
    SELECT CASE WHEN kind IN ('settle', 'reverse') THEN {REFUNDS} WHEN kind = 'release' THEN {FAILURES}
        WHEN kind LIKE 'credit%' THEN {CREDIT} WHEN kind LIKE 'dispute%' THEN {DISPUTE_MONEY} END, posted_at
    FROM fresh WHERE kind <> 'reserve'
"""
_REFUND = f"""
    SELECT {REQUESTS}, created_at FROM {{rows}} UNION ALL SELECT {DECISIONS}, decided_at FROM {{rows}}
"""
_DISPUTE = f"""
    SELECT {DISPUTES_OPENED}, opened_at FROM {{rows}} UNION ALL SELECT {DISPUTES_ENDED}, finished_at FROM {{rows}}
"""
_MONEY_OF_DISPUTES = f"""
    SELECT {DISPUTE_MONEY}, e.posted_at FROM fresh o JOIN disputes_moneymoved m ON m.dispute_id = o.id
        JOIN refunds_journalentry e ON e.id = m.entry_id
"""
_LINES = f"""
    SELECT {PAYMENTS}, p.captured_at FROM fresh o JOIN customers_payment p ON p.id = o.payment_id
    WHERE p.created_at < now()
"""
"""Lines that are written with their payment are marked by the payment, which is not older than the transaction."""

_ON_INSERT = {
    "customers_payment": _OF_PAYMENT_ROWS.format(rows="fresh"),
    "customers_paymentline": _LINES,
    "refunds_journalentry": _ENTRY,
    "refunds_refund": _REFUND.format(rows="fresh"),
    "disputes_dispute": _DISPUTE.format(rows="fresh"),
    "refunds_settlemententry": f"SELECT {FEES}, settled_at FROM fresh",
}
_ON_UPDATE = {
    "customers_payment": " UNION ALL ".join(
        [*(_OF_PAYMENT_ROWS.format(rows=rows) for rows in ("stale", "fresh")), _CASES_OF_PAYMENTS]
    ),
    "customers_paymentline": _LINES.replace("WHERE p.created_at < now()", ""),
    "refunds_refund": " UNION ALL ".join(_REFUND.format(rows=rows) for rows in ("stale", "fresh")),
    "disputes_dispute": " UNION ALL ".join(
        [*(_DISPUTE.format(rows=rows) for rows in ("stale", "fresh")), _MONEY_OF_DISPUTES]
    ),
}
_LOOKED_AT = {
    "customers_payment": ("captured_at", "captured_minor", "currency", "gateway_account", "method", "country"),
    "customers_paymentline": ("sku", "channel", "net_minor", "tax_minor", "discount_minor"),
    "refunds_refund": ("created_at", "decided_at", "reason", "requester_id", "skus"),
    "disputes_dispute": ("opened_at", "finished_at", "state", "category", "owner_id"),
}
"""Columns whose change changes a figure; a refund that moves on changes none of these."""


def install() -> str:
    return "\n".join([_inserting(table, found) for table, found in _ON_INSERT.items()]
                     + [_updating(table, found) for table, found in _ON_UPDATE.items()])  # fmt: skip


def uninstall() -> str:
    return "\n".join(
        [f"DROP FUNCTION IF EXISTS mark_figures_{table}_insert() CASCADE;" for table in _ON_INSERT]
        + [f"DROP FUNCTION IF EXISTS mark_figures_{table}_update() CASCADE;" for table in _ON_UPDATE]
    )


def operation() -> migrations.RunSQL:
    return migrations.RunSQL(install(), uninstall())


def _inserting(table: str, found: str) -> str:
    name = f"mark_figures_{table}_insert"
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${_marking(found)}$body$;
    CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
        FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


def _updating(table: str, found: str) -> str:
    """For one row: most updates change no figure, and then nothing is called at all."""
    name = f"mark_figures_{table}_update"
    changed = ", ".join(_LOOKED_AT[table])
    old, new = (", ".join(f"{row}.{column}" for column in _LOOKED_AT[table]) for row in ("OLD", "NEW"))
    one_row = found
    for rows, row in (("stale", "OLD"), ("fresh", "NEW")):
        one_row = one_row.replace(f"FROM {rows}", f"FROM (SELECT {row}.*) {rows}").replace(f"{rows} o", "o")
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${_marking(one_row)}$body$;
    CREATE TRIGGER {name} AFTER UPDATE OF {changed} ON {table}
        FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {name}();
    """
