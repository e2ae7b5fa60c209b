"""The result of a bulk run as a table: one line a refund."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from customers.money import to_decimal
from customers.sheets import Cell
from refunds.models import BulkRun

HEADERS = (
    _("Number"),
    _("Refund"),
    _("Customer"),
    _("Amount"),
    _("Currency"),
    _("Account"),
    _("Result"),
    _("In words"),
    _("At (UTC)"),
)
AT_ONCE = 500


def result_rows(run: BulkRun) -> Iterator[list[Cell]]:
    """Every row in order; the amount as decimal text, so that no program rounds it."""
    rows = run.rows.select_related("refund__customer").order_by("number")
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [
            row.number,
            row.refund.reference,
            row.refund.customer.reference,
            "" if row.amount_minor is None else str(to_decimal(row.amount_minor, row.currency)),
            row.currency,
            row.gateway_account,
            row.get_state_display(),
            row.sentence,
            f"{row.worked_at:%Y-%m-%d %H:%M:%S}" if row.worked_at else "",
        ]
