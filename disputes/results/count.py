"""Counting how disputes ended: each that changed anew, and then the sums of the days that it stood or stands on.

A round takes the marks that it sees, writes the rows of those disputes and sums up their days from the rows, all in one
transaction: the sums are always those of the rows. What changes meanwhile brings a new mark for the next round.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import Min, Prefetch

from customers import clock
from customers.shop_days import shop_day
from disputes.gathering import goods_sold
from disputes.models import (
    Dispute,
    DisputeAnswer,
    DisputeResult,
    EvidenceDraft,
    MoneyMoved,
    ResultDay,
    ResultsCounted,
    ResultToCount,
)

AT_ONCE = 500
Kind, State = MoneyMoved.Kind, Dispute.State


def count_results(stop_at: float) -> int:
    """Count what is marked until `stop_at` (monotonic), or until nothing is. Returns how many disputes were counted."""
    counted = 0
    while (found := _round()) and time.monotonic() < stop_at:
        counted += found
    return counted + found


def last_counted() -> ResultsCounted:
    """Since when everything that had changed by then is in the sums; `counted_at` is None before the first time."""
    return ResultsCounted.objects.first() or ResultsCounted()


@transaction.atomic
def _round() -> int:
    ResultsCounted.objects.get_or_create(pk=1)
    state = ResultsCounted.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None:
        return 0  # another worker is at it
    begun_at = clock.now()
    marks = dict(ResultToCount.objects.order_by("id").values_list("id", "dispute_id")[:AT_ONCE])
    if marks:
        _count(sorted(set(marks.values())))
        ResultToCount.objects.filter(pk__in=marks).delete()
    waiting_since = ResultToCount.objects.aggregate(first=Min("marked_at"))["first"]
    state.counted_at = waiting_since or begun_at
    state.save()
    return len(set(marks.values()))


def _count(dispute_ids: list[int]) -> None:
    before = DisputeResult.objects.filter(dispute__in=dispute_ids)
    opened, ended = _days(before)
    before.delete()
    rows = [row for dispute in _in_full(dispute_ids) for row in rows_of(dispute)]
    DisputeResult.objects.bulk_create(rows)
    for row in rows:
        opened.add(row.opened_on)
        ended |= {row.ended_on} if row.ended_on else set()
    sum_up(ResultDay.Basis.OPENED, opened)
    sum_up(ResultDay.Basis.ENDED, ended)


def _days(rows: Iterable[DisputeResult]) -> tuple[set[date], set[date]]:
    found = list(rows)
    return {row.opened_on for row in found}, {row.ended_on for row in found if row.ended_on}


def _in_full(dispute_ids: list[int]) -> Iterable[Dispute]:
    answers = Prefetch("answers", DisputeAnswer.objects.filter(state=DisputeAnswer.State.TAKEN).order_by("id"))
    drafts = Prefetch("drafts", EvidenceDraft.objects.only("round", "dispute").prefetch_related("files"))
    moved = Prefetch("moved", MoneyMoved.objects.order_by("moved_at", "id"))
    rows = Dispute.objects.filter(pk__in=dispute_ids).select_related("payment").defer("raw")
    return rows.prefetch_related(answers, drafts, moved, "payment__lines")


def rows_of(dispute: Dispute) -> list[DisputeResult]:
    """A row for the dispute's own currency, and one for each other in which money moved."""
    said, money = _said_of(dispute), _money_of(dispute)
    rows = []
    for currency in dict.fromkeys([dispute.currency, *money]):
        is_own = currency == dispute.currency
        disputed = dispute.amount_minor if is_own else 0
        rows.append(
            DisputeResult(currency=currency, is_own=is_own, disputed_minor=disputed, **said, **money.get(currency, {}))
        )
    return rows


def _said_of(dispute: Dispute) -> dict[str, object]:
    answers = [answer for answer in dispute.answers.all() if answer.kind in DisputeAnswer.FIGHTS]
    given = list(dispute.answers.all())
    last = answers[-1] if answers else None
    fought = bool(answers) or (dispute.answered_at is not None and not given) or dispute.answers_there > 0
    return {
        "dispute": dispute,
        "opened_on": shop_day(dispute.opened_at),
        "ended_on": shop_day(dispute.finished_at) if dispute.finished_at else None,
        "state": dispute.state,
        "category": dispute.category,
        "network": dispute.network,
        "account": dispute.gateway_account,
        "goods": goods_sold(dispute.payment).value,
        "pieces": _pieces_of(dispute, last),
        "strength": last.readiness if last else 0,
        "fought": fought,
        "person_id": given[-1].by_id if given else None,
        "answer_seconds": _seconds_to_answer(dispute, given),
    }


def _pieces_of(dispute: Dispute, answer: DisputeAnswer | None) -> list[str]:
    """What the answer showed; where none was kept with it, what the files of its draft show."""
    if answer is None:
        return []
    if answer.pieces:
        return list(answer.pieces)
    files = [file for draft in dispute.drafts.all() if draft.round == answer.round for file in draft.files.all()]
    return list(dict.fromkeys(file.piece for file in files))


def _seconds_to_answer(dispute: Dispute, given: list[DisputeAnswer]) -> int | None:
    """From the opening to the first answer; one that was given elsewhere counts from when the gateway told of it."""
    answered_at = (given[0].finished_at or given[0].created_at) if given else dispute.answered_at
    return max(int((answered_at - dispute.opened_at).total_seconds()), 0) if answered_at else None


def _money_of(dispute: Dispute) -> dict[str, dict[str, int]]:
    """Per currency, from the movements that are in the ledger.

    What came back counts once the case has ended: until then it may be taken again. It is what stood as disputed at
    most, less what stands in the end, so that money that was given and taken again counts as lost only.
    """
    sums: dict[str, dict[str, int]] = {}
    standing: dict[str, tuple[int, int]] = {}
    for move in dispute.moved.all():
        money = sums.setdefault(move.currency, dict.fromkeys(set(_COUNTS_AS.values()), 0))
        now, most = standing.get(move.currency, (0, 0))
        now += move.amount_minor * _STANDING.get(move.kind, 0)
        standing[move.currency] = now, max(now, most)
        if (name := _COUNTS_AS.get(move.kind)) is not None:
            money[name] += move.amount_minor * (-1 if move.kind == Kind.WRITTEN_UP else 1)
    for currency, (now, most) in standing.items():
        sums[currency]["recovered_minor"] = most - now if dispute.state in Dispute.ENDED else 0
    return sums


_STANDING: dict[str, int] = {Kind.WITHDRAWN: 1, Kind.REINSTATED: -1}
_COUNTS_AS: dict[str, str] = {
    Kind.WRITTEN_OFF: "lost_minor",
    Kind.WRITTEN_UP: "lost_minor",
    Kind.FEE: "fees_minor",
    Kind.COUNTER_FEE: "counter_fees_minor",
    Kind.FEE_RETURNED: "fees_returned_minor",
}


def sum_up(basis: str, days: set[date]) -> None:
    """Write the sums of these days anew, from the rows of the disputes."""
    if not days:
        return
    ResultDay.objects.filter(basis=basis, day__in=days).delete()
    day = "opened_on" if basis == ResultDay.Basis.OPENED else "ended_on"
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.replace("{day}", day), [basis, sorted(days)])


_SUMS = """
    INSERT INTO disputes_resultday (
        basis, day, currency, side, value, cases, ended, won, fought, fought_won, answered, answer_seconds,
        disputed_minor, recovered_minor, lost_minor, fees_minor, counter_fees_minor, fees_returned_minor
    )
    SELECT %s, {day}, currency, side, value,
        count(*) FILTER (WHERE is_own),
        count(*) FILTER (WHERE is_own AND ended_on IS NOT NULL),
        count(*) FILTER (WHERE is_own AND state = 'won'),
        count(*) FILTER (WHERE is_own AND fought AND state IN ('won', 'lost')),
        count(*) FILTER (WHERE is_own AND fought AND state = 'won'),
        count(answer_seconds) FILTER (WHERE is_own),
        coalesce(sum(answer_seconds) FILTER (WHERE is_own), 0),
        sum(disputed_minor), sum(recovered_minor), sum(lost_minor),
        sum(fees_minor), sum(counter_fees_minor), sum(fees_returned_minor)
    FROM disputes_disputeresult
    CROSS JOIN LATERAL (
        VALUES ('all', ''), ('category', category), ('network', network), ('account', account)
        UNION ALL SELECT 'person', person_id::text WHERE person_id IS NOT NULL
        UNION ALL SELECT 'piece', unnest(pieces)
    ) AS seen (side, value)
    WHERE {day} = ANY(%s)
    GROUP BY {day}, currency, side, value
"""
