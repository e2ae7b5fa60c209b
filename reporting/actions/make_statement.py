"""Printing what was ordered: lease, read, print, keep. No lock is held while the pages are set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.documents.render import NotPrinted, pages_in
from customers.errors import Conflict
from customers.languages import language_of
from customers.models import IssuedPaper
from customers.models.issued_paper import CODE_SIGNS
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.statement_figures import Figures, checksum, read_figures, row_count
from reporting.statement_print import print_statement

LEASE_SECONDS = 180
TRIES = 3

log = structlog.get_logger(__name__)


def make_next_statement() -> bool:
    """Print the oldest statement that waits; False when none does. Running twice at once is harmless."""
    statement = _lease()
    if statement is None:
        return False
    with acting(Actor.system("worker")):
        _make(statement)
    return True


def _lease() -> Statement | None:
    waiting = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        statement = (
            Statement.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(waiting, state=Statement.State.QUEUED)
            .order_by("created_at", "id")
            .defer("pdf")
            .first()
        )
        if statement is None:
            return None
        Statement.objects.filter(pk=statement.pk).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return Statement.objects.select_related("customer").get(pk=statement.pk)


def _make(statement: Statement) -> None:
    try:
        figures = read_figures(statement)
        total = checksum(figures)
        with translation.override(_language(statement)):
            pdf = print_statement(figures, total, _counting(statement))
    except Conflict as refusal:
        _give_up(statement, refusal.message)
        return
    except NotPrinted as trouble:
        log.error("statement.not_printed", statement=statement.reference, tries=statement.tries, error=str(trouble))
        if statement.tries >= TRIES:
            _give_up(statement, _("Printing failed three times. Order it again, or choose a shorter period."))
        else:
            Statement.objects.filter(pk=statement.pk).update(leased_until=None)
        return
    _keep(statement, figures, total, pdf)


def _keep(statement: Statement, figures: Figures, total: str, pdf: bytes) -> None:
    with transaction.atomic():
        found = Statement.objects.select_for_update().defer("pdf").get(pk=statement.pk)
        if found.state == Statement.State.QUEUED:
            _finish(found, figures, total, pdf)


def _finish(statement: Statement, figures: Figures, total: str, pdf: bytes) -> None:
    """Another worker may have been as quick, after a lease that ran out: then nothing is left to do."""
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
        Statement.objects.filter(pk=statement.pk).update(
            pages=pages, printed=printed, leased_until=Now() + timedelta(seconds=LEASE_SECONDS)
        )

    return count


def _language(statement: Statement) -> str:
    """A customer's paper speaks the customer's language, the shop's own papers the shop's."""
    return language_of(statement.customer) if statement.customer else settings.LANGUAGE_CODE


def _give_up(statement: Statement, why: str) -> None:
    statement.refresh_from_db(fields=["version"])
    statement.trouble = why[:300]
    statement.fail()
    statement.save()
