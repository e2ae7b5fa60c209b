"""The database's own guard of closed periods: triggers of this room on the ledger's tables (see guard.py)."""

from __future__ import annotations

from django.db import migrations

_GUARD = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed_until timestamptz;
BEGIN
    SELECT max(ends_at) INTO closed_until FROM reporting_periodclosing WHERE state IN ('closing', 'closed');
    IF closed_until IS NOT NULL AND EXISTS (SELECT 1 FROM {entries} WHERE posted_at < closed_until) THEN
        RAISE EXCEPTION 'The books are closed until %', closed_until
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_period',
                  HINT = 'Book it on the day on which it happened, in the period that is open.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
TRIGGERS = _GUARD.format(
    function="reporting_refuse_closed_day", trigger="reporting_closed_days",
    table="refunds_journalentry", entries="entered",
) + _GUARD.format(
    function="reporting_refuse_closed_line", trigger="reporting_closed_lines", table="refunds_journalline",
    entries="refunds_journalentry e JOIN entered ON entered.entry_id = e.id",
)  # fmt: skip
"""No entry into a closed day, and no line to an entry that stands in one.

Once for each statement, however many rows it writes: a row costs nothing, and COPY stays COPY.
"""

NO_TRIGGERS = """
DROP TRIGGER IF EXISTS reporting_closed_days ON refunds_journalentry;
DROP FUNCTION IF EXISTS reporting_refuse_closed_day();
DROP TRIGGER IF EXISTS reporting_closed_lines ON refunds_journalline;
DROP FUNCTION IF EXISTS reporting_refuse_closed_line();
"""


def create_guard() -> migrations.RunSQL:
    """The migration operation that sets them; it needs the ledger's table and that of the closings."""
    return migrations.RunSQL(TRIGGERS, NO_TRIGGERS)
