"""Parquet: typed columns in groups of rows. Amounts are int64 of minor units, moments microseconds in UTC."""

from __future__ import annotations

import io
from collections.abc import Iterator
from operator import attrgetter
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import Column, Kind
from reporting.exports.stream import Rows, copy_csv
from reporting.exports.writer import Writer

BLOCK_BYTES = 4 << 20
GROUP_ROWS = 100_000


def write(rows: Rows, file: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    columns = rows.wanted.columns
    kept_as = {column.typed_name: _type(column, pa) for column in columns}
    read_as = {name: pa.int64() if pa.types.is_timestamp(kind) else kind for name, kind in kept_as.items()}
    statement = copy_csv(rows.wanted, Column.typed_sql, attrgetter("typed_name"), header=False)
    schema = pa.schema(
        [
            pa.field(name, kind, metadata=_told(column))
            for (name, kind), column in zip(kept_as.items(), columns, strict=True)
        ]
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as kept:
        pieces = _Pieces(rows.pieces(statement))
        if pieces.is_empty():
            return
        table = pa_csv.open_csv(
            pa.PythonFile(pieces, mode="r"),
            pa_csv.ReadOptions(column_names=list(kept_as), block_size=BLOCK_BYTES, use_threads=False),
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
        waiting: list[Any] = []
        for batch in table:
            waiting.append(batch)
            if sum(len(each) for each in waiting) >= GROUP_ROWS:
                kept.write_table(pa.Table.from_batches(waiting).cast(schema))
                waiting = []
        if waiting:
            kept.write_table(pa.Table.from_batches(waiting).cast(schema))


def _type(column: Column, pa: Any) -> Any:
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


class _Pieces(io.RawIOBase):
    """Pieces as a file that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._begun = b""

    def is_empty(self) -> bool:
        self._begun = self._begun or next(self._pieces, b"")
        return not self._begun

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.is_empty():
            return b""
        taken, self._begun = self._begun[:size] if size >= 0 else self._begun, self._begun[size:] if size >= 0 else b""
        return taken


WRITER = Writer(
    "parquet",
    "Parquet",
    _("For data warehouses and notebooks. Typed; amounts are whole numbers of minor units."),
    "parquet",
    "application/vnd.apache.parquet",
    write,
)
