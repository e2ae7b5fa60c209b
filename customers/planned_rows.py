"""Writing rows by statements that are planned once: to plan one anew takes longer than to carry it out.

Every value goes out as text, whatever it is, and its column says what it means. So a statement has one plan for all
rows, not one for each mixture of small numbers, large ones and empty places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Model
from django.db.models.lookups import Exact

from customers.prepared import answered

PORTIONS = (32, 16, 8, 4, 3, 2, 1)
"""How many new rows a statement may have: few numbers, so that there are few plans."""

_AS_TEXT = (int, date, Decimal, UUID)

Fields = tuple[Any, ...]


def write_unless_there(row: Model) -> None:
    """Write a new row, unless one stands that may not stand beside it. The row is not told its number."""
    table, fields = type(row), _fields_of(type(row))
    answered(_insert(table, fields, 1, otherwise="ON CONFLICT DO NOTHING"), _texts(_values(row, fields)))


def write_rows(table: type[Model], rows: Sequence[Model]) -> None:
    """Write rows of one table that are new, and tell each its number. As `bulk_create` does, it sends no signal."""
    if not _is_numbered(table) or any(row.pk is not None for row in rows):
        table._base_manager.bulk_create(rows)
        return
    begun = 0
    while begun < len(rows):
        size = next(size for size in PORTIONS if size <= len(rows) - begun)
        _write_portion(table, rows[begun : begun + size])
        begun += size


class PlannedRow(models.Model):
    """A row that `save` writes by a planned statement, unless the database has a word in its values."""

    class Meta:
        abstract = True

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: bool) -> Any:
        values = [] if raw or not _is_numbered(type(self)) else _values(self, fields)
        if not values or _has_terms(values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        return answered(_insert(type(self), tuple(fields), 1), _texts(values))

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *how: Any, **more: Any) -> Any:
        guards, set_to = base_qs.query.where.children, [value for _field, _model, value in values]
        if not values or _has_terms(set_to) or any(type(guard) is not Exact for guard in guards):
            return super()._do_update(base_qs, using, pk_val, values, *how, **more)
        fields, table = tuple(field for field, _model, _value in values), type(self)
        found_by = (table._meta.pk, *(guard.lhs.target for guard in guards))
        bound = zip((*fields, *found_by), (*set_to, pk_val, *(guard.rhs for guard in guards)), strict=True)
        ready = [field.get_db_prep_save(value, connection) for field, value in bound]
        return bool(answered(_update(table, fields, found_by), _texts(ready)))


def _write_portion(table: type[Model], rows: Sequence[Model]) -> None:
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]
    fields = _fields_of(table)
    values = [value for row in rows for value in _values(row, fields)]
    if _has_terms(values):
        table._base_manager.bulk_create(rows)
        return
    for row, (number,) in zip(rows, answered(_insert(table, fields, len(rows)), _texts(values)), strict=True):
        row.pk, row._state.adding, row._state.db = number, False, connection.alias


@cache
def _is_numbered(table: type[Model]) -> bool:
    """Whether the database gives each row its number, and computes nothing else."""
    meta = table._meta
    computed = any(field.generated for field in meta.concrete_fields)
    return meta.auto_field is not None and not meta.parents and not computed


@cache
def _fields_of(table: type[Model]) -> Fields:
    return tuple(field for field in table._meta.concrete_fields if not field.primary_key)


def _values(row: Model, fields: Iterable[Any]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def _has_terms(values: Iterable[Any]) -> bool:
    """Whether a value is none yet, but how the database comes by it."""
    return any(hasattr(value, "resolve_expression") for value in values)


def _texts(values: Iterable[Any]) -> list[Any]:
    return [str(value) if isinstance(value, _AS_TEXT) and not isinstance(value, bool) else value for value in values]


@cache
def _insert(table: type[Model], fields: Fields, count: int, otherwise: str = "") -> str:
    columns, places = ", ".join(map(_column, fields)), ", ".join(map(_place, fields))
    rows, number = ", ".join([f"({places})"] * count), _column(table._meta.pk)
    return f"INSERT INTO {_name(table)} ({columns}) VALUES {rows} {otherwise} RETURNING {number}"  # noqa: S608


@cache
def _update(table: type[Model], fields: Fields, found_by: Fields) -> str:
    new = ", ".join(f"{_column(field)} = {_place(field)}" for field in fields)
    found = " AND ".join(f"{_column(field)} = {_place(field)}" for field in found_by)
    return f"UPDATE {_name(table)} SET {new} WHERE {found} RETURNING {_column(table._meta.pk)}"  # noqa: S608


def _name(table: type[Model]) -> str:
    return connection.ops.quote_name(table._meta.db_table)


def _column(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _place(field: Any) -> str:
    return str(field.get_placeholder(None, None, connection)) if hasattr(field, "get_placeholder") else "%s"
