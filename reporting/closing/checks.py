"""What must be green before a period is closed, each with what it found and where to look.

A check answers what is open; nothing open is green. What is open may be carried over by a person with a reason, except
where the books themselves are wrong: those checks are `firm`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.money import format_money
from refunds.credit_notes.queries import without_note
from refunds.models import (
    CreditNote,
    Difference,
    JournalEntry,
    JournalLine,
    Refund,
    RefundAttempt,
    SettlementEntry,
    SettlementReport,
)
from reporting import checks as books
from reporting.closing.figures import read_figures
from reporting.facts.prove import prove
from reporting.facts.state import known_state, may_be_read
from reporting.models import CarriedOver, FigureMark, PeriodClosing
from reporting.periods import Period, shop_day
from reporting.tax.report import refunds_of_unknown_rate

SHOWN = 20
"""Open things of one check that are named; the rest is counted."""
MOST_COUNTED = 10_000

GREEN, OPEN, CARRIED = STATES = ("green", "open", "carried")


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is open: what it is called, and the page on which one goes on with it."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    code: str
    title: Any
    promise: Any
    find: Callable[[Period], Sequence[Open]]
    firm: bool = False
    page: str = ""
    """The list on which one works what is open off."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found. `fingerprint` is of everything that is open, `items` names the first of it."""

    code: str
    title: str
    promise: str
    state: str
    count: int
    fingerprint: str
    items: list[dict[str, str]]
    firm: bool = False
    url: str = ""
    carried_by: str = ""
    carried_why: str = ""

    @property
    def blocks(self) -> bool:
        return self.state == OPEN

    def values(self) -> dict[str, Any]:
        return asdict(self)


def run_checks(closing: PeriodClosing) -> list[Result]:
    """Look at everything for a period, with what people carried over."""
    return check_period(closing.period, closing.carried.select_related("person"))


def check_period(period: Period, carried: Iterable[CarriedOver] = ()) -> list[Result]:
    """The same for days that nobody prepares to close."""
    taken = {(row.check_code, row.fingerprint): row for row in carried}
    return [_run(check, period, taken) for check in CHECKS]


def _run(check: Check, period: Period, carried: dict[tuple[str, str], CarriedOver]) -> Result:
    found = list(check.find(period))
    fingerprint = _fingerprint(found)
    taken = carried.get((check.code, fingerprint)) if found and not check.firm else None
    return Result(
        code=check.code,
        title=str(check.title),
        promise=str(check.promise),
        state=GREEN if not found else CARRIED if taken else OPEN,
        count=len(found),
        fingerprint=fingerprint,
        items=[asdict(one) for one in found[:SHOWN]],
        firm=check.firm,
        url=reverse(check.page) if check.page else "",
        carried_by=taken.person.label if taken else "",
        carried_why=taken.reason if taken else "",
    )


def _fingerprint(found: Sequence[Open]) -> str:
    return hashlib.sha256("\n".join(sorted(one.label for one in found)).encode()).hexdigest()


def _wrong_books(period: Period) -> list[Open]:
    """The proof of the whole ledger; a fault anywhere makes every period's figures doubtful."""
    return [Open(f"{fault.code}: {example}") for fault in books.find_faults() for example in fault.examples]


def _wrong_figures(period: Period) -> list[Open]:
    """Totals, accounts and tax of the period, each read its own way, must be one sum."""
    figures = read_figures(period, settings.SHOP_TIME_ZONE)
    return [Open(text) for text in [*_unequal(figures), *_unproven(period)]]


def _unequal(figures: dict[str, Any]) -> list[str]:
    taxed: dict[str, list[int]] = {}
    for row in figures["tax"]:
        sums = taxed.setdefault(row["currency"], [0, 0])
        sums[0] += row["refunds_gross_minor"]
        sums[1] += row["reversals_gross_minor"]
    faults = []
    for total in figures["totals"]:
        code = total["currency"]
        refunds, reversals = taxed.get(code, [0, 0])
        for name, ledger, tax in (
            ("refunds", total["refunded_minor"], refunds), ("reversals", total["came_back_minor"], reversals)
        ):  # fmt: skip
            if ledger != tax:
                faults.append(
                    f"{name} {code}: {format_money(ledger, code)} in the ledger, {format_money(tax, code)} taxed"
                )
    return faults


def _unproven(period: Period) -> list[str]:
    """What the proof of the kept sums says, once they are made and nothing waits to be counted."""
    if not may_be_read(known_state()) or FigureMark.objects.exists():
        return []
    return [str(difference) for difference in islice(prove(period), MOST_COUNTED)]


def _unbalanced(period: Period) -> list[Open]:
    """Entries of the period that do not sum to zero or have no lines."""
    entries = JournalEntry.objects.filter(posted_at__gte=period.start, posted_at__lt=period.end)
    lines = JournalLine.objects.filter(entry=OuterRef("pk"))
    off = lines.order_by().values("entry", "currency").annotate(total=Sum("amount_minor")).exclude(total=0)
    faulty = entries.filter(Exists(off) | ~Exists(lines)).order_by("pk")[:MOST_COUNTED]
    return [Open(_("Entry %(id)s (%(source)s)") % {"id": entry.pk, "source": entry.source}) for entry in faulty]


def _unposted(period: Period) -> list[Open]:
    """Tries that a gateway paid in the period without an entry for it."""
    paid = RefundAttempt.objects.filter(
        state__in=(RefundAttempt.State.SUCCEEDED, RefundAttempt.State.REVERSED),
        finished_at__gte=period.start, finished_at__lt=period.end,
    )  # fmt: skip
    settled = JournalEntry.objects.filter(refund=OuterRef("refund"), kind=JournalEntry.Kind.SETTLE)
    missing = paid.filter(~Exists(settled)).select_related("refund").order_by("pk")[:MOST_COUNTED]
    return [_of_refund(attempt.refund.reference, attempt.reference) for attempt in missing]


def _unanswered(period: Period) -> list[Open]:
    """Tries sent before the period's end that have no answer for longer than is usual."""
    patience = timedelta(days=settings.CLOSING_UNANSWERED_DAYS)
    sent = RefundAttempt.objects.filter(state__in=RefundAttempt.OPEN, created_at__lt=period.end - patience)
    found = sent.select_related("refund").order_by("pk")[:MOST_COUNTED]
    return [_of_refund(one.refund.reference, f"{one.reference}, {one.get_state_display()}") for one in found]


def _unresolved(period: Period) -> list[Open]:
    return [
        Open(
            f"{one.get_kind_display()}: {one.subject} ({one.gateway_account})",
            reverse("refunds:difference", args=[one.pk]),
        )
        for one in differences_of(period)[:MOST_COUNTED]
    ]


def differences_of(period: Period) -> QuerySet[Difference]:
    """Open differences about money that moved before the period's end.

    Their day is that of the gateway's line, else of our try, else the one on which it was found.
    """
    line = SettlementEntry.objects.filter(report=OuterRef("report"), number=OuterRef("line_number"))
    moved_at = Coalesce(Subquery(line.values("settled_at")[:1]), "attempt__finished_at", "attempt__sent_at", "found_at")
    open_ones = Difference.objects.filter(state=Difference.State.OPEN).annotate(moved_at=moved_at)
    return open_ones.filter(moved_at__lt=period.end).order_by("pk")


def _unreported(period: Period) -> list[Open]:
    """Days on which money moved at an account and no compared report of it speaks of them."""
    found = []
    for account in accounts_with_money(period):
        missing = _missing_days(account, period)
        if missing:
            found.append(Open(f"{account}: {_days(missing)}", reverse("refunds:settlements")))
    return found


def accounts_with_money(period: Period) -> list[str]:
    """Gateway accounts by name that the ledger moved money at in the period."""
    lines = JournalLine.objects.filter(
        entry__posted_at__gte=period.start, entry__posted_at__lt=period.end, account__startswith="gateway:"
    )
    return sorted({name.split(":", 2)[2] for name in lines.order_by().values_list("account", flat=True).distinct()})


def _missing_days(account: str, period: Period) -> list[Any]:
    reports = SettlementReport.objects.filter(
        gateway_account=account, state=SettlementReport.State.DONE,
        covers_from__lt=period.end, covers_until__gte=period.start,
    ).order_by("covers_from")  # fmt: skip
    covered = {
        day
        for first, last in reports.values_list("covers_from", "covers_until")
        for day in _each(max(shop_day(first), period.first_on), min(shop_day(last), period.last_on))
    }
    moved = JournalEntry.objects.filter(
        posted_at__gte=period.start, posted_at__lt=period.end, lines__account__endswith=f":{account}"
    ).filter(lines__account__startswith="gateway:")
    days = {shop_day(at) for at in moved.values_list("posted_at", flat=True).iterator(5000)}
    return sorted(days - covered)


def _each(first: Any, last: Any) -> list[Any]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _days(days: Sequence[Any]) -> str:
    named = ", ".join(date_format(day, "j M") for day in days[:5])
    return _("%(days)s and %(n)d more") % {"days": named, "n": len(days) - 5} if len(days) > 5 else named


def _untaxed(period: Period) -> list[Open]:
    return [_of_refund(reference, "") for reference, _entry in refunds_of_unknown_rate(period)[:MOST_COUNTED]]


def _without_credit_note(period: Period) -> list[Open]:
    """Refunds of invoiced payments, completed in the period, without a note in force, in a house that issues any."""
    if not CreditNote.objects.exists():
        return []
    completed = Refund.objects.filter(
        state=Refund.State.COMPLETED, finished_at__gte=period.start, finished_at__lt=period.end
    )
    missing = without_note(completed).order_by("pk").values_list("reference", flat=True)[:MOST_COUNTED]
    return [_of_refund(reference, "") for reference in missing]


def _of_refund(reference: str, what: str) -> Open:
    label = f"{reference}: {what}" if what else reference
    return Open(label, reverse("refunds:refund", args=[reference]))


CHECKS = (
    Check(
        "books", gettext_lazy("The books are true"),
        gettext_lazy("Payments, refunds, credit and ledger agree with each other, looked at with plain SQL."),
        _wrong_books, firm=True,
    ),
    Check(
        "figures", gettext_lazy("The figures are the ledger's"),
        gettext_lazy("Totals, accounts and tax of the period come to the same sums, each read its own way."),
        _wrong_figures, firm=True,
    ),
    Check(
        "balanced", gettext_lazy("Every entry is balanced"),
        gettext_lazy("No journal entry of the period is without lines or sums to more than zero."),
        _unbalanced, firm=True,
    ),
    Check(
        "posted", gettext_lazy("Everything is posted"),
        gettext_lazy("What a gateway paid in the period stands in the ledger."), _unposted, firm=True,
    ),
    Check(
        "answered", gettext_lazy("No answer is missing"),
        gettext_lazy("No refund sent in the period still waits for a gateway's answer for longer than is usual."),
        _unanswered, page="operations",
    ),
    Check(
        "differences", gettext_lazy("Differences are resolved"),
        gettext_lazy("No difference with a gateway about money of the period, or of before, is open."),
        _unresolved, page="refunds:differences",
    ),
    Check(
        "reports", gettext_lazy("Settlement reports are in"),
        gettext_lazy("A compared report speaks of every day on which money moved at a gateway account."),
        _unreported, page="refunds:settlements",
    ),
    Check(
        "tax", gettext_lazy("Every tax rate is known"),
        gettext_lazy("Each refund of the period can be traced to the rates of its sale."), _untaxed,
    ),
    Check(
        "credit_notes", gettext_lazy("Credit notes are issued"),
        gettext_lazy("Each completed refund of the period has its credit note, in a house that issues them."),
        _without_credit_note,
    ),
)  # fmt: skip

BY_CODE = {check.code: check for check in CHECKS}
