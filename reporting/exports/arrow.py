"""Rows as Arrow tables, some hundred thousand at a time, written as row groups of a Parquet file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from operator import attrgetter
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from psycopg import sql

from reporting.exports.columns import Column, Kind
from reporting.exports.stream import Rows, copy_csv

GROUP_ROWS = 100_000


def write_parquet(rows: Rows, file: IO[bytes]) -> None:
    columns = rows.wanted.columns
    schema = pa.schema([pa.field(column.typed_name, _type(column), metadata=_told(column)) for column in columns])
    statement = copy_csv(rows.wanted, Column.typed_sql, attrgetter("typed_name"), header=False)
    with pq.ParquetWriter(file, schema, compression="zstd") as kept:
        for group in _groups(rows, statement):
            kept.write_table(_read(group, schema))


def _groups(rows: Rows, statement: sql.Composable) -> Iterator[bytes]:
    """The pieces, many rows at a time. They are taken here: Arrow would ask for them in a thread of its own."""
    waiting, rows_before = io.BytesIO(), 0
    for piece in rows.pieces(statement):
        waiting.write(piece)
        if rows.taken - rows_before >= GROUP_ROWS:
            yield waiting.getvalue()
            waiting, rows_before = io.BytesIO(), rows.taken
    if waiting.tell():
        yield waiting.getvalue()


def _read(group: bytes, schema: pa.Schema) -> pa.Table:
    read_as = {field.name: pa.timestamp("us") if pa.types.is_timestamp(field.type) else field.type for field in schema}
    table = pa_csv.read_csv(
        pa.BufferReader(group),
        pa_csv.ReadOptions(column_names=schema.names, use_threads=False),
        pa_csv.ParseOptions(newlines_in_values=True),
        pa_csv.ConvertOptions(
            column_types=read_as,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
        ),
    )
    return table.cast(schema)


def _type(column: Column) -> Any:
    return {
        Kind.TEXT: pa.string(),
        Kind.CODE: pa.string(),
        Kind.COUNT: pa.int64(),
        Kind.MONEY: pa.int64(),
        Kind.RATE: pa.decimal128(9, 3),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
        Kind.YES_NO: pa.bool_(),
    }[column.kind]


def _told(column: Column) -> dict[str, str]:
    return {"label": str(column.label), "unit": column.unit}
