"""What a worker does with a declaration of withdrawal: print its paper, acknowledge it, look for its payment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from customers import clock
from customers.actors import Actor, acting
from customers.documents.render import print_html
from refunds.actions.match_withdrawal import lock_withdrawal, match_received
from refunds.models import WithdrawalDeclaration, WithdrawalPaper
from refunds.withdrawal_content import moment_with_zone
from refunds.withdrawal_letters import tell_received

WORKER = Actor.system("withdrawal")
PRINT_SECONDS = 15
"""One page. A task of a worker is ended after 25 seconds."""

AGAIN_AFTER = timedelta(seconds=90)
"""Above the time that a paper may take: a worker that died leaves it due again, and so does one that failed."""

log = structlog.get_logger(__name__)


def work_next_withdrawal() -> bool:
    """Acknowledge and match the declaration that is due first; False when none is. What breaks is tried again."""
    declaration = _claim()
    if declaration is None:
        return False
    done = [_tried(declaration, step) for step in (_acknowledge, _match)]
    if all(done):
        WithdrawalDeclaration.objects.filter(pk=declaration.pk).update(due_at=None)
    return True


def print_withdrawal(declaration: WithdrawalDeclaration) -> WithdrawalPaper:
    """Print the paper once and keep it; what is there already stays. Raises NotPrinted."""
    kept = WithdrawalPaper.objects.filter(declaration=declaration).first()
    if kept is not None:
        return kept
    with translation.override(declaration.language):
        context = {
            "declaration": declaration,
            "lines": declaration.content.split("\n"),
            "received_at": moment_with_zone(declaration.received_at),
            "shop": settings.SHOP_NAME,
            "language": declaration.language,
        }
        pdf = print_html(render_to_string("pdf/withdrawal.html", context), PRINT_SECONDS)
    paper, _is_new = WithdrawalPaper.objects.get_or_create(
        declaration=declaration, defaults={"pdf": pdf, "sha256": hashlib.sha256(pdf).hexdigest()}
    )
    return paper


def _claim() -> WithdrawalDeclaration | None:
    """Take the oldest that is due; for a while nobody else does."""
    due = WithdrawalDeclaration.objects.select_for_update(skip_locked=True)
    with transaction.atomic():
        found = due.filter(due_at__lte=clock.now()).order_by("due_at").first()
        if found is not None:
            WithdrawalDeclaration.objects.filter(pk=found.pk).update(due_at=clock.now() + AGAIN_AFTER)
    return found


def _tried(declaration: WithdrawalDeclaration, step: Callable[[WithdrawalDeclaration], None]) -> bool:
    """That the paper cannot be printed must not keep the payment from being found, nor the other way round."""
    try:
        with acting(WORKER):
            step(declaration)
    except Exception:
        log.exception("withdrawal.broke", withdrawal=declaration.reference, step=step.__name__)
        return False
    return True


def _acknowledge(declaration: WithdrawalDeclaration) -> None:
    """Print with no transaction open; then the letter is written once."""
    print_withdrawal(declaration)
    with transaction.atomic():
        locked = lock_withdrawal(declaration.reference)
        if locked.acknowledged_at is None:
            locked.acknowledged_at = clock.now()
            locked.save()
            tell_received(locked)


def _match(declaration: WithdrawalDeclaration) -> None:
    with transaction.atomic():
        locked = lock_withdrawal(declaration.reference)
        if locked.looked_at is None and locked.state == WithdrawalDeclaration.State.RECEIVED:
            match_received(locked)
            locked.save()
