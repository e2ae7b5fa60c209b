"""The radar: what the networks count, where the month ends, and what a refund now would change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, NotAllowed
from disputes.actions.set_network_limit import set_network_limit
from disputes.models import Alert, Dispute, FraudWarning, NetworkLimit
from disputes.weighing.programmes import programmes_on
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState
from reporting.models import NetworkDay
from reporting.networks.count import count_networks, forget_networks
from reporting.networks.radar import poisson, read_radar

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
TODAY = NOW.date()


def disputed(payment, number: str, days_ago: int, stage: str = "chargeback", state: str = "needs_response") -> Dispute:
    from disputes.actions.take_dispute import take_dispute

    record = DisputeRecord(
        number, DisputeState(state), DisputeStage(stage), "open", payment.captured_minor, payment.currency,
        (payment.gateway_reference,), opened_at=NOW - timedelta(days=days_ago), network="visa",
    )  # fmt: skip
    actor = Actor.gateway(payment.gateway_account)
    return take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)


def sold(payments: int, network: str = "visa", disputes: int = 0, warnings: int = 0, on: date = TODAY) -> None:
    NetworkDay.objects.create(
        day=on,
        network=network,
        account="sandbox",
        currency="EUR",
        payments=payments,
        disputes=disputes,
        warnings=warnings,
    )


def test_a_day_is_counted_from_payments_disputes_and_warnings(make_payment, mila):
    with clock.clock_at(NOW):
        paid = [make_payment(mila, captured_at=NOW - timedelta(days=10)) for _ in range(5)]
        disputed(paid[0], "dp_1", 4)
        disputed(paid[1], "dp_2", 4, "inquiry", "inquiry")
        disputed(paid[2], "dp_3", 4, state="prevented")
        FraudWarning.objects.create(
            payment=paid[3], gateway="sandbox", gateway_account="sandbox", gateway_reference="w", warned_at=NOW
        )
        count_networks()
        charged, opened, warned = (
            NetworkDay.objects.get(day=TODAY - timedelta(days=days), network="visa") for days in (10, 4, 0)
        )
    assert charged.payments == 5
    assert (opened.disputes, opened.inquiries, opened.prevented) == (1, 1, 1)
    assert warned.warnings == 1


def test_counting_again_changes_nothing_and_what_ended_otherwise_is_taken_off(make_payment, mila):
    with clock.clock_at(NOW):
        dispute = disputed(make_payment(mila, captured_at=NOW - timedelta(days=10)), "dp_1", 4)
        count_networks()
        before = list(NetworkDay.objects.order_by("day").values())
        count_networks()
        assert list(NetworkDay.objects.order_by("day").values()) == before
        Dispute.objects.filter(pk=dispute.pk).update(stage="inquiry")
        count_networks()
        assert not NetworkDay.objects.filter(disputes__gt=0).exists()
        counted = {row.day: row.payments for row in NetworkDay.objects.all()}
        forget_networks()
        count_networks()
        assert {row.day: row.payments for row in NetworkDay.objects.filter(payments__gt=0)} == {
            day: number for day, number in counted.items() if number
        }


def test_visa_is_reached_with_share_and_number_both():
    sold(60_000, disputes=900, warnings=500, on=date(2026, 11, 3))
    vamp = next(blip for blip in read_radar(TODAY) if blip.programme.code == "vamp")
    assert (vamp.cases, vamp.sales, vamp.share) == (1_400, 60_000, 233)
    assert vamp.allowed == max(1_500, -(-150 * vamp.expected_sales // 10_000)) and vamp.until == vamp.allowed - 1_400
    assert vamp.level == "coming", "900 and 500 in four weeks make 700 more in the fourteen days that are left"


def test_mastercard_compares_with_the_month_before():
    sold(10_000, "mastercard", on=date(2026, 10, 20))
    sold(1, "mastercard", disputes=151, on=date(2026, 11, 2))
    ecm = next(blip for blip in read_radar(TODAY) if blip.programme.code == "ecm")
    assert (ecm.cases, ecm.sales, ecm.share, ecm.until, ecm.level) == (151, 10_000, 151, 0, "over")


def test_paypal_looks_at_three_months_and_at_large_shops_only():
    sold(90, "paypal", disputes=3, on=date(2026, 9, 5))
    paypal = next(blip for blip in read_radar(TODAY) if blip.programme.code == "paypal")
    assert (paypal.cases, paypal.sales, paypal.level) == (3, 90, "far")


def test_the_range_of_the_projection_is_a_poisson_one():
    """Quantiles of the Poisson law, from its cumulative sums by hand: P(X<=1 | 3) is 0.199, P(X<=5 | 3) is 0.916."""
    assert (poisson(0.1, 3), poisson(0.9, 3)) == (1, 5)
    assert poisson(0.9, 0) == 0 and 990 < poisson(0.1, 1_040) < 1_040 < poisson(0.9, 1_040)


def test_a_limit_holds_from_its_day_on(marta, lena):
    wish = {"programme": "vamp", "share": 120, "least_cases": 1_000, "source": "Visa bulletin of November"}
    with pytest.raises(NotAllowed):
        set_network_limit(actor=Actor.user(lena), valid_from=date(2026, 12, 1), **wish)
    set_network_limit(actor=Actor.user(marta), valid_from=date(2026, 12, 1), **wish)
    by_day = {
        day: {one.code: one.limit for one in programmes_on(day)}
        for day in (date(2026, 3, 31), TODAY, date(2026, 12, 1))
    }
    assert [by_day[day]["vamp"] for day in sorted(by_day)] == [220, 150, 120]
    for wrong in ({"share": 0}, {"programme": "unheard"}, {"valid_from": date(1990, 1, 1)}, {"source": " "}):
        with pytest.raises(BadInput):
            set_network_limit(actor=Actor.user(marta), **{"valid_from": TODAY, **wish, **wrong})
    assert NetworkLimit.objects.count() == 1


def test_marta_writes_a_limit_down_and_everybody_reads_it(marta, fatima, sign_in, program_of):
    wish = {"programme": "ecm", "share": "1.25", "least_cases": "80", "valid_from": "2026-01-01", "source": "Braintree"}
    page = sign_in(marta).post("/staff/finance/network-limits/", wish, follow=True)
    assert page.status_code == 200 and "Kept" in page.content.decode()
    assert sign_in(marta).post("/staff/finance/network-limits/", {**wish, "share": "0"}).status_code == 400
    assert sign_in(fatima).post("/staff/finance/network-limits/", wish).status_code == 403
    told = {row["programme"]: row for row in program_of(fatima).get("network-limits/").json()["results"]}
    assert (told["ecm"]["limit"], told["ecm"]["least_cases"], told["ecm"]["source"]) == (125, 80, "Braintree")
    assert "1.25" in sign_in(fatima).get("/staff/finance/network-limits/").content.decode()


def test_what_if_the_warnings_were_refunded(make_payment, mila, fatima, sign_in, program_of):
    payment = make_payment(mila)
    warning = FraudWarning.objects.create(
        payment=payment, gateway="sandbox", gateway_account="sandbox", gateway_reference="w"
    )
    alert = Alert.objects.create(
        reference="AL-2026-000001", provider="warning", provider_reference="w", payment=payment, warning=warning,
        network="visa", currency="EUR", amount_minor=8_900, answer_by=clock.now(), gateway_account="sandbox",
    )  # fmt: skip
    for days in range(1, 20):
        sold(1_000, disputes=3, on=clock.now().date() - timedelta(days=days))
    sold(1_000, on=clock.now().date())
    page = sign_in(fatima).get("/staff/finance/dashboards/networks/").content.decode()
    assert alert.reference in page and "With the chosen refunds" not in page
    asked = sign_in(fatima).get(f"/staff/finance/dashboards/networks/?refund={alert.reference}")
    vamp = next(blip["at"] for blip in asked.context["blips"] if blip["at"].programme.code == "vamp")
    expects_more = clock.now().date().day < 28
    assert (vamp.avoided == pytest.approx(0.8)) or not expects_more
    told = program_of(fatima).get("network-radar/", refund=alert.reference).json()
    assert [(row["key"], row["chosen"]) for row in told["candidates"]] == [(alert.reference, True)]
    assert {blip["programme"] for blip in told["blips"]} == {"vamp", "vamp_acquirer"}
