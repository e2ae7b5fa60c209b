"""Printing what was ordered: read, print, keep. No lock is held while the pages are set."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import translation

from customers import clock
from customers.documents.render import pages_in
from customers.languages import language_of
from customers.models import IssuedPaper
from customers.models.issued_paper import CODE_SIGNS
from reporting.actions.turns import hold, make_next, own_turn
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.statement_figures import Figures, checksum, read_figures, row_count
from reporting.statement_print import print_statement

LEASE_SECONDS = 180


def make_next_statement() -> bool:
    """Print the oldest statement that waits; False when none does."""
    return make_next(Statement.objects.select_related("customer"), LEASE_SECONDS, _make)


def _make(statement: Statement) -> None:
    figures = read_figures(statement)
    total = checksum(figures)
    with translation.override(_language(statement)):
        pdf = print_statement(figures, total, _counting(statement))
    with transaction.atomic():
        _finish(own_turn(statement, "pdf"), figures, total, pdf)


def _finish(statement: Statement, figures: Figures, total: str, pdf: bytes) -> None:
    statement.row_count = row_count(figures)
    statement.ledger_entry, statement.checksum, statement.pdf = figures["ledger_entry"], total, pdf
    statement.pages = statement.printed = pages_in(pdf)
    statement.finish()
    statement.save()
    IssuedPaper.objects.create(
        number=statement.reference,
        kind=IssuedPaper.Kind.STATEMENT,
        code=total[:CODE_SIGNS],
        checksum=total,
        issued_on=shop_day(clock.now()),
    )


def _counting(statement: Statement) -> Callable[[int, int], None]:
    """Write down how far it is, and keep the lease meanwhile."""

    def count(printed: int, pages: int) -> None:
        hold(statement, LEASE_SECONDS, pages=pages, printed=printed)

    return count


def _language(statement: Statement) -> str:
    """A customer's paper speaks the customer's language, the shop's own papers the shop's."""
    return language_of(statement.customer) if statement.customer else settings.LANGUAGE_CODE
