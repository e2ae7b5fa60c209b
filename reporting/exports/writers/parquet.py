"""Parquet: typed columns in groups of rows. Amounts are int64 of minor units, moments microseconds in UTC."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext_lazy as _

from reporting.exports.stream import Rows
from reporting.exports.writer import Writer


def write(rows: Rows, file: IO[bytes]) -> None:
    from reporting.exports.arrow import write_parquet  # 50 MB that only a worker with such a file needs

    write_parquet(rows, file)


WRITER = Writer(
    "parquet",
    "Parquet",
    _("For data warehouses and notebooks. Typed; amounts are whole numbers of minor units."),
    "parquet",
    "application/vnd.apache.parquet",
    write,
)
