"""What may be wished for: a subject in a shape with some of its columns, or a journal in a program's layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.codes import checked_currency
from customers.errors import BadInput
from customers.shop_days import Period
from reporting.books.layout import Layout, all_layouts, layout_named
from reporting.exports.query import Wanted
from reporting.exports.subject import all_subjects, subject_named
from reporting.exports.writer import Writer, all_writers, writer_named
from reporting.models.export import Export, ExportWish

JOURNAL = "journal"
JOURNAL_LABEL = gettext_lazy("Journal for bookkeeping")
MOST_VALUES, LONGEST_VALUE = 50, 120


def checked_wish(subject: str, format: str, columns: Sequence[str], where: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an ExportWish. Raises BadInput for what is not there, with the field that names it."""
    if subject == JOURNAL:
        layout_named(format)
        return _journal_wish(format, columns, where)
    found = subject_named(subject)
    writer_named(format)
    found.chosen(columns)
    values = {name: _values(name, given, found.filters) for name, given in where.items() if given}
    found.check(values)
    return {"subject": subject, "format": format, "columns": list(columns), "where": values}


def wanted_of(wish: ExportWish, period: Period) -> Wanted:
    """The query's side of a wish that is no journal."""
    subject = subject_named(wish.subject)
    return Wanted(subject, subject.chosen(wish.columns), period, wish.where)


def shape_of(wish: ExportWish) -> Writer | Layout:
    """Who writes it; knows the ending and the type of the file."""
    return layout_named(wish.format) if wish.subject == JOURNAL else writer_named(wish.format)


def subject_label(wish: ExportWish) -> str:
    """What it is of, in words."""
    if wish.subject == JOURNAL:
        return str(JOURNAL_LABEL)
    subject = all_subjects().get(wish.subject)
    return str(subject.label) if subject else wish.subject


def shape_label(wish: ExportWish) -> str:
    found = (all_layouts() if wish.subject == JOURNAL else all_writers()).get(wish.format)
    return str(found.label) if found else wish.format


def file_name(export: Export) -> str:
    """EX-2026-000001-refunds-2026-10-01-2026-10-31.csv; DATEV takes a file whose name begins with EXTF_."""
    begin = "EXTF_" if export.subject == JOURNAL and export.format == "datev" else ""
    ending = shape_of(export).ending
    return f"{begin}{export.reference}-{export.subject}-{export.first_on}-{export.last_on}.{ending}"


def is_personal(wish: ExportWish) -> bool:
    """Whether the file tells who somebody is."""
    if wish.subject == JOURNAL:
        return False
    return any(column.personal for column in subject_named(wish.subject).chosen(wish.columns))


def currency_of(wish: ExportWish) -> str:
    """The currency of a journal."""
    return str(wish.where["currency"][0])


def _journal_wish(format: str, columns: Sequence[str], where: Mapping[str, Any]) -> dict[str, Any]:
    if columns:
        raise BadInput(_("The columns of a journal are the program's own."), "unknown_column", "columns")
    currencies = where.get("currency") or []
    if set(where) - {"currency"} or len(currencies) != 1:
        raise BadInput(_("A journal is in one currency: name it."), "currency_needed", "where")
    return {
        "subject": JOURNAL,
        "format": format,
        "columns": [],
        "where": {"currency": [checked_currency(str(currencies[0]))]},
    }


def _values(name: str, values: Any, filters: Mapping[str, str]) -> list[str]:
    if name not in filters:
        raise BadInput(_("This cannot be narrowed by %s.") % name[:40], "unknown_filter", "where")
    good = isinstance(values, list) and all(isinstance(value, str) and len(value) <= LONGEST_VALUE for value in values)
    if not good or len(values) > MOST_VALUES or any("\x00" in value for value in values):
        raise BadInput(_("Give up to %s words for it.") % MOST_VALUES, "bad_filter", "where")
    return list(dict.fromkeys(values))
