"""All that can lie between two figures: each thing is named once, with its reason, and nothing is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from refunds.gateways.types import SettlementKind as Kind
from refunds.models import Refund, RefundAttempt, SettlementEntry, SettlementReport
from reporting.gap.explain import explain
from reporting.periods import Period, shop_day
from tests import desk
from tests.disputes.desk import disputed

pytestmark = pytest.mark.django_db

PAGE = "/staff/finance/differences-explained/"


def line(kind: Kind, amount: int, at: datetime, **fields: object) -> SettlementEntry:
    report, _new = SettlementReport.objects.get_or_create(
        gateway="sandbox", gateway_account="sandbox", name="r", requested_by="x", requested_label="x"
    )
    number = SettlementEntry.objects.count() + 1
    return SettlementEntry.objects.create(
        report=report, number=number, gateway_account="sandbox", line_id=f"l{number}", kind=kind, currency="EUR",
        amount_minor=amount, settled_at=at, **fields,
    )  # fmt: skip


@pytest.fixture
def refunded(make_payment, mila, fresh_sandbox):
    """refunded(4000) went back to the card just now; returns the refund and the gateway's number for it."""

    def give_back(total: int) -> tuple[Refund, str]:
        refund = desk.ask(desk.known_to_sandbox(make_payment(mila, total_minor=total, captured_at=LONG_AGO)))
        desk.worker_runs()
        return desk.again(refund), RefundAttempt.objects.get(refund=refund).gateway_reference

    return give_back


LONG_AGO = datetime(2026, 8, 3, 12, tzinfo=UTC)


@pytest.fixture
def today() -> tuple[Period, datetime]:
    day = shop_day(datetime.now(UTC))
    return Period(day, day), datetime.now(UTC)


def steps_of(period: Period) -> dict[str, tuple[int, int, set[str]]]:
    found = explain("sandbox", "EUR", period)
    assert found.remainder_minor == 0
    assert sum(step.delta_minor for step in found.steps) == found.theirs_minor - found.ours_minor
    for step in (*found.steps, *found.payout_steps):
        assert step.count == len(step.items), step.why
        assert sum(item.delta_minor for item in step.items) == step.delta_minor, step.why
        assert all(item.name and item.url for item in step.items), step.why
    return {step.why: (step.delta_minor, step.count, {item.name for item in step.items}) for step in found.steps}


def test_every_thing_of_a_day_is_named_once(refunded, make_payment, mila, tom, today, fatima, sign_in):
    period, now = today
    same, its_number = refunded(4000)
    later, later_number = refunded(3000)
    unsaid, _number = refunded(2000)
    sold = make_payment(tom, total_minor=9000, captured_at=now)
    line(Kind.PAYMENT, 9000, now, payment_reference=sold.gateway_reference, fee_minor=160, payout_reference="po_2")
    line(Kind.REFUND, -4000, now, gateway_reference=its_number, fee_minor=25, payout_reference="po_1")
    line(Kind.REFUND, -3000, now + timedelta(days=1, minutes=5), gateway_reference=later_number)
    line(Kind.REFUND, -555, now, gateway_reference="re_console")
    line(Kind.PAYMENT, 700, now, payment_reference="pay_of_nobody")
    line(Kind.FEE, -70, now, word="monthly fee")
    line(Kind.OTHER, -12, now, word="adjustment")

    assert steps_of(period) == {
        "transit": (2000, 1, {unsaid.reference}),
        "midnight": (3000, 1, {later.reference}),
        "fees": (-70 - 160 - 25, 3, {"monthly fee", sold.reference, "l2"}),
        "console": (-555, 1, {"l4"}),
        "payment": (700, 1, {"l5"}),
        "other": (-12, 1, {"adjustment"}),
    }
    page = sign_in(fatima).get(
        PAGE, {"since": period.first_on, "until": period.last_on, "account": "sandbox/EUR"}
    ).content.decode()  # fmt: skip
    assert same.reference not in page, "what agrees is not in the way"
    assert "payout po_2" in page and "cannot be explained" not in page


def test_a_dispute_and_its_fee_meet_what_the_gateway_tells_of_it(make_payment, mila, today):
    """The gateway puts the fee on the dispute's own line; it is neither missing nor told twice."""
    period, now = today
    payment = make_payment(mila, total_minor=8000, captured_at=LONG_AGO)
    taken = [
        DisputeMovement("m1", MovementKind("withdrawn"), 8000, "EUR", now),
        DisputeMovement("m2", MovementKind("fee"), 1500, "EUR", now),
    ]
    dispute = disputed(payment, movements=taken, opened_at=now)
    assert {why: sum_ for why, (sum_, *_rest) in steps_of(period).items()} == {"transit": 9500}
    line(Kind.DISPUTE, -8000, now, fee_minor=1500, gateway_reference=dispute.gateway_reference)
    assert steps_of(period) == {}

    line(Kind.DISPUTE, -333, now, fee_minor=1500, gateway_reference="dp_never_heard_of")
    assert steps_of(period) == {"dispute": (-333, 1, {"l2"}), "fees": (-1500, 1, {"l2"})}


def test_payouts_across_the_end_of_a_month_name_their_lines(make_payment, mila):
    october, november = Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 11, 1), date(2026, 11, 26))
    sales = []
    for day, payout in ((5, "po_1"), (29, "po_2"), (30, "po_2"), (31, "")):
        at = datetime(2026, 10, day, 12, tzinfo=UTC)
        sales.append(make_payment(mila, total_minor=1000 * day, captured_at=at))
        line(Kind.PAYMENT, 1000 * day, at, payment_reference=sales[-1].gateway_reference, payout_reference=payout)
    line(Kind.PAYOUT, -5000, datetime(2026, 10, 8, tzinfo=UTC), payout_reference="po_1")
    line(Kind.PAYOUT, -58_950, datetime(2026, 11, 3, tzinfo=UTC), payout_reference="po_2", fee_minor=50)

    assert steps_of(october) == {}
    first = explain("sandbox", "EUR", october)
    (unpaid,) = first.payout_steps
    assert (unpaid.why, unpaid.delta_minor) == ("unpaid", 90_000)
    assert [(item.name, item.payout) for item in unpaid.items] == [
        (sale.reference, payout) for sale, payout in zip(sales[1:], ("po_2", "po_2", ""), strict=True)
    ]
    assert (first.paid_out_minor, first.payout_remainder_minor) == (5000, 0)
    second = explain("sandbox", "EUR", november)
    (before,) = second.payout_steps
    assert (before.why, before.delta_minor, before.count) == ("before", 59_000, 2)
    assert (second.paid_out_minor, second.payout_fees_minor, second.payout_remainder_minor) == (58_950, 50, 0)


def test_a_payout_that_is_not_the_sum_of_its_lines_is_named_with_what_lacks(make_payment, mila):
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    at = datetime(2026, 10, 5, 12, tzinfo=UTC)
    sale = make_payment(mila, total_minor=5000, captured_at=at)
    line(Kind.PAYMENT, 5000, at, payment_reference=sale.gateway_reference, payout_reference="po_1")
    line(Kind.PAYOUT, -7000, at, payout_reference="po_1")
    line(Kind.PAYOUT, -900, at, payout_reference="po_back")
    line(Kind.PAYOUT, 900, at, payout_reference="po_back")
    found = explain("sandbox", "EUR", october)
    (step,) = found.payout_steps
    assert (step.why, step.delta_minor, found.payout_remainder_minor) == ("payouts", 2000, 2000)
    assert [(item.name, item.our_minor, item.their_minor) for item in step.items] == [("po_1", 5000, 7000)]
    assert found.paid_out_minor == 7000


def test_a_refund_found_at_the_gateway_is_no_difference_once_it_is_taken_in(make_payment, mila, ida, fresh_sandbox):
    """Made by hand in the console, adopted by us on the same day: both sides have it, on its own page."""
    from customers.actors import Actor
    from refunds.actions.order_reconciliation import look_now
    from refunds.tasks import work_reconciliations

    payment = desk.known_to_sandbox(make_payment(mila, total_minor=9000, captured_at=LONG_AGO))
    theirs = desk.sandbox().console.refund_by_hand(payment.gateway_reference, 3000, "accept+webhook_lost")
    now = datetime.now(UTC)
    day = Period(shop_day(now), shop_day(now))
    line(Kind.REFUND, -3000, now, gateway_reference=theirs)
    assert steps_of(day) == {"console": (-3000, 1, {"l1"})}
    look_now(actor=Actor.user(ida), account="sandbox")
    work_reconciliations()
    assert Refund.objects.get(origin="gateway").amount_minor == 3000
    assert steps_of(day) == {}
