"""Taking in a settlement report: from a file, all of it or nothing, or fetched from the gateway day by day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import PurePath

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.money import MAX_AMOUNT_MINOR
from customers.shop_days import day_start, shop_day
from refunds import permissions
from refunds.actions.find_difference import find_difference
from refunds.actions.order_reconciliation import LONGEST_BACKFILL_DAYS
from refunds.gateways.accounts import gateway_accounts, gateway_for_account
from refunds.gateways.base import Gateway
from refunds.gateways.identifiers import MAX_LENGTH
from refunds.gateways.types import SettlementLine
from refunds.models import Difference, SettlementEntry, SettlementReport
from refunds.settlements.generic_csv import at_line, read_generic

WORK_SETTLEMENTS = "refunds.tasks.work_settlements"
MOST_LINES = 50_000
MOST_BYTES = 10 * 1024**2
OWN, GENERIC = "own", "generic"
WRITTEN_AT_ONCE = 2_000

SCHEDULE = Actor.system("settlements")
FETCH_FIRST = timedelta(days=7)
FETCH_OVERLAP = timedelta(days=3)
FETCH_MOST = timedelta(days=92)
"""What a fetch on schedule reaches back: the first one, from the end of the last one, and after a long rest."""

Numbered = tuple[int, SettlementLine]


def import_settlement(*, actor: Actor, account: str, name: str, content: bytes, form: str) -> SettlementReport:
    """Keep the lines of a file, in the gateway's own form or the generic one, and have them compared.

    Raises BadInput, which names the line, or Conflict for a file that is here already; nothing was written then.
    """
    permissions.require(actor, permissions.RECONCILE)
    gateway = gateway_for_account(account)
    lines = _read(gateway, content, form)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic(), acting(actor):
        if SettlementReport.objects.filter(gateway_account=account, sha256=digest).exists():
            raise Conflict(_("This very file is here already."), "imported_already", "file")
        report = _report(actor, gateway, _clean_name(name), SettlementReport.State.MATCHING)
        report.sha256 = digest
        report.covers_from = min(line.settled_at for line in lines)
        report.covers_until = max(line.settled_at for line in lines)
        report.save()
        keep_lines(report, lines)
        report.save()
        doorbell.ring_after_commit(WORK_SETTLEMENTS)
    return report


def fetch_settlement(*, actor: Actor, account: str, first_on: date, last_on: date) -> SettlementReport:
    """Have the lines of these days fetched from the gateway, in the shop's time zone. Raises BadInput."""
    permissions.require(actor, permissions.RECONCILE)
    gateway = gateway_for_account(account)
    if not gateway.capabilities.settlements:
        raise BadInput(
            _("%s lists no settlements. Import its report as a file.") % gateway.name, "no_settlements", "account"
        )
    if first_on > last_on:
        raise BadInput(_("The first day lies after the last."), "days_swapped", "first_on")
    if day_start(last_on) > clock.now():
        raise BadInput(_("The last day lies in the future."), "day_in_future", "last_on")
    if (last_on - first_on).days >= LONGEST_BACKFILL_DAYS:
        raise BadInput(_("One report spans three years at most."), "too_many_days", "first_on")
    until = min(day_start(last_on + timedelta(days=1)), clock.now())
    return _begin_fetch(actor, gateway, day_start(first_on), until, f"{first_on} – {last_on}")


def open_scheduled_fetches() -> int:
    """Have the settlements fetched of every account that lists them and whose time has come; return how many.

    Each begins some days before the end of the last one that came through: gateways show some lines late, and a line
    that is here already is not taken again.
    """
    if not settings.SETTLEMENT_FETCH_HOURS:
        return 0
    every, now = timedelta(hours=settings.SETTLEMENT_FETCH_HOURS), clock.now()
    accounts = [gateway for gateway in gateway_accounts() if gateway.capabilities.settlements]
    return sum(_open_fetch(gateway, now) for gateway in accounts if not _fetched_since(gateway.account, now - every))


def _fetched_since(account: str, moment: datetime) -> bool:
    """Whether a fetch on schedule was begun since then, or one is still under way."""
    mine = SettlementReport.objects.filter(gateway_account=account, requested_by=SCHEDULE.key)
    return mine.filter(Q(created_at__gt=moment) | Q(state__in=SettlementReport.OPEN)).exists()


def _open_fetch(gateway: Gateway, now: datetime) -> bool:
    came = SettlementReport.objects.filter(
        gateway_account=gateway.account, requested_by=SCHEDULE.key, state=SettlementReport.State.DONE
    ).order_by("-covers_until")
    until = came.values_list("covers_until", flat=True).first()
    since = max(until - FETCH_OVERLAP, now - FETCH_MOST) if until else now - FETCH_FIRST
    try:
        _begin_fetch(SCHEDULE, gateway, since, now, f"{shop_day(since)} – {shop_day(now)}")
    except IntegrityError:  # another process was first
        return False
    return True


def _begin_fetch(actor: Actor, gateway: Gateway, since: datetime, until: datetime, name: str) -> SettlementReport:
    """Keep that the lines of this time are wanted, and ring for the worker that fetches them."""
    report = _report(actor, gateway, name)
    report.is_pulled = True
    report.covers_from = report.pulled_until = since
    report.covers_until = until
    with transaction.atomic(), acting(actor):
        report.save()
        doorbell.ring_after_commit(WORK_SETTLEMENTS)
    return report


def has_own_form(gateway: Gateway) -> bool:
    """Whether the adapter reads the gateway's own reports."""
    return type(gateway).read_settlement is not Gateway.read_settlement


def keep_lines(report: SettlementReport, lines: Sequence[SettlementLine]) -> None:
    """Write what is new, in the order of the report; the caller's transaction, which saves the report.

    A line that an earlier report had is not taken again. One that this report has twice is a difference.
    """
    numbered = list(enumerate(lines, start=report.lines + 1))
    report.lines += len(lines)
    known = _known_ids(report, lines)
    report.known_lines += sum(line.line_id in known for line in lines)
    fresh: dict[str, Numbered] = {}
    repeated: list[Numbered] = []
    for number, line in numbered:
        if line.line_id in known:
            continue
        if line.line_id in fresh:
            repeated.append((number, line))
        else:
            fresh[line.line_id] = number, line
    SettlementEntry.objects.bulk_create(
        [_entry(report, number, line) for number, line in fresh.values()], batch_size=WRITTEN_AT_ONCE
    )
    for number, line in repeated:
        _there_twice(report, number, line)


def checked_line(number: int, line: SettlementLine) -> SettlementLine:
    """Refuse what no column of ours holds. Raises BadInput, which names the line."""
    texts = (line.line_id, line.gateway_reference, line.payment_reference, line.refund_reference)
    if not line.line_id:
        raise at_line(number, _("It has no number of its own."))
    if any(len(text) > MAX_LENGTH or not text.isprintable() for text in (*texts, line.payout_reference)):
        raise at_line(number, _("A number is too long, or holds signs that cannot be printed."))
    if max(abs(line.amount_minor), abs(line.fee_minor)) > MAX_AMOUNT_MINOR:
        raise at_line(number, _("The amount is too large."))
    return line


def _read(gateway: Gateway, content: bytes, form: str) -> list[SettlementLine]:
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is larger than %d MB.") % (MOST_BYTES // 1024**2), "file_too_large", "file")
    if form not in (OWN, GENERIC):
        raise BadInput(_("Choose the form of the file."), "bad_form", "form")
    if form == OWN and not has_own_form(gateway):
        raise BadInput(_("Recourse knows no report of %s. Use the plain form.") % gateway.name, "no_own_form", "form")
    lines: Iterable[SettlementLine] = gateway.read_settlement(content) if form == OWN else read_generic(content)
    first = 1 if form == OWN else 2  # after the header, as a spreadsheet counts
    read = [checked_line(number, line) for number, line in enumerate(islice(lines, MOST_LINES + 1), start=first)]
    if len(read) > MOST_LINES:
        raise BadInput(_("The report has more than %d lines. Split it by days.") % MOST_LINES, "too_many_lines", "file")
    if not read:
        raise BadInput(_("The report has no lines."), "no_lines", "file")
    return read


def _report(
    actor: Actor, gateway: Gateway, name: str, state: str = SettlementReport.State.FETCHING
) -> SettlementReport:
    return SettlementReport(
        state=state,
        gateway=gateway.code,
        gateway_account=gateway.account,
        name=name,
        requested_by=actor.key,
        requested_label=actor.label[:200],
    )


def _clean_name(name: str) -> str:
    said = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())
    return said.encode("utf-8", "replace").decode()[:200] or _("Report")


def _known_ids(report: SettlementReport, lines: Sequence[SettlementLine]) -> set[str]:
    ids = [line.line_id for line in lines]
    known: set[str] = set()
    for start in range(0, len(ids), WRITTEN_AT_ONCE):
        part = ids[start : start + WRITTEN_AT_ONCE]
        there = SettlementEntry.objects.filter(gateway_account=report.gateway_account, line_id__in=part)
        known.update(there.values_list("line_id", flat=True))
    return known


def _entry(report: SettlementReport, number: int, line: SettlementLine) -> SettlementEntry:
    return SettlementEntry(
        report=report,
        number=number,
        gateway_account=report.gateway_account,
        line_id=line.line_id,
        kind=line.kind,
        word="".join(letter for letter in line.word if letter.isprintable())[:80],
        amount_minor=line.amount_minor,
        fee_minor=line.fee_minor,
        currency=line.currency,
        settled_at=line.settled_at,
        gateway_reference=line.gateway_reference,
        payment_reference=line.payment_reference,
        refund_reference=line.refund_reference,
        payout_reference=line.payout_reference,
    )


def _there_twice(report: SettlementReport, number: int, line: SettlementLine) -> None:
    find_difference(
        kind=Difference.Kind.TWICE,
        subject=f"line:{line.line_id}",
        gateway=report.gateway,
        gateway_account=report.gateway_account,
        gateway_reference=line.gateway_reference,
        payment_reference=line.payment_reference,
        report=report,
        line_number=number,
        theirs_minor=line.amount_minor,
        their_currency=line.currency,
        why=_("The report has this line twice; the second was not taken."),
    )
