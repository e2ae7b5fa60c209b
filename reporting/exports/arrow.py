"""Rows as Arrow tables, read and packed in a thread beside the fetching, written as row groups of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from reporting.exports.beside import Beside
from reporting.exports.columns import Column, Kind
from reporting.exports.stream import ROWS_AT_ONCE, Rows, copy_csv

GROUP_ROWS = 50_000
PIECES_AT_ONCE = 10


def write_parquet(rows: Rows, file: IO[bytes]) -> None:
    columns = rows.wanted.columns
    schema = pa.schema([pa.field(column.typed_name, _type(column), metadata=_told(column)) for column in columns])
    pieces = rows.pieces(copy_csv(rows.wanted, Column.typed_sql, attrgetter("typed_name")), zone="UTC")
    with pq.ParquetWriter(file, schema, compression="zstd") as kept:
        groups = _Groups(kept, schema)
        with Beside() as beside:
            for some in _some_at_once(pieces):
                beside(groups.take, some)
        groups.write()


def _some_at_once(pieces: Iterator[bytes]) -> Iterator[list[bytes]]:
    kept: list[bytes] = []
    for piece in pieces:
        kept.append(piece)
        if len(kept) == PIECES_AT_ONCE:
            yield kept
            kept = []
    if kept:
        yield kept


class _Groups:
    """Tables that wait until they are a row group."""

    def __init__(self, kept: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._kept, self._schema = kept, schema
        self._tables: list[pa.Table] = []

    def take(self, pieces: list[bytes]) -> None:
        self._tables.append(_read(b"".join(pieces), self._schema))
        if len(self._tables) * PIECES_AT_ONCE * ROWS_AT_ONCE >= GROUP_ROWS:
            self.write()

    def write(self) -> None:
        if self._tables:
            self._kept.write_table(pa.concat_tables(self._tables), GROUP_ROWS)
            self._tables = []


def _read(lines: bytes, schema: pa.Schema) -> pa.Table:
    read_as = {field.name: pa.timestamp("us") if pa.types.is_timestamp(field.type) else field.type for field in schema}
    table = pa_csv.read_csv(
        pa.BufferReader(lines),
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
