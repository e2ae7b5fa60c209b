"""Lines of credit notes as they stand on the paper, each at the tax rate of the sale."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, money, rate, text
from reporting.exports.subject import Subject
from reporting.exports.subjects.credit_notes import FILTERS, ON_THE_NOTE, TABLES, signed


def _amount(name: str) -> str:
    return signed(f"(line.told ->> '{name}')::bigint")


SUBJECT = Subject(
    name="credit_note_lines",
    label=_("Lines of credit notes"),
    about=_("What is credited of each thing sold, with its tax at the rate of the sale."),
    since_label=_("issued"),
    tables=(
        f"{TABLES} CROSS JOIN LATERAL jsonb_array_elements(note.content -> 'lines') WITH ORDINALITY line (told, place)"
    ),
    at="note.created_at",
    order="note.created_at, note.id, line.place",
    filters=FILTERS,
    columns=[
        *ON_THE_NOTE,
        count("position", _("Position"), "(line.told ->> 'position')::int"),
        text("product", _("Product"), "line.told ->> 'sku'"),
        text("description", _("Description"), "line.told ->> 'description'"),
        count("quantity", _("Quantity"), "(line.told ->> 'quantity')::int"),
        money("net", _("Net"), _amount("net_minor"), "note.currency"),
        money("tax", _("Tax"), _amount("tax_minor"), "note.currency"),
        money("discount", _("Discount"), _amount("discount_minor"), "note.currency"),
        rate("tax_rate", _("Tax rate in percent"), "(line.told ->> 'rate')::numeric(9, 3)"),
        code("country", _("Country"), FILTERS["country"]),
        code("refund", _("Refund"), "refund.reference"),
    ],
)
