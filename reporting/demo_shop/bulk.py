"""Many cases at once: a run of Lena's that could not do two of its rows, and one of Boris's that waits for his word."""

from __future__ import annotations

import time

from refunds.actions.assign_refund import take_refund
from refunds.actions.confirm_bulk_run import confirm_bulk_run
from refunds.actions.draft_bulk_run import draft_bulk_run
from refunds.actions.work_bulk_runs import work_next_run
from refunds.models import BulkRun, Refund
from refunds.worklist.filters import WorkFilter
from reporting.demo_shop.staff import Staff

SECONDS = 60
MOST_HANDED_OVER, MEANWHILE = 6, 2
AWAY = "I am away until Thursday. The warehouse has answered on all of these."
WHY = "So that nobody waits for me"
NOTE = "Thank you for your patience these days."


def work_in_bulk(staff: Staff) -> None:
    """Told last: it is about whatever is open now."""
    _hand_over(staff)
    _leave_one_to_be_begun(staff)


def _hand_over(staff: Staff) -> None:
    """Lena gives Chidi what is nobody's; two of them he takes himself between her check and her word."""
    open_cases = Refund.objects.filter(state=Refund.State.UNDER_REVIEW, assignee=None).order_by("decide_by", "id")
    references = list(open_cases.values_list("reference", flat=True)[:MOST_HANDED_OVER])
    if len(references) <= MEANWHILE:
        return
    to = staff.chidi.person.email
    run = draft_bulk_run(actor=staff.lena, move=BulkRun.Move.HANDING_OVER, words=AWAY, to=to, references=references)
    _worker_comes()
    for reference in references[:MEANWHILE]:
        take_refund(actor=staff.chidi, reference=reference)
    confirm_bulk_run(actor=staff.lena, reference=run.reference, reason=WHY)
    _worker_comes()


def _leave_one_to_be_begun(staff: Staff) -> None:
    chosen = WorkFilter.from_json({"state": [Refund.State.UNDER_REVIEW], "currency": "EUR"})
    if chosen.rows(staff.boris.person).exists():
        draft_bulk_run(actor=staff.boris, move=BulkRun.Move.APPROVAL, note=NOTE, chosen=chosen)
        _worker_comes()


def _worker_comes() -> None:
    stop_at = time.monotonic() + SECONDS
    while work_next_run(stop_at):
        pass
