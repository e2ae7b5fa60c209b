"""One portion of a settlement report beside our books, to the cent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers.models import Payment
from refunds.actions.find_difference import find_difference
from refunds.actions.reconcile_refunds import subject_of_attempt
from refunds.gateways.types import SettlementKind
from refunds.models import Difference, RefundAttempt, SettlementDay, SettlementEntry, SettlementReport

TOO_EARLY, TOO_LATE = timedelta(days=-2), timedelta(days=30)
"""How far from our own end of a refund a gateway may settle it."""
FEES_LOOKED_AT = 1_000
FEES_NEEDED = 5
USUAL_PERCENT = 80
"""A fee is usual where so many of the latest refunds had it. Where none is, fees are not compared."""

Kind = Difference.Kind
ABOUT_REFUNDS = (SettlementKind.REFUND, SettlementKind.REFUND_REVERSAL)


class Comparison:
    """Finds ours to every line first, then judges line by line. The caller's transaction."""

    def __init__(self, report: SettlementReport, entries: Sequence[SettlementEntry]) -> None:
        self.report = report
        self.refund_lines = [entry for entry in entries if entry.kind in ABOUT_REFUNDS]
        self.payment_lines = [entry for entry in entries if entry.kind == SettlementKind.PAYMENT]
        self.attempts = _attempts_named_by(report, self.refund_lines)
        self.payments = _payments_named_by(report, self.payment_lines)
        self.first_line = _first_lines(report, self.refund_lines, self.attempts)
        self.fees: dict[str, int | None] = {}
        self.days: dict[tuple[str, date], Counter[str]] = {}

    def run(self) -> None:
        """Write down every difference, and add up the days."""
        for entry in self.refund_lines:
            self._judge_refund(entry)
        for entry in self.payment_lines:
            self._judge_payment(entry)
        for (currency, day), counts in self.days.items():
            _add_up(self.report.gateway_account, currency, day, counts)

    def _judge_refund(self, entry: SettlementEntry) -> None:
        attempt = self._ours(entry)
        there = self._day(entry.currency, entry)
        there["lines"] += 1
        there["theirs_minor"] -= entry.amount_minor
        if attempt is None:
            there["strange_lines"] += 1
            self._find(entry, Kind.UNKNOWN, _("No refund of ours has this number."), subject=_subject(entry))
        elif attempt.gateway_account != entry.gateway_account:
            there["strange_lines"] += 1
            self._find(entry, Kind.MISPLACED, _("We sent it through another account."), attempt)
        elif entry.kind == SettlementKind.REFUND and self.first_line[attempt.pk] != entry.pk:
            self._find(entry, Kind.TWICE, _("The gateway settled this refund before."), attempt, entry.line_id)
        else:
            sign = 1 if entry.kind == SettlementKind.REFUND else -1
            self._day(attempt.refund.currency, entry)["ours_minor"] += sign * attempt.refund.amount_minor
            self._judge_ours(entry, attempt, sign)

    def _judge_ours(self, entry: SettlementEntry, attempt: RefundAttempt, sign: int) -> None:
        refund = attempt.refund
        if entry.currency != refund.currency:
            self._find(entry, Kind.CURRENCY, _("The gateway settled it in another currency."), attempt)
        elif -sign * entry.amount_minor != refund.amount_minor:
            self._find(entry, Kind.AMOUNT, _("The gateway settled another amount."), attempt)
        if sign > 0 and attempt.state in (RefundAttempt.State.FAILED, RefundAttempt.State.CANCELED):
            self._find(entry, Kind.STATE, _("It failed as we know it, and the gateway paid it."), attempt)
        elif sign < 0 and attempt.state == RefundAttempt.State.SUCCEEDED:
            self._find(entry, Kind.STATE, _("It was paid as we know it, and the money came back there."), attempt)
        elif attempt.is_open:
            RefundAttempt.objects.filter(pk=attempt.pk).update(next_check_at=Now())
        if entry.payment_reference and entry.payment_reference != refund.payment.gateway_reference:
            self._find(entry, Kind.MISPLACED, _("The gateway settled it for another payment."), attempt)
        elif sign > 0 and not self._is_on_time(entry, attempt):
            self._find(entry, Kind.MISPLACED, _("The gateway settled it on a day far from ours."), attempt)
        usual = self._usual_fee(entry.currency) if sign > 0 else None
        if usual is not None and entry.fee_minor != usual:
            self._find_fee(entry, attempt, usual)

    def _judge_payment(self, entry: SettlementEntry) -> None:
        payment = self.payments.get(entry.payment_reference) or self.payments.get(entry.gateway_reference)
        if payment is None:
            subject = f"payment:{entry.payment_reference or entry.gateway_reference or entry.line_id}"
            self._find(entry, Kind.UNKNOWN, _("No payment here has this number."), subject=subject)
        elif entry.currency != payment.currency:
            self._find_payment(entry, payment, Kind.CURRENCY)
        elif entry.amount_minor != payment.captured_minor:
            self._find_payment(entry, payment, Kind.AMOUNT)

    def _ours(self, entry: SettlementEntry) -> RefundAttempt | None:
        return _named(entry, self.attempts)

    def _is_on_time(self, entry: SettlementEntry, attempt: RefundAttempt) -> bool:
        moment = attempt.finished_at or attempt.sent_at or attempt.created_at
        return TOO_EARLY <= entry.settled_at - moment <= TOO_LATE

    def _usual_fee(self, currency: str) -> int | None:
        if currency not in self.fees:
            self.fees[currency] = _usual_fee(self.report.gateway_account, currency)
        return self.fees[currency]

    def _day(self, currency: str, entry: SettlementEntry) -> Counter[str]:
        return self.days.setdefault((currency, entry.settled_at.astimezone(UTC).date()), Counter())

    def _find(
        self, entry: SettlementEntry, kind: str, why: str, attempt: RefundAttempt | None = None, subject: str = ""
    ) -> None:
        facts: dict[str, Any] = {"theirs_minor": abs(entry.amount_minor), "their_currency": entry.currency}
        if attempt is not None:
            refund = attempt.refund
            facts |= {
                "attempt": attempt,
                "refund": refund,
                "payment": refund.payment,
                "ours_minor": refund.amount_minor,
                "currency": refund.currency,
                "ours": f"{attempt.state} · {refund.payment.gateway_reference}",
            }
        said = (entry.word or entry.kind, entry.payment_reference, f"{entry.settled_at:%Y-%m-%d}")
        facts["theirs"] = " · ".join(filter(None, said))
        if attempt is not None:
            subject = f"line:{subject}" if subject else subject_of_attempt(attempt)
        find_difference(kind=kind, subject=subject, why=why, **facts, **self._place(entry))

    def _find_fee(self, entry: SettlementEntry, attempt: RefundAttempt, usual: int) -> None:
        find_difference(
            kind=Kind.FEE,
            subject=subject_of_attempt(attempt),
            why=_("The gateway kept another fee for it than for its other refunds."),
            attempt=attempt,
            refund=attempt.refund,
            payment=attempt.refund.payment,
            ours_minor=usual,
            theirs_minor=entry.fee_minor,
            currency=entry.currency,
            their_currency=entry.currency,
            **self._place(entry),
        )

    def _find_payment(self, entry: SettlementEntry, payment: Payment, kind: str) -> None:
        find_difference(
            kind=kind,
            subject=f"payment:{payment.gateway_reference}",
            why=_("The gateway settled this payment with another amount than we have."),
            payment=payment,
            ours_minor=payment.captured_minor,
            theirs_minor=entry.amount_minor,
            currency=payment.currency,
            their_currency=entry.currency,
            **self._place(entry),
        )

    def _place(self, entry: SettlementEntry) -> dict[str, Any]:
        return {
            "gateway": self.report.gateway,
            "gateway_account": self.report.gateway_account,
            "gateway_reference": entry.gateway_reference,
            "payment_reference": entry.payment_reference,
            "report": self.report,
            "line_number": entry.number,
        }


def _subject(entry: SettlementEntry) -> str:
    """A refund that nobody knows is filed under its own number, so that it can be matched later."""
    return f"refund:{entry.gateway_reference}" if entry.gateway_reference else f"line:{entry.line_id}"


def _named(entry: SettlementEntry, by_name: dict[str, RefundAttempt]) -> RefundAttempt | None:
    found = by_name.get(entry.gateway_reference) if entry.gateway_reference else None
    return found or (by_name.get(entry.refund_reference) if entry.refund_reference else None)


def _attempts_named_by(report: SettlementReport, lines: Sequence[SettlementEntry]) -> dict[str, RefundAttempt]:
    """By the gateway's id and by our reference; one of another account only where this one has none."""
    theirs = {line.gateway_reference for line in lines} - {""}
    ours = {line.refund_reference for line in lines} - {""}
    found = RefundAttempt.objects.select_related("refund__payment").filter(
        Q(gateway_reference__in=theirs) | Q(reference__in=ours), gateway=report.gateway
    )
    by_name: dict[str, RefundAttempt] = {}
    for attempt in sorted(found, key=lambda one: one.gateway_account == report.gateway_account):
        by_name[attempt.reference] = attempt
        if attempt.gateway_reference:
            by_name[attempt.gateway_reference] = attempt
    return by_name


def _payments_named_by(report: SettlementReport, lines: Sequence[SettlementEntry]) -> dict[str, Payment]:
    names = {name for line in lines for name in (line.payment_reference, line.gateway_reference)} - {""}
    found = Payment.objects.filter(
        gateway=report.gateway, gateway_account=report.gateway_account, gateway_reference__in=names
    )
    return {payment.gateway_reference: payment for payment in found}


def _first_lines(
    report: SettlementReport, lines: Sequence[SettlementEntry], attempts: dict[str, RefundAttempt]
) -> dict[int, int]:
    """For every attempt the first line that settled it, whichever report has it."""
    theirs = {line.gateway_reference for line in lines} - {""}
    ours = {line.refund_reference for line in lines} - {""}
    settled = SettlementEntry.objects.filter(gateway_account=report.gateway_account, kind=SettlementKind.REFUND)
    same = [*settled.filter(gateway_reference__in=theirs), *settled.filter(refund_reference__in=ours)]
    first: dict[int, int] = {}
    for line in same:
        attempt = _named(line, attempts)
        if attempt is not None:
            first[attempt.pk] = min(first.get(attempt.pk, line.pk), line.pk)
    return first


def _usual_fee(account: str, currency: str) -> int | None:
    latest = SettlementEntry.objects.filter(gateway_account=account, currency=currency, kind=SettlementKind.REFUND)
    fees = Counter(latest.order_by("-id").values_list("fee_minor", flat=True)[:FEES_LOOKED_AT])
    if fees.total() < FEES_NEEDED:
        return None
    (fee, count) = fees.most_common(1)[0]
    return fee if 100 * count >= USUAL_PERCENT * fees.total() else None


def _add_up(account: str, currency: str, day: date, counts: Counter[str]) -> None:
    row, _new = SettlementDay.objects.get_or_create(gateway_account=account, currency=currency, day=day)
    SettlementDay.objects.filter(pk=row.pk).update(**{name: F(name) + count for name, count in counts.items()})
