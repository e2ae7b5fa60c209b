"""Making what was ordered: gather, write the tables, print, zip, keep. No lock is held meanwhile.

The same data gives the same bytes: nothing in it tells when it was made.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from customers.documents.render import render_pdf
from customers.languages import present_language
from customers.sheets import as_csv
from reporting.actions.turns import hold, make_next, own_turn
from reporting.closing.figures import checksum, one_moment
from reporting.models import MonthlyPack
from reporting.pack.figures import gather
from reporting.pack.paper import paper_context
from reporting.pack.tables import Table, tables

LEASE_SECONDS = 600
PARTS = 3
"""Gathered and written as tables, printed, packed."""
PAPER, LIST = "pack.pdf", "checksums.json"
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The date that stands at every file of the zip."""


def make_next_pack() -> bool:
    """Make the oldest pack that waits; False when none does."""
    return make_next(MonthlyPack.objects.all(), LEASE_SECONDS, _make, done_parts=0, all_parts=PARTS)


def _make(pack: MonthlyPack) -> None:
    with one_moment():
        figures = gather(pack)
        files = [_file(table) for table in tables(figures, pack.period)]
    hold(pack, LEASE_SECONDS, done_parts=1)
    total = checksum(figures)
    pdf = render_pdf("pdf/pack.html", {**paper_context(figures, total), "language": present_language()})
    hold(pack, LEASE_SECONDS, done_parts=2)
    with transaction.atomic():
        _finish(own_turn(pack, "pdf", "archive"), total, pdf, files)


def _finish(pack: MonthlyPack, total: str, pdf: bytes, files: list[tuple[str, bytes]]) -> None:
    pack.checksum = total
    pack.pdf, pack.pdf_sha256 = pdf, _sha256(pdf)
    pack.archive = zipped([(PAPER, pdf), *files], total)
    pack.archive_sha256 = _sha256(pack.archive)
    pack.done_parts = PARTS
    pack.finish()
    pack.save()


def zipped(files: Iterable[tuple[str, bytes]], total: str) -> bytes:
    """One archive with a list of what each file must be; the same files give the same bytes."""
    kept = io.BytesIO()
    sums: dict[str, Any] = {}
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in files:
            sums[name] = _sha256(content)
            _add(archive, name, content)
        listed = json.dumps({"figures": total, "files": sums}, indent=2, sort_keys=True)
        _add(archive, LIST, listed.encode())
    return kept.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, OLDEST)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)


def _file(table: Table) -> tuple[str, bytes]:
    name, columns, rows = table
    return name, "".join(as_csv(columns, rows)).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
