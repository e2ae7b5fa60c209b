"""Making the files that were ordered: stream, keep. One is begun afresh each time, and is whole or not there."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.languages import spoken
from reporting.actions.turns import Lost, hold, make_next, own_turn
from reporting.books.journal import booked, require_ready, values_of
from reporting.books.layout import Booked, Journal, Layout
from reporting.exports.stream import Ear, Rows, count_rows
from reporting.exports.wishes import currency_of, shape_of, wanted_of
from reporting.models import Export

LEASE_SECONDS = 120
TICK_SECONDS = 1
ENTRIES_A_TICK = 200
TOO_OFTEN = gettext_lazy("It broke off three times. Choose fewer days or columns, or begin it again later.")


class TooMany(Conflict):
    code = "export_too_long"


def make_next_export() -> bool:
    """Make the oldest file that waits; False when none does."""
    return make_next(
        Export.objects.select_related("owner"), LEASE_SECONDS, _make,
        too_often=TOO_OFTEN, language=_language, row_count=0,
    )  # fmt: skip


def forget_old_exports() -> int:
    """Delete files whose time has passed; what they were stays known. Returns how many."""
    old = list(Export.objects.filter(state=Export.State.READY, keep_until__lt=clock.now())[:500])
    with acting(Actor.system("worker")):
        for export in old:
            path = export.path
            export.forget()
            export.save()
            default_storage.delete(path)
    return len(old)


def _language(export: Export) -> str:
    return spoken(export.owner.language) or str(settings.LANGUAGE_CODE)


def _make(export: Export) -> None:
    with tempfile.TemporaryFile() as file, closing(_Progress(export)) as progress:
        _keep(export, file, _write(export, file, progress))


def _write(export: Export, file: IO[bytes], progress: _Progress) -> int:
    shape = shape_of(export)
    if isinstance(shape, Layout):
        return _write_journal(export, shape, file, progress)
    rows = Rows(wanted_of(export, export.period), progress)
    expected = count_rows(rows.wanted)
    most = min(filter(None, (shape.most_rows, settings.EXPORT_MOST_ROWS)))
    if expected is not None and expected > most:
        raise TooMany(
            _("This would be %(rows)s rows, and such a file holds %(most)s. Choose fewer days.")
            % {"rows": f"{expected:,}", "most": f"{most:,}"}
        )
    progress.expect(expected)
    shape.write(rows, file)
    return rows.taken


def _write_journal(export: Export, layout: Layout, file: IO[bytes], progress: _Progress) -> int:
    currency = currency_of(export)
    require_ready(layout, export.period, currency)
    count = _Counted(booked(layout, export.period, currency), progress)
    label = f"Recourse {export.reference}"
    layout.write(Journal(export.period, currency, values_of(layout), count, label), file)
    return count.taken


def _keep(export: Export, file: IO[bytes], row_count: int) -> None:
    """Let the file be found: first the bytes, then the row, so that a ready export always has its file."""
    file.flush()
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    path = default_storage.save(f"exports/{uuid4().hex}.{shape_of(export).ending}", File(file))
    try:
        with transaction.atomic():
            mine = own_turn(export)
            mine.row_count, mine.size_bytes, mine.sha256, mine.path = row_count, size, sha256, path
            mine.keep_until = clock.now() + timedelta(days=settings.EXPORT_KEPT_DAYS)
            mine.finish()
            mine.save()
    except BaseException:
        default_storage.delete(path)
        raise


class _Progress:
    """Tells how far the file is, over a line of its own, as the other is busy; hears of a cancellation."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._line: Any = None
        self._next = time.monotonic() + TICK_SECONDS

    def __call__(self, rows: int) -> None:
        if time.monotonic() < self._next:
            return
        self._tell(rows)
        self._next = time.monotonic() + TICK_SECONDS

    def expect(self, rows: int | None) -> None:
        if rows is not None:
            hold(self._export, LEASE_SECONDS, rows_expected=rows)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def _tell(self, rows: int) -> None:
        if self._line is None:
            self._line = connections.create_connection("default")
        with self._line.cursor() as cursor:
            cursor.execute(
                "UPDATE reporting_export SET row_count = %s, leased_until = now() + %s * interval '1 second'"
                " WHERE id = %s AND tries = %s AND state = 'queued'",
                [rows, LEASE_SECONDS, self._export.pk, self._export.tries],
            )
            if cursor.rowcount == 0:
                raise Lost


class _Counted:
    """Postings on their way into a file, counted."""

    def __init__(self, lines: Iterator[Booked], ear: Ear) -> None:
        self._lines = lines
        self._ear = ear
        self.taken = 0

    def __iter__(self) -> Iterator[Booked]:
        for line in self._lines:
            self.taken += 1
            if self.taken % ENTRIES_A_TICK == 0:
                self._ear(self.taken)
            yield line
