"""The database's own guard of closed periods: a trigger of this room on the ledger's table (see guard.py)."""

from __future__ import annotations

from django.db import migrations

TRIGGER = """
CREATE FUNCTION reporting_refuse_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed_until timestamptz;
BEGIN
    SELECT max(ends_at) INTO closed_until FROM reporting_periodclosing WHERE state IN ('closing', 'closed');
    IF EXISTS (SELECT 1 FROM entered WHERE posted_at < closed_until) THEN
        RAISE EXCEPTION 'The books are closed until %', closed_until
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_period',
                  HINT = 'Book it on the day on which it happened, in the period that is open.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reporting_closed_days AFTER INSERT ON refunds_journalentry
    REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION reporting_refuse_closed_day();
"""
"""Once for each statement, however many entries it writes: a row costs nothing, and COPY stays COPY."""

NO_TRIGGER = """
DROP TRIGGER IF EXISTS reporting_closed_days ON refunds_journalentry;
DROP FUNCTION IF EXISTS reporting_refuse_closed_day();
"""


def create_guard() -> migrations.RunSQL:
    """The migration operation that sets it; it needs the ledger's table and that of the closings."""
    return migrations.RunSQL(TRIGGER, NO_TRIGGER)
