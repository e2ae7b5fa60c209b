"""What time and refunds bring to declarations of withdrawal: paid back, turned down, due soon, late."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from refunds.actions.escalate_refund import put_before_leads
from refunds.actions.lock_refund import lock_refund
from refunds.actions.match_withdrawal import lock_withdrawal, tell_leads
from refunds.events import record
from refunds.models import Refund, StaffNotice, WithdrawalDeclaration

CALENDAR = Actor.system("calendar")
AT_ONCE = 200

State = WithdrawalDeclaration.State
_ENDED = (Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED)

log = structlog.get_logger(__name__)


def watch_withdrawals() -> int:
    """Follow the refunds of declarations and tell staff of those that are due; returns how many were moved on."""
    moved = 0
    for reference in list(_to_look_at().values_list("reference", flat=True)[:AT_ONCE]):
        try:
            with transaction.atomic(), acting(CALENDAR):
                moved += _look_at(reference)
        except Exception:
            log.exception("withdrawal.watch_broke", withdrawal=reference)
    return moved


def _to_look_at() -> QuerySet[WithdrawalDeclaration]:
    followed = Q(state=State.MATCHED, refund__state__in=_ENDED) | Q(state=State.DONE, refund__state=Refund.State.FAILED)
    due = Q(remind_at__lte=clock.now(), state__in=WithdrawalDeclaration.OPEN)
    return WithdrawalDeclaration.objects.filter(followed | due).order_by("id")


def _look_at(reference: str) -> bool:
    declaration = lock_withdrawal(reference)
    refund = declaration.refund
    if refund is not None and declaration.state == State.MATCHED and refund.state in _ENDED:
        _follow(declaration, refund)
    elif refund is not None and declaration.state == State.DONE and refund.state == Refund.State.FAILED:
        declaration.reopen()
    elif declaration.state in WithdrawalDeclaration.OPEN and declaration.remind_at is not None:
        _tell(declaration)
    else:
        return False
    declaration.save()
    return True


def _follow(declaration: WithdrawalDeclaration, refund: Refund) -> None:
    """Whoever decides the refund decides the declaration; the customer reads it in the refund's own letter."""
    if refund.state == Refund.State.COMPLETED:
        declaration.finish()
    elif refund.merged_into is not None:
        declaration.refund = refund.merged_into
        kind = "refund.withdrawal_declared"
        record(refund.merged_into, kind, CALENDAR, withdrawal=declaration.reference, opened=False)
    else:
        with translation.override(declaration.language):
            words = {"reference": refund.reference}
            turned_down = _("The refund %(reference)s was turned down; its letter says why.") % words
            taken_back = _("The refund %(reference)s was taken back.") % words
        declaration.refuse(turned_down if refund.state == Refund.State.REJECTED else taken_back, None)


def _tell(declaration: WithdrawalDeclaration) -> None:
    """Once before the law's day, and once when it has passed; then an undecided case is before the leads too."""
    by = declaration.pay_back_by
    if by is not None and by > clock.now():
        declaration.remind_at = by
        tell_leads(declaration, StaffNotice.Kind.WITHDRAWAL_DUE)
        return
    declaration.remind_at = None
    tell_leads(declaration, StaffNotice.Kind.WITHDRAWAL_LATE)
    if declaration.refund is not None and declaration.refund.state in Refund.WAITING:
        refund = lock_refund(declaration.refund.reference)
        if refund.state in Refund.WAITING and refund.escalated_at is None:
            put_before_leads(refund, CALENDAR)
            refund.save()
