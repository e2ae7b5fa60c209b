"""What a worker does with a settlement report: fetch it where it is to be fetched, then compare it line by line.

Lines are compared in portions; a portion, its differences and how far the report is are one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers.actors import acting
from customers.errors import RecourseError
from refunds.actions.compare_lines import Comparison
from refunds.actions.find_difference import RECONCILER, find_difference, settle_differences
from refunds.actions.import_settlement import checked_line, keep_lines
from refunds.actions.reconcile_refunds import subject_of_attempt
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.types import SettlementKind
from refunds.models import Difference, RefundAttempt, SettlementEntry, SettlementReport

LINES_AT_ONCE = 500
LEASE_SECONDS = 60
TRIES = 6
FETCHED_AT_ONCE = timedelta(hours=6)
MISSING_AFTER = timedelta(days=3)
"""So much later the gateway must have settled what we say was paid."""
LOOKS_BACK = timedelta(days=14)
"""So far before a report what is missing is looked for: what was too fresh for an earlier one."""

State = SettlementReport.State
log = structlog.get_logger(__name__)


def work_next_settlement(stop_at: float) -> bool:
    """Go on with the report that waits longest, until `stop_at` (monotonic). False when none is due."""
    report = _lease()
    if report is None:
        return False
    try:
        with acting(RECONCILER):
            _work(report, stop_at)
    except RecourseError as trouble:
        _try_later(report.pk, str(trouble))
    except Exception as trouble:
        log.exception("settlement.broke", report=report.pk)
        _try_later(report.pk, type(trouble).__name__)
    finally:
        SettlementReport.objects.filter(pk=report.pk).update(leased_until=None)
    return True


def _lease() -> SettlementReport | None:
    takable = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        report = (
            SettlementReport.objects.select_for_update(skip_locked=True)
            .filter(takable, state__in=SettlementReport.OPEN, due_at__lte=Now())
            .order_by("due_at")
            .first()
        )
        if report is not None:
            _renew(report)
    return report and SettlementReport.objects.get(pk=report.pk)


def _renew(report: SettlementReport) -> None:
    SettlementReport.objects.filter(pk=report.pk).update(leased_until=Now() + timedelta(seconds=LEASE_SECONDS))


def _work(report: SettlementReport, stop_at: float) -> None:
    gateway = gateway_for(report.gateway, report.gateway_account)
    while report.state == State.FETCHING and time.monotonic() < stop_at:
        report = _fetch_part(report, gateway)
    while report.state == State.MATCHING and time.monotonic() < stop_at:
        report = _compare_some(report)


def _fetch_part(report: SettlementReport, gateway: Gateway) -> SettlementReport:
    """A part is kept whole or not at all, so that it may be fetched again."""
    since, end = report.pulled_until, report.covers_until
    if since is None or end is None:
        raise ValueError("a report that is fetched has a time")
    until = min(since + FETCHED_AT_ONCE, end)
    lines = [checked_line(number, line) for number, line in enumerate(gateway.pull_settlement(since, until), start=1)]
    with transaction.atomic():
        now = _locked(report)
        if now.pulled_until == since:
            keep_lines(now, lines)
            now.pulled_until, now.tries, now.trouble = until, 0, ""
            if until >= end:
                now.begin_matching()
            now.save()
    _renew(now)
    return now


def _compare_some(report: SettlementReport) -> SettlementReport:
    with transaction.atomic():
        now = _locked(report)
        entries = list(now.entries.filter(number__gt=now.matched_lines).order_by("number")[:LINES_AT_ONCE])
        if entries:
            Comparison(now, entries).run()
            _end_missing(now, entries)
            now.matched_lines = entries[-1].number
        else:
            _find_missing(now)
            now.matched_lines = now.lines
            now.finish()
        now.save()
    _renew(now)
    return now


def _end_missing(report: SettlementReport, entries: Sequence[SettlementEntry]) -> None:
    """What was missing in an earlier report has come."""
    missing = Difference.objects.filter(
        gateway_account=report.gateway_account, kind=Difference.Kind.MISSING, state=Difference.State.OPEN
    )
    theirs = [entry.gateway_reference for entry in entries if entry.gateway_reference]
    settle_differences(missing.filter(gateway_reference__in=theirs), _("It stands in the report %s.") % report.name)


def _find_missing(report: SettlementReport) -> None:
    """What we say was paid in a time that reports speak of, and none of them has."""
    newest = report.entries.aggregate(at=Max("settled_at"))["at"] or report.covers_until
    if newest is None or report.covers_from is None:
        return
    for attempt in _absent(report).filter(
        finished_at__gte=report.covers_from - LOOKS_BACK, finished_at__lte=newest - MISSING_AFTER
    ):
        refund = attempt.refund
        find_difference(
            kind=Difference.Kind.MISSING,
            subject=subject_of_attempt(attempt),
            gateway=report.gateway,
            gateway_account=report.gateway_account,
            gateway_reference=attempt.gateway_reference,
            payment=refund.payment,
            payment_reference=refund.payment.gateway_reference,
            refund=refund,
            attempt=attempt,
            report=report,
            ours_minor=refund.amount_minor,
            currency=refund.currency,
            ours=str(attempt.state),
            why=_("It was paid as we know it, and no report of that time has it."),
        )


def _absent(report: SettlementReport) -> QuerySet[RefundAttempt]:
    lines = SettlementEntry.objects.filter(gateway_account=report.gateway_account, kind=SettlementKind.REFUND)
    spoken_of = SettlementReport.objects.filter(
        gateway_account=report.gateway_account,
        covers_from__lte=OuterRef("finished_at"),
        covers_until__gte=OuterRef("finished_at"),
    )
    return (
        RefundAttempt.objects.select_related("refund__payment")
        .filter(gateway_account=report.gateway_account, state=RefundAttempt.State.SUCCEEDED)
        .filter(Exists(spoken_of))
        .exclude(Exists(lines.exclude(gateway_reference="").filter(gateway_reference=OuterRef("gateway_reference"))))
        .exclude(Exists(lines.exclude(refund_reference="").filter(refund_reference=OuterRef("reference"))))
        .order_by("finished_at", "id")
    )


def _locked(report: SettlementReport) -> SettlementReport:
    return SettlementReport.objects.select_for_update().get(pk=report.pk)


def _try_later(report_id: int, why: str) -> None:
    with transaction.atomic(), acting(RECONCILER):
        report = SettlementReport.objects.select_for_update().get(pk=report_id)
        report.tries += 1
        report.trouble = why[:300]
        if report.tries >= TRIES:
            report.fail()
        report.save()
        SettlementReport.objects.filter(pk=report.pk).update(due_at=Now() + timedelta(seconds=10 * 2**report.tries))
