"""Programs that take only so many lines get several CSV files in a zip; what belongs together stays together."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

Lines = Sequence[Sequence[str]]


def write_files(file: IO[bytes], name: str, head: Sequence[str], groups: Iterable[Lines], most: int) -> None:
    """Write `name-001.csv` and so on, each with its head and at most so many lines below it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept:
        for number, lines in enumerate(_bundles(groups, most), start=1):
            kept.writestr(f"{name}-{number:03d}.csv", _csv(head, lines))


def _bundles(groups: Iterable[Lines], most: int) -> Iterator[Lines]:
    bundle: list[Sequence[str]] = []
    begun = False
    for lines in groups:
        if len(bundle) + len(lines) > most:
            yield bundle
            bundle, begun = [], True
        bundle += lines
    if bundle or not begun:
        yield bundle


def _csv(head: Sequence[str], lines: Lines) -> str:
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(lines)
    return kept.getvalue()
