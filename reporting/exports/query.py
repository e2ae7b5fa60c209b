"""The one query behind an export: chosen columns of a subject within a period, in the order of its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import sql

from customers.shop_days import Period
from reporting.exports.columns import Column
from reporting.exports.subject import Subject


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is of. Values of `where` are given; names of it are filters of the subject."""

    subject: Subject
    columns: Sequence[Column]
    period: Period
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)


def rows_query(wanted: Wanted, cell: Callable[[Column], str], name: Callable[[Column], str]) -> sql.Composed:
    """SELECT the rows, each column written by `cell` and called by `name`."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.SQL(cell(column)), sql.Identifier(name(column))) for column in wanted.columns
    )
    return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}").format(
        columns, sql.SQL(wanted.subject.tables), _condition(wanted), sql.SQL(wanted.subject.order)
    )


def count_query(wanted: Wanted) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.SQL(wanted.subject.tables), _condition(wanted))


def _condition(wanted: Wanted) -> sql.Composed:
    parts: list[sql.Composable] = [sql.SQL("true")]
    if wanted.subject.at:
        at = sql.SQL(wanted.subject.at)
        parts.append(
            sql.SQL("{at} >= {start} AND {at} < {end}").format(
                at=at, start=sql.Literal(wanted.period.start), end=sql.Literal(wanted.period.end)
            )
        )
    own = wanted.where if wanted.subject.fill is None else {}
    for name, values in sorted(own.items()):
        parts.append(sql.SQL("{} = ANY({})").format(sql.SQL(wanted.subject.filters[name]), sql.Literal(list(values))))
    return sql.SQL(" AND ").join(parts)
