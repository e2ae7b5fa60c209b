"""A settlement report beside our books: every planted difference is found, none is found that is not there.

A thousand lines in the suite, five thousand in `make full`.
"""

from __future__ import annotations

import base64
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from customers.errors import BadInput, NotAllowed
from customers.models import Payment
from customers.shop_days import shop_day
from refunds.actions.import_settlement import import_settlement
from refunds.models import Difference, Refund, RefundAttempt, SettlementDay, SettlementEntry, SettlementReport
from refunds.tasks import work_settlements
from tests.desk import again, approve, ask, known_to_sandbox, sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

HEADER = "line_id,kind,amount,currency,settled_at,fee,gateway_reference,payment_reference,refund_reference"
FIRST_DAY = datetime(2026, 10, 1, 12, tzinfo=UTC)
LINES = int(os.environ.get("SETTLEMENT_LINES", "1000"))
DAYS = 20
"""What is told here happened in October; the report ends days after the last of it."""

EIGHT = ("amount", "currency", "unknown", "missing", "twice", "state", "fee", "misplaced")
OF_EACH = 5

Line = dict[str, str]


def csv_of(lines: list[Line]) -> bytes:
    names = HEADER.split(",")
    return "\n".join([HEADER, *(",".join(line.get(name, "") for name in names) for line in lines)]).encode()


def taken_in(person, lines: list[Line], name: str = "october.csv") -> SettlementReport:
    """Somebody takes the report in, and the worker compares it to its end."""
    report = import_settlement(
        actor=Actor.user(person), account="sandbox", name=name, content=csv_of(lines), form="generic"
    )
    while SettlementReport.objects.filter(pk=report.pk, state="matching").exists():
        work_settlements()
    return SettlementReport.objects.get(pk=report.pk)


def planted_at(count: int) -> dict[int, tuple[str, int]]:
    """Where forty differences are planted among so many refunds: the kind, and the how many-th of it."""
    step = count // (OF_EACH * len(EIGHT))
    return {step * n + 3: (EIGHT[n % len(EIGHT)], n // len(EIGHT)) for n in range(OF_EACH * len(EIGHT))}


def many_ended_refunds(mila, count: int, failed: set[int]) -> list[RefundAttempt]:
    """So many refunds that ended, each of a payment of its own, as the rows that a year of work would leave."""
    payments = Payment.objects.bulk_create(
        Payment(
            reference=f"PM-T-{n:06d}", customer=mila, gateway="sandbox", gateway_account="sandbox",
            gateway_reference=f"pay_t{n}", currency="EUR" if n % 7 else "JPY", captured_minor=10_000 + n,
            refunded_minor=1_000 + n, captured_at=FIRST_DAY - timedelta(days=3),
        )
        for n in range(count)
    )  # fmt: skip
    refunds = Refund.objects.bulk_create(
        Refund(
            reference=f"RF-T-{n:06d}", customer=mila, payment=payment, currency=payment.currency,
            amount_minor=1_000 + n, reason="damaged", origin="api", requested_by="system:test",
        )
        for n, payment in enumerate(payments)
    )  # fmt: skip
    RefundAttempt.objects.bulk_create(
        RefundAttempt(
            refund=refund, number=1, reference=f"{refund.reference}-1", gateway="sandbox", gateway_account="sandbox",
            idempotency_key=f"key-{n}", body=b"{}", body_hash="0" * 64, gateway_reference=f"sbr_t{n}",
            sent_at=FIRST_DAY + timedelta(days=n % DAYS), finished_at=FIRST_DAY + timedelta(days=n % DAYS),
        )
        for n, refund in enumerate(refunds)
    )  # fmt: skip
    attempts = list(RefundAttempt.objects.select_related("refund__payment").order_by("pk"))
    RefundAttempt.objects.update(state="sending")
    RefundAttempt.objects.filter(pk__in=[attempts[n].pk for n in failed]).update(state="failed")
    RefundAttempt.objects.filter(state="sending").update(state="succeeded")
    return attempts


def line_of(attempt: RefundAttempt, **changes: str) -> Line:
    """The line that a gateway writes for it, an hour later."""
    refund = attempt.refund
    assert attempt.finished_at is not None
    return {
        "line_id": f"txn_{attempt.gateway_reference}",
        "kind": "refund",
        "amount": amount(-refund.amount_minor, refund.currency),
        "currency": refund.currency,
        "settled_at": (attempt.finished_at + timedelta(hours=1)).isoformat(),
        "fee": "0",
        "gateway_reference": attempt.gateway_reference,
        "payment_reference": refund.payment.gateway_reference,
        "refund_reference": attempt.reference,
        **changes,
    }


def amount(minor: int, currency: str) -> str:
    if currency == "JPY":
        return str(minor)
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{minor // 100}.{minor % 100:02d}"


def lines_with(kind: str, nth: int, attempt: RefundAttempt) -> list[Line]:
    """What the report says of this refund instead of the truth. One that failed has its paid line as it is."""
    refund, right = attempt.refund, line_of(attempt)
    far = (attempt.finished_at + timedelta(days=50)).isoformat()
    return {
        "amount": [{**right, "amount": amount(-refund.amount_minor - 1, refund.currency)}],
        "currency": [{**right, "currency": "USD", "amount": amount(-refund.amount_minor, "USD")}],
        "unknown": [right, {**right, "line_id": f"txn_x{nth}", "gateway_reference": f"sbr_x{nth}",
                            "refund_reference": "", "payment_reference": ""}],
        "missing": [],
        "twice": [right, right if nth % 2 else {**right, "line_id": f"txn_again{nth}"}],
        "state": [right],
        "fee": [{**right, "fee": amount(35, refund.currency)}],
        "misplaced": [{**right, "payment_reference": "pay_other"} if nth % 2 else {**right, "settled_at": far}],
    }[kind]  # fmt: skip


def frame(lines: list[Line]) -> list[Line]:
    """A payout before and after: the report speaks of all the time between."""
    payout = {"kind": "payout", "amount": "-1.00", "currency": "EUR"}
    ends = ("txn_begin", FIRST_DAY - timedelta(days=1)), ("txn_end", FIRST_DAY + timedelta(days=DAYS + 5))
    first, last = ({**payout, "line_id": name, "settled_at": at.isoformat()} for name, at in ends)
    return [first, *lines, last]


@pytest.mark.full
@pytest.mark.slow
def test_forty_planted_differences_of_eight_kinds_are_found_and_no_other(mila, fatima):
    spots = planted_at(LINES)
    attempts = many_ended_refunds(mila, LINES, {n for n, (kind, _nth) in spots.items() if kind == "state"})
    lines: list[Line] = []
    for n, attempt in enumerate(attempts):
        lines += lines_with(*spots[n], attempt) if n in spots else [line_of(attempt)]

    report = taken_in(fatima, frame(lines))

    assert (report.state, report.lines, report.matched_lines) == ("done", len(lines) + 2, len(lines) + 2)
    found = Counter(Difference.objects.values_list("kind", flat=True))
    assert found == dict.fromkeys(EIGHT, OF_EACH)
    blamed = set(Difference.objects.exclude(kind="unknown").values_list("gateway_reference", flat=True))
    assert blamed == {f"sbr_t{n}" for n, (kind, _nth) in spots.items() if kind != "unknown"}
    for difference in Difference.objects.exclude(kind__in=("unknown", "missing", "twice")):
        assert difference.line_number and difference.refund and difference.report == report
    days_agree_but_for_what_was_planted(attempts, spots)
    assert Difference.objects.filter(state="open").count() == 40


def days_agree_but_for_what_was_planted(attempts, spots) -> None:
    """The sum of all days is off by exactly what the differences say, to the cent."""
    from refunds.truth import with_missing

    euros = [day for day in with_missing(SettlementDay.objects.all()) if day.currency == "EUR"]
    apart = 0
    for n, (kind, nth) in spots.items():
        refund = attempts[n].refund
        if refund.currency == "EUR":
            minor = refund.amount_minor
            kept_twice = minor if nth % 2 == 0 else 0
            apart += {"amount": 1, "currency": -minor, "unknown": minor, "missing": -minor, "twice": kept_twice}.get(
                kind, 0
            )
    assert sum(day.difference_minor for day in euros) == apart
    quiet = {attempts[n].finished_at.date() for n in range(DAYS)} - {attempts[n].finished_at.date() for n in spots}
    assert all(day.difference_minor == 0 for day in euros if day.day in quiet)


def test_a_report_is_fetched_day_by_day_and_agrees_to_the_cent(make_payment, mila, boris, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    refund = approve(ask(payment), boris)
    worker_runs()
    today = shop_day(timezone.now())
    days = {"fetch-account": "sandbox", "fetch-first_on": today - timedelta(days=1), "fetch-last_on": today}
    desk = sign_in(fatima)
    assert desk.post(reverse("refunds:settlement_fetches"), days).status_code == 302
    work_settlements()

    report = SettlementReport.objects.get()
    assert (report.state, report.lines, report.is_pulled) == ("done", 2, True)
    assert not Difference.objects.exists()
    day = SettlementDay.objects.get()
    assert (day.ours_minor, day.theirs_minor) == (45_000, 45_000)
    assert again(refund).attempts.get().gateway_reference in SettlementEntry.objects.values_list(
        "gateway_reference", flat=True
    )
    shown = desk.get(reverse("refunds:settlement", args=[report.pk])).content.decode()
    assert "Every line agrees with our books." in shown
    assert desk.post(reverse("refunds:settlement_fetches"), {**days, "fetch-last_on": "nonsense"}).status_code == 400


def test_a_strange_line_agrees_as_soon_as_somebody_matched_it(make_payment, mila, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000, refunded_before_minor=5_000))
    theirs = sandbox().console.refund_by_hand(payment.gateway_reference, 10_000, "accept+webhook_lost")
    line = {"line_id": "txn_1", "kind": "refund", "amount": "-100.00", "currency": "EUR", "gateway_reference": theirs}
    taken_in(fatima, frame([{**line, "settled_at": FIRST_DAY.isoformat()}]))
    assert (SettlementDay.objects.get().ours_minor, SettlementDay.objects.get().theirs_minor) == (0, 10_000)
    row = Difference.objects.get()

    address = reverse("refunds:difference_matching", args=[row.pk])
    assert sign_in(fatima).post(address, {"to": payment.reference}).status_code == 302

    day = SettlementDay.objects.get()
    assert (day.ours_minor, day.theirs_minor, day.strange_lines) == (10_000, 10_000, 0)
    assert not Difference.objects.filter(state="open").exists()


def test_what_came_back_there_is_another_state(mila, fatima):
    (attempt,) = many_ended_refunds(mila, 1, set())
    paid = line_of(attempt)
    back = {**paid, "line_id": "txn_back", "kind": "refund_reversal", "amount": "1000"}
    taken_in(fatima, frame([paid, back]))
    row = Difference.objects.get()
    assert (row.kind, row.refund, "came back" in row.why) == ("state", attempt.refund, True)
    day = SettlementDay.objects.get(currency="JPY")
    assert (day.ours_minor, day.theirs_minor) == (0, 0)


def test_a_line_of_an_earlier_report_is_not_taken_again_and_what_was_missing_may_still_come(mila, fatima):
    first, second = many_ended_refunds(mila, 2, set())
    taken_in(fatima, frame([line_of(first)]), "one.csv")
    assert [row.attempt for row in Difference.objects.filter(kind="missing")] == [second]

    report = taken_in(fatima, frame([line_of(first), line_of(second)]), "two.csv")

    assert (report.known_lines, SettlementEntry.objects.count()) == (3, 4)
    assert Difference.objects.get().resolution == "It stands in the report two.csv."


def with_row(row: str) -> bytes:
    return f"{HEADER}\n{row}\n".encode()


BAD_REPORTS = [
    (b"", "columns are missing"),
    (b"line_id,kind\n1,refund\n", "columns are missing: amount"),
    (HEADER.encode(), "no lines"),
    (with_row("a,refund,-1.00,EUR,2026-10-01,0,r,p,\nb,refund,1e3,EUR,2026-10-01,0,r,p,"), "Line 3"),
    (with_row("a,refund,-1.00,EUR"), "Line 2"),
    (with_row("a,gift,-1.00,EUR,2026-10-01,0,r,p,"), "Line 2: 'gift' is no kind"),
    (with_row("a,refund,-1.001,EUR,2026-10-01,0,r,p,"), "Line 2: EUR has 2 digits"),
    (with_row("a,refund,-1.00,XXQ,2026-10-01,0,r,p,"), "Line 2"),
    (with_row("a,refund,-1.00,EUR,yesterday,0,r,p,"), "Line 2: Days look like"),
    (with_row(",refund,-1.00,EUR,2026-10-01,0,r,p,"), "Line 2: It has no number"),
    (with_row(f"{'a' * 200},refund,-1.00,EUR,2026-10-01,0,r,p,"), "Line 2: A number is too long"),
    (with_row("a\x00b,refund,-1.00,EUR,2026-10-01,0,r,p,"), "Line 2"),
    (HEADER.encode() + b"\n\xff\xfe", "not UTF-8"),
    (f"{HEADER},fee\n".encode(), "stands there twice"),
    (with_row(f"a,refund,{'9' * 16},EUR,2026-10-01,0,r,p,"), "Line 2: The amount is too large"),
]


@pytest.mark.parametrize(("content", "said"), BAD_REPORTS)
def test_a_bad_report_is_refused_with_its_line_and_leaves_nothing(content, said, fatima, sign_in):
    sent = {"report-account": "sandbox", "report-form": "generic", "report-file": BytesIO(content)}
    sent["report-file"].name = "bad\u202e.csv"
    response = sign_in(fatima).post(reverse("refunds:settlements"), sent)
    assert response.status_code == 400
    assert said in response.content.decode().replace("&#x27;", "'")
    assert not SettlementReport.objects.exists() and not SettlementEntry.objects.exists()


def test_the_same_file_is_taken_once_and_only_by_those_who_may(mila, fatima, ana, lena, sign_in):
    content = csv_of(frame([]))
    said = {"account": "sandbox", "name": "a.csv", "content": content, "form": "generic"}
    import_settlement(actor=Actor.user(fatima), **said)
    desk = sign_in(fatima)
    upload = BytesIO(content)
    upload.name = "a.csv"
    sent = {"report-account": "sandbox", "report-form": "generic", "report-file": upload}
    assert desk.post(reverse("refunds:settlements"), sent).status_code == 409
    for person in (ana, lena):
        with pytest.raises(NotAllowed):
            import_settlement(actor=Actor.user(person), **said)
    with pytest.raises(BadInput, match="no report of Sandbox"):
        import_settlement(actor=Actor.user(fatima), **{**said, "form": "own"})


def test_a_program_takes_a_report_in_and_reads_the_days(mila, fatima, program_of):
    (attempt,) = many_ended_refunds(mila, 1, set())
    content = base64.b64encode(csv_of(frame([line_of(attempt, amount="-1001")]))).decode()
    program = program_of(fatima, "operations:read", "operations:write")
    sent = {"account": "sandbox", "form": "generic", "name": "october.csv", "content": content}
    made = program.post("settlements/", sent)
    assert made.status_code == 201
    work_settlements()
    assert program.get(f"settlements/{made.json()['id']}/").json()["state"] == "done"
    days = program.get("settlements/days/?account=sandbox").json()["results"]
    assert [(day["currency"], day["difference_minor"]) for day in days] == [("JPY", 1)]
    (row,) = program.get(f"differences/?report={made.json()['id']}").json()["results"]
    assert (row["kind"], row["ours_minor"], row["theirs_minor"]) == ("amount", 1_000, 1_001)
    assert program.post("settlements/", {**sent, "content": "%%"}).status_code == 400
    assert sandbox().capabilities.settlements
