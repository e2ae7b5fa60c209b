"""Printing the statements of everybody: both processors busy, one ZIP in the end, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock
from customers.documents.render import print_side_by_side
from customers.errors import Conflict
from customers.languages import language_of
from customers.models import Customer, IssuedPaper
from customers.models.issued_paper import CODE_SIGNS
from refunds.models import JournalEntry
from reporting.actions.turns import hold, make_next, own_turn
from reporting.models import Statement, StatementBatch
from reporting.periods import shop_day
from reporting.queries import captured_between
from reporting.statement_figures import Figures, checksum, read_figures
from reporting.statement_print import print_statement, statement_on_one_page

LEASE_SECONDS = 180
IN_A_CHILD = 8
"""So many papers a child prints before the next one is born; starting it costs about a page."""

MOST_CUSTOMERS = 20_000
EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)
NAME = "%s.pdf"


def make_next_batch() -> bool:
    """Print the batch that waits longest; False when none does."""
    return make_next(StatementBatch.objects.all(), LEASE_SECONDS, _make, made=0)


def customers_of(batch: StatementBatch) -> list[int]:
    """Who paid or was paid back in the period, by number."""
    start, end = batch.period.start, batch.period.end
    paid = captured_between(start, end).order_by().values_list("customer", flat=True).distinct()
    entries = JournalEntry.objects.filter(posted_at__gte=start, posted_at__lt=end)
    moved = entries.order_by().values_list("customer", flat=True).distinct()
    return sorted({*paid, *moved})


def _make(batch: StatementBatch) -> None:
    people = customers_of(batch)
    if len(people) > MOST_CUSTOMERS:
        raise Conflict(
            _("These would be %(count)d statements, and one file holds %(limit)d. Choose a shorter period.")
            % {"count": len(people), "limit": MOST_CUSTOMERS}
        )
    if not people:
        raise Conflict(_("Nobody paid or was paid back in this period, so there is no statement."))
    hold(batch, LEASE_SECONDS, total=len(people))
    with TemporaryFile() as file:
        _keep(batch, file, _write_zip(file, batch, people))


def _write_zip(file: IO[bytes], batch: StatementBatch, people: list[int]) -> list[IssuedPaper]:
    """Write each statement under its customer's number; returns what was issued."""
    issued, told = [], 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for place, (customer, total, pdf) in enumerate(_printed(batch, people), start=1):
            bundle.writestr(zipfile.ZipInfo(NAME % customer, EARLIEST_IN_ZIP), pdf)
            issued.append(_issued(f"{batch.reference}/{place}", total))
            if place - told >= IN_A_CHILD:
                told = place
                hold(batch, LEASE_SECONDS, made=place)
    return issued


def _printed(batch: StatementBatch, people: list[int]) -> Iterator[tuple[str, str, bytes]]:
    """Customer, checksum and paper, in order. One-page papers go to the press together; a longer one by itself."""
    waiting: list[tuple[str, str, bytes | None]] = []

    def texts() -> Iterator[str]:
        for figures, total, language in _figures(batch, people):
            with translation.override(language):
                html = statement_on_one_page(figures, total)
                long_one = None if html else print_statement(figures, total)
            waiting.append((figures["customer"]["reference"], total, long_one))
            if html:
                yield html

    printed = print_side_by_side(texts(), at_once=IN_A_CHILD)
    for pdf in printed:
        yield from _long_ones(waiting)
        customer, total, _none = waiting.pop(0)
        yield customer, total, pdf
    yield from _long_ones(waiting)


def _long_ones(waiting: list[tuple[str, str, bytes | None]]) -> Iterator[tuple[str, str, bytes]]:
    while waiting and (pdf := waiting[0][2]) is not None:
        customer, total, _none = waiting.pop(0)
        yield customer, total, pdf


def _figures(batch: StatementBatch, people: list[int]) -> Iterator[tuple[Figures, str, str]]:
    for number in people:
        customer = Customer.objects.get(pk=number)
        about = Statement(
            kind=Statement.Kind.CUSTOMER, customer=customer, first_on=batch.first_on, last_on=batch.last_on
        )
        figures = read_figures(about)
        yield figures, checksum(figures), language_of(customer)


def _keep(batch: StatementBatch, file: Any, papers: list[IssuedPaper]) -> None:
    size = file.tell()
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    path = default_storage.save(f"papers/{batch.reference}-{sha256[:12]}.zip", File(file))
    try:
        with transaction.atomic():
            found = own_turn(batch)
            found.path, found.size, found.sha256, found.made = path, size, sha256, len(papers)
            found.finish()
            found.save()
            IssuedPaper.objects.bulk_create(papers)
    except BaseException:
        default_storage.delete(path)
        raise


def _issued(number: str, total: str) -> IssuedPaper:
    return IssuedPaper(
        number=number, kind=IssuedPaper.Kind.STATEMENT, code=total[:CODE_SIGNS], checksum=total,
        issued_on=shop_day(clock.now()),
    )  # fmt: skip
