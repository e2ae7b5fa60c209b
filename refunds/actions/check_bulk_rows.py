"""The dry run: what the move would do with each row, and why it would not. Writes nothing but its findings."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from customers.models import User
from refunds import permissions
from refunds.actions.assign_refund import IN_HAND
from refunds.fingerprint import seen_hash
from refunds.models import BulkRow, BulkRun, PolicyDecision, Refund, RefundAttempt
from refunds.moves import hands_for, moves_for

State = BulkRow.State


def check_rows(run: BulkRun, rows: Sequence[BulkRow]) -> None:
    """Look at each refund as it is now, with the eyes of the person who chose it."""
    allowed = permissions.allowed_moves(run.person)
    refunds = {refund.pk: refund for refund in _as_they_are(rows)}
    for row in rows:
        _check(run, row, refunds[row.refund_id], allowed)
    found = ["state", "sentence", "seen_hash", "amount_minor", "currency", "gateway_account"]
    BulkRow.objects.bulk_update(rows, found)


def _as_they_are(rows: Sequence[BulkRow]) -> QuerySet[Refund]:
    wanted = Refund.objects.filter(pk__in=[row.refund_id for row in rows])
    wanted = wanted.select_related("payment", "customer", "plan", "assignee")
    decisions = Prefetch("decisions", PolicyDecision.objects.defer("facts"))
    beside = ("approvals", "lines", "events", "payment__holds", "rail_proposals", "revisions")
    attempts = Prefetch("attempts", RefundAttempt.objects.defer("body"))
    return wanted.prefetch_related(decisions, attempts, *beside)


def _check(run: BulkRun, row: BulkRow, refund: Refund, allowed: set[str]) -> None:
    row.amount_minor, row.currency = refund.amount_minor, refund.currency
    row.gateway_account = refund.payment.gateway_account
    row.seen_hash = seen_hash(refund)
    why_not = _why_not(run, refund, allowed)
    row.state = State.BARRED if why_not else State.READY
    row.sentence = (why_not or _what_happens(run, refund))[:500]


def _why_not(run: BulkRun, refund: Refund, allowed: set[str]) -> str:
    if run.colleague is not None:
        return _why_not_handed_over(run, run.colleague, refund, allowed)
    offered = {move.name: move.why_not for move in moves_for(refund, run.person, allowed)}
    if run.move not in offered:
        return _("It is “%s”, where this move does not exist.") % refund.get_state_display()
    if run.move in (BulkRun.Move.APPROVAL, BulkRun.Move.RETRY) and not offered[run.move]:
        return _why_no_money(refund)
    return offered[run.move]


def _why_not_handed_over(run: BulkRun, colleague: User, refund: Refund, allowed: set[str]) -> str:
    if refund.state not in IN_HAND:
        return _("It is “%s”, where this move does not exist.") % refund.get_state_display()
    if refund.assignee_id == colleague.pk:
        return _("This case is already with %s.") % colleague.label
    if not any(hand.name == run.move for hand in hands_for(refund, run.person, allowed)):
        return _("This is the case of %s. Ask them, or a lead, to hand it over.") % refund.assignee
    return ""


def _why_no_money(refund: Refund) -> str:
    """The same walls that the release itself stands before, told beforehand."""
    hold = next((hold for hold in refund.payment.holds.all() if hold.released_at is None), None)
    if hold is not None:
        return _("The payment is on hold: %s") % hold.reason
    if refund.amount_minor > refund.payment.left_minor:
        return _("This is more than is left on the payment now.")
    return ""


def _what_happens(run: BulkRun, refund: Refund) -> str:
    Move = BulkRun.Move
    if run.move == Move.APPROVAL and len(refund.approvals.all()) + 1 < permissions.approvals_needed(refund):
        return _("It gets the first of two approvals; nothing leaves yet.")
    return {
        Move.APPROVAL: _("It is approved, and the money leaves."),
        Move.REJECTION: _("It is rejected for good, and the customer reads your words."),
        Move.QUESTION: _("The customer is asked, and it waits for the answer."),
        Move.RETRY: _("It is released and sent again."),
        Move.CANCELLATION: _("It is canceled, and the customer is told."),
        Move.HANDING_OVER: _("It becomes the case of %s, who is told.")
        % (run.colleague.label if run.colleague else ""),
    }[Move(run.move)]
