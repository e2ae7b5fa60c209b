"""Triggers that mark which days of which source changed, in the transaction of the change, whoever makes it.

They are the database's own, so that nothing that is written past the actions (a bulk import by COPY, a correction by
hand) is missed. Whoever writes so much that everything is summed up anew afterwards says so for its transaction:
`SET LOCAL recourse.figures_later = 'on'`.

They stand in the path of every refund, so they cost little there: rows that change no figure call nothing, and a mark
is one row without an index. Where many rows change together a source and a quarter of an hour are marked once.
"""

from __future__ import annotations

from django.db import migrations

from reporting.facts.numbers import (
    CHARGEBACKS,
    CREDIT,
    DECISIONS,
    DISPUTE_MONEY,
    DISPUTED,
    DISPUTES_ENDED,
    DISPUTES_OPENED,
    FAILURES,
    FEES,
    PAYMENTS,
    REFUNDS,
    REQUESTS,
    WARNINGS,
)
from reporting.landing import BARRED, IS_BEHIND_A_BAR, LANDS_AT

_ORIGIN = "TIMESTAMPTZ '2000-01-01 00:00+00'"
_QUARTER = f"date_bin('15 minutes', at, {_ORIGIN})"

_MARK_ONCE = f"""
CREATE FUNCTION mark_figures_once(source smallint, at timestamptz) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    quarter timestamptz := {_QUARTER};
    word text := ' ' || source || '@' || extract(epoch FROM quarter)::bigint || ' ';
    known text := coalesce(current_setting('recourse.figures_marked', true), '');
BEGIN
    IF at IS NULL OR position(word IN known) > 0 THEN RETURN; END IF;
    PERFORM set_config('recourse.figures_marked', CASE WHEN length(known) < 1000 THEN known ELSE '' END || word, true);
    INSERT INTO reporting_figuremark (source, at, marked_at) VALUES (source, quarter, now());
END
$body$;
"""
"""What a transaction has marked already stands in a word of its own, which is gone with it, or with its savepoint."""

_UNLESS_LATER = """
    IF current_setting('recourse.figures_later', true) = 'on' THEN RETURN NULL; END IF;
"""


def _marking(found: str, before: str = "") -> str:
    """A body of a function that marks each (source, at) of a query once."""
    return f"""
    BEGIN
        {before} {_UNLESS_LATER}
        PERFORM mark_figures_once(source::smallint, quarter) FROM (
            SELECT DISTINCT source, {_QUARTER} AS quarter FROM ({found}) AS found (source, at) WHERE at IS NOT NULL
        ) AS marks;
        RETURN NULL;
    END
    """


_OF_PAYMENT_ROWS = f"""
    SELECT {PAYMENTS}, {LANDS_AT} FROM {{rows}} p {BARRED}
"""
_KNOWN_LATE = f"""
    INSERT INTO reporting_latepayment (payment_id) SELECT p.id FROM fresh p WHERE {IS_BEHIND_A_BAR}
    ON CONFLICT DO NOTHING;
"""
"""Whether or not figures are summed up later: what is written here is not found again."""

_MOVED_OF_PAYMENTS = f"""
    SELECT unnest(ARRAY[{REFUNDS}, {FAILURES}]), e.posted_at FROM fresh o
        JOIN refunds_refund r ON r.payment_id = o.id JOIN refunds_journalentry e ON e.refund_id = r.id
"""
_CASES_OF_PAYMENTS = f"""
    SELECT {REQUESTS}, r.created_at FROM fresh o JOIN refunds_refund r ON r.payment_id = o.id
    UNION ALL SELECT {DECISIONS}, r.decided_at FROM fresh o JOIN refunds_refund r ON r.payment_id = o.id
    UNION ALL {_MOVED_OF_PAYMENTS}
    UNION ALL SELECT unnest(ARRAY[{DISPUTES_OPENED}, {CHARGEBACKS}]), d.opened_at
        FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
    UNION ALL SELECT {DISPUTES_ENDED}, d.finished_at FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
    UNION ALL SELECT {DISPUTED}, o.captured_at FROM fresh o
        WHERE EXISTS (SELECT FROM disputes_dispute d WHERE d.payment_id = o.id)
    UNION ALL SELECT {DISPUTED}, o.captured_at FROM stale o
        WHERE EXISTS (SELECT FROM disputes_dispute d WHERE d.payment_id = o.id)
    UNION ALL SELECT {WARNINGS}, w.warned_at FROM fresh o JOIN disputes_fraudwarning w ON w.payment_id = o.id
    UNION ALL SELECT {DISPUTE_MONEY}, e.posted_at FROM fresh o JOIN disputes_dispute d ON d.payment_id = o.id
        JOIN disputes_moneymoved m ON m.dispute_id = d.id JOIN refunds_journalentry e ON e.id = m.entry_id
"""
_ONE_MARK = f"""
    INSERT INTO reporting_figuremark (source, at, marked_at)
    VALUES ({{source}}, date_bin('15 minutes', {{moment}}, {_ORIGIN}), now());
"""
"""What is written once in a transaction needs no word of it."""

_FIRST_DECISION = _ONE_MARK.format(source=DECISIONS, moment="NEW.decided_at")
_REFUND_CHANGED = f"""
    IF OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL THEN {_FIRST_DECISION}
    ELSE PERFORM mark_figures_once({DECISIONS}::smallint, NEW.decided_at),
        mark_figures_once({DECISIONS}::smallint, OLD.decided_at);
    END IF;
    IF (OLD.created_at, OLD.reason, OLD.requester_id, OLD.skus)
        IS DISTINCT FROM (NEW.created_at, NEW.reason, NEW.requester_id, NEW.skus) THEN
        PERFORM mark_figures_once({REQUESTS}::smallint, NEW.created_at),
            mark_figures_once({REQUESTS}::smallint, OLD.created_at);
    END IF;
"""
"""A decision, which every refund meets, marks no request."""

_DISPUTE = f"""
    SELECT unnest(ARRAY[{DISPUTES_OPENED}, {CHARGEBACKS}]), opened_at FROM {{rows}}
    UNION ALL SELECT {DISPUTES_ENDED}, finished_at FROM {{rows}}
    UNION ALL SELECT {DISPUTED}, p.captured_at FROM {{rows}} o JOIN customers_payment p ON p.id = o.payment_id
"""
_MONEY_OF_DISPUTES = f"""
    SELECT {DISPUTE_MONEY}, e.posted_at FROM fresh o JOIN disputes_moneymoved m ON m.dispute_id = o.id
        JOIN refunds_journalentry e ON e.id = m.entry_id
"""
_LINES = f"""
    SELECT {PAYMENTS}, {LANDS_AT} FROM fresh o JOIN customers_payment p ON p.id = o.payment_id {BARRED}
    {{condition}}
"""
_NOT_WITH_THEIR_PAYMENT = "WHERE p.created_at < now()"
"""Lines that are written with their payment are marked by the payment, which is not older than the transaction."""

_ON_INSERT = {
    "customers_payment": _OF_PAYMENT_ROWS.format(rows="fresh"),
    "customers_paymentline": _LINES.format(condition=_NOT_WITH_THEIR_PAYMENT),
    "disputes_dispute": _DISPUTE.format(rows="fresh"),
    "disputes_fraudwarning": f"SELECT {WARNINGS}, warned_at FROM fresh",
    "refunds_settlemententry": f"SELECT {FEES}, settled_at FROM fresh",
}
"""Once for each statement, however many rows it writes."""

_ON_ROW = {
    "refunds_journalentry": (
        "NEW.kind <> 'reserve'",
        f"""CASE WHEN NEW.kind IN ('settle', 'reverse') THEN {REFUNDS} WHEN NEW.kind = 'release' THEN {FAILURES}
        WHEN NEW.kind LIKE 'credit%' THEN {CREDIT} WHEN NEW.kind LIKE 'dispute%' THEN {DISPUTE_MONEY} END""",
        "NEW.posted_at",
    ),
    "refunds_refund": ("true", str(REQUESTS), "NEW.created_at"),
}
"""Once for each row that is told of: (condition, source, moment). These come one by one."""

_ON_UPDATE = {
    "customers_payment": " UNION ALL ".join(
        [*(_OF_PAYMENT_ROWS.format(rows=rows) for rows in ("stale", "fresh")), _CASES_OF_PAYMENTS]
    ),
    "customers_paymentline": " UNION ALL ".join(
        [_LINES.format(condition=""), _MOVED_OF_PAYMENTS.replace("r.payment_id = o.id", "r.payment_id = o.payment_id")]
    ),
    "disputes_dispute": " UNION ALL ".join(
        [*(_DISPUTE.format(rows=rows) for rows in ("stale", "fresh")), _MONEY_OF_DISPUTES]
    ),
}
_LOOKED_AT = {
    "customers_payment": (
        "captured_at", "captured_minor", "currency", "gateway_account", "method", "country", "card_brand",
    ),
    "customers_paymentline": ("sku", "channel", "tax_rate", "net_minor", "tax_minor", "discount_minor"),
    "refunds_refund": ("created_at", "decided_at", "reason", "requester_id", "skus"),
    "disputes_dispute": ("opened_at", "finished_at", "state", "stage", "category", "owner_id", "network"),
}  # fmt: skip
"""Columns whose change changes a figure; a refund that moves on changes none of these."""


def install() -> str:
    return "\n".join([
        _MARK_ONCE,
        *(_inserting(table, found) for table, found in _ON_INSERT.items()),
        *(_inserting_row(table, *told) for table, told in _ON_ROW.items()),
        *(_updating(table, found) for table, found in _ON_UPDATE.items()),
        _trigger_of_update("refunds_refund", f"BEGIN {_UNLESS_LATER} {_REFUND_CHANGED} RETURN NULL; END"),
    ])  # fmt: skip


def uninstall() -> str:
    """Of all that there ever were: names stay the same whatever they do."""
    return "\n".join(
        [f"DROP FUNCTION IF EXISTS mark_figures_{table}_insert() CASCADE;" for table in (*_ON_INSERT, *_ON_ROW)]
        + [f"DROP FUNCTION IF EXISTS mark_figures_{table}_update() CASCADE;" for table in _LOOKED_AT]
        + ["DROP FUNCTION IF EXISTS mark_figures_once(smallint, timestamptz);"]
    )


def operation() -> migrations.RunSQL:
    """Sets them, or sets them anew."""
    return migrations.RunSQL(uninstall() + install(), uninstall())


def without_numbers() -> list[migrations.RunSQL]:
    """Marks, and sums by the million, are never asked for by their number: its index would only cost."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey", f"ALTER TABLE {table} ADD PRIMARY KEY (id)"
        )
        for table in ("reporting_figuremark", "reporting_figure", "reporting_turnaroundfigure")
    ]


def late_until_now() -> migrations.RunSQL:
    """Payments of before that came late; from then on the trigger keeps them."""
    return migrations.RunSQL(
        f"""
        INSERT INTO reporting_latepayment (payment_id)
        SELECT p.id FROM customers_payment p {BARRED} WHERE p.captured_at < bar.until ON CONFLICT DO NOTHING
        """,
        migrations.RunSQL.noop,
    )


def _inserting(table: str, found: str) -> str:
    name = f"mark_figures_{table}_insert"
    before = _KNOWN_LATE if table == "customers_payment" else ""
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${_marking(found, before)}$body$;
    CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
        FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


def _inserting_row(table: str, condition: str, source: str, moment: str) -> str:
    name = f"mark_figures_{table}_insert"
    decided = f"IF NEW.decided_at IS NOT NULL THEN {_FIRST_DECISION} END IF;" if table == "refunds_refund" else ""
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        {_UNLESS_LATER}
        {_ONE_MARK.format(source=source, moment=moment)} {decided}
        RETURN NULL;
    END
    $body$;
    CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}();
    """


def _updating(table: str, found: str) -> str:
    one_row, before = found, _KNOWN_LATE if table == "customers_payment" else ""
    for rows, row in (("stale", "OLD"), ("fresh", "NEW")):
        one_row, before = (_of_row(words, rows, row) for words in (one_row, before))
    return _trigger_of_update(table, _marking(one_row, before))


def _trigger_of_update(table: str, body: str) -> str:
    """For one row: most updates change no figure, and then nothing is called at all."""
    name = f"mark_figures_{table}_update"
    changed = ", ".join(_LOOKED_AT[table])
    old, new = (", ".join(f"{row}.{column}" for column in _LOOKED_AT[table]) for row in ("OLD", "NEW"))
    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$;
    CREATE TRIGGER {name} AFTER UPDATE OF {changed} ON {table}
        FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {name}();
    """


def _of_row(words: str, rows: str, row: str) -> str:
    """The same of one row of a trigger."""
    words = words.replace(f"FROM {rows}", f"FROM (SELECT {row}.*) {rows}")
    return words.replace(f"{rows} o", "o").replace(f"{rows} p", "p")
