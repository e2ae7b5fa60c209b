"""Making what was ordered: lease, gather, write the tables, print, zip, keep. No lock is held meanwhile.

The same data gives the same bytes: nothing in it tells when it was made.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.documents.render import NotPrinted, render_pdf
from customers.errors import Conflict
from customers.languages import present_language
from customers.sheets import as_csv
from reporting.closing.figures import checksum, one_moment
from reporting.models import MonthlyPack
from reporting.pack.figures import gather
from reporting.pack.paper import paper_context
from reporting.pack.tables import Table, tables

LEASE_SECONDS = 600
TRIES = 3
PARTS = 3
"""Gathered and written as tables, printed, packed."""
PAPER, LIST = "pack.pdf", "checksums.json"
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The date that stands at every file of the zip."""

log = structlog.get_logger(__name__)


def make_next_pack() -> bool:
    """Make the oldest pack that waits; False when none does. Running twice at once is harmless."""
    pack = _lease()
    if pack is None:
        return False
    with acting(Actor.system("worker")), translation.override(settings.LANGUAGE_CODE):
        _make(pack)
    return True


def _lease() -> MonthlyPack | None:
    waiting = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        queued = MonthlyPack.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting)
        pack = (
            queued.filter(state=MonthlyPack.State.QUEUED).order_by("created_at", "id").defer("pdf", "archive").first()
        )
        if pack is None:
            return None
        MonthlyPack.objects.filter(pk=pack.pk).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return MonthlyPack.objects.get(pk=pack.pk)


def _make(pack: MonthlyPack) -> None:
    try:
        _tell(pack, 0)
        with one_moment():
            figures = gather(pack)
            files = [_file(table) for table in tables(figures, pack.period)]
        _tell(pack, 1)
        total = checksum(figures)
        pdf = render_pdf("pdf/pack.html", {**paper_context(figures, total), "language": present_language()})
        _tell(pack, 2)
    except Conflict as refusal:
        _give_up(pack, refusal.message)
    except NotPrinted as trouble:
        log.error("pack.not_printed", pack=pack.reference, tries=pack.tries, error=str(trouble))
        _try_again(pack)
    else:
        _keep(pack, total, pdf, files)


def _tell(pack: MonthlyPack, done: int) -> None:
    """Let the page show how far it is."""
    MonthlyPack.objects.filter(pk=pack.pk).update(done_parts=done, all_parts=PARTS)


def _try_again(pack: MonthlyPack) -> None:
    if pack.tries >= TRIES:
        _give_up(pack, _("Printing failed three times. Order it again, or choose a shorter period."))
    else:
        MonthlyPack.objects.filter(pk=pack.pk).update(leased_until=None)


def _keep(pack: MonthlyPack, total: str, pdf: bytes, files: list[tuple[str, bytes]]) -> None:
    pack = MonthlyPack.objects.defer("pdf", "archive").get(pk=pack.pk)
    pack.checksum = total
    pack.pdf, pack.pdf_sha256 = pdf, _sha256(pdf)
    pack.archive = zipped([(PAPER, pdf), *files], total)
    pack.archive_sha256 = _sha256(pack.archive)
    pack.done_parts = pack.all_parts = PARTS
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


def _give_up(pack: MonthlyPack, why: str) -> None:
    pack = MonthlyPack.objects.defer("pdf", "archive").get(pk=pack.pk)
    pack.trouble = why[:300]
    pack.fail()
    pack.save()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
