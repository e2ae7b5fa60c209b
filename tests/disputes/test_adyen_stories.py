"""Mila's bank disputes what she paid through Adyen, which tells by webhook only: what was signed is the whole truth."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from customers.clock import clock_at
from customers.models import Payment
from disputes.models import Dispute
from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks
from tests.adyen_stand_in import signed
from tests.disputes.desk import is_held, states, sums

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[1] / "samples" / "adyen" / "disputes"
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
NOTICE, CHARGEBACK, SUPPLIED = "notification_of_chargeback", "chargeback", "information_supplied"
REVERSED, SECOND, TIME_UP = "chargeback_reversed", "second_chargeback", "issuer_response_timeframe_expired"


@pytest.fixture(autouse=True)
def payment(settings, adyen, make_payment, mila) -> Payment:
    """50.00 EUR, paid through Adyen."""
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "adyen": adyen.config}
    account = {"gateway": "adyen", "gateway_account": "adyen", "gateway_reference": "QFQTPCQ8HXSKGK82"}
    return make_payment(mila, total_minor=5000, **account)


def arrives(*names: str, **changes: Any) -> Dispute | None:
    """Adyen knocks with its samples, one after the other; each is worked off."""
    for name in names:
        raw = (SAMPLES / f"{name}.json").read_bytes()
        if changes:
            item = json.loads(raw)["notificationItems"][0]["NotificationRequestItem"]
            raw = signed({**item, **changes})
        with clock_at(NOW):
            assert Client().post("/webhooks/adyen/", raw, content_type="application/json").status_code == 200
            process_webhooks()
    return Dispute.objects.first()


def test_a_question_leaves_the_payment_free_until_it_becomes_a_chargeback(payment) -> None:
    dispute = arrives("request_for_information")
    assert (dispute.state, dispute.stage, dispute.network, dispute.network_code) == ("inquiry", "inquiry", "visa", "30")
    assert dispute.respond_by == datetime(2026, 3, 11, 8, tzinfo=UTC)
    assert not is_held(payment)

    dispute = arrives(NOTICE)
    assert (dispute.state, dispute.stage, dispute.category) == ("needs_response", "chargeback", "product_not_received")
    assert dispute.respond_by == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert is_held(payment)
    assert sums() == [0, 0]


def test_a_defended_chargeback_is_won_when_the_issuers_time_is_up_and_not_before(payment) -> None:
    dispute = arrives(NOTICE, CHARGEBACK)
    assert (dispute.state, sums()) == ("needs_response", [5000, 0])
    dispute = arrives(SUPPLIED)
    assert (dispute.state, dispute.respond_by) == ("under_review", None)

    dispute = arrives(REVERSED)
    assert (dispute.state, sums()) == ("under_review", [0, 0])
    assert is_held(payment), "the issuer may still take it back"
    dispute = arrives(TIME_UP)
    assert states(dispute) == ["under_review", "won"]
    assert not is_held(payment)


def test_a_second_chargeback_takes_the_money_for_good(payment) -> None:
    dispute = arrives(NOTICE, CHARGEBACK, SUPPLIED, REVERSED, SECOND)

    assert (dispute.state, dispute.stage, sums()) == ("lost", "pre_arbitration", [0, 5000])
    assert is_held(payment)


def test_a_case_that_nobody_defended_expires(payment) -> None:
    dispute = arrives(NOTICE, CHARGEBACK, "dispute_defense_period_ended")

    assert (dispute.state, sums()) == ("expired", [0, 5000])
    assert is_held(payment)


def test_a_case_that_we_accepted_stays_accepted_when_its_time_is_up() -> None:
    dispute = arrives(NOTICE, CHARGEBACK)
    dispute.accept()
    dispute.save()

    dispute = arrives("dispute_defense_period_ended")
    assert (dispute.state, dispute.attention) == ("accepted", "")


PREARBITRATION = [
    # what follows once the issuer opens it; where it ends
    (["prearbitration_won"], "won", "pre_arbitration"),
    (["prearbitration_lost"], "lost", "pre_arbitration"),
    (["prearbitration_accepted"], "accepted", "pre_arbitration"),
    (["prearbitration_accepted", SECOND], "accepted", "pre_arbitration"),
    (["prearbitration_issuer_withdrawn"], "withdrawn", "pre_arbitration"),
    (["prearbitration_declined"], "under_review", "pre_arbitration"),
    (["prearbitration_declined", "scheme_arbitration"], "under_review", "arbitration"),
    (["prearbitration_declined", "scheme_arbitration", "scheme_arbitration_won"], "won", "arbitration"),
    (["prearbitration_declined", "scheme_arbitration", "scheme_arbitration_lost", SECOND], "lost", "arbitration"),
    (["prearbitration_lost", "scheme_arbitration", "scheme_arbitration_won"], "won", "arbitration"),
]


@pytest.mark.parametrize(("then", "state", "stage"), PREARBITRATION)
def test_the_second_stage_asks_anew_and_ends_as_adyen_says(then: list[str], state: str, stage: str) -> None:
    dispute = arrives(NOTICE, CHARGEBACK, SUPPLIED, REVERSED, "prearbitration_open")
    assert (dispute.state, dispute.round, dispute.stage) == ("needs_response", 2, "pre_arbitration")
    assert dispute.respond_by == datetime(2026, 4, 20, 7, tzinfo=UTC)

    dispute = arrives(*then)
    assert (dispute.state, dispute.stage, dispute.attention) == (state, stage, "")
    assert sums() == ([0, 5000] if SECOND in then else [0, 0])


def test_the_scheme_books_what_it_takes_on_top() -> None:
    arrives(NOTICE, CHARGEBACK, SUPPLIED, REVERSED, "prearbitration_open", "scheme_arbitration_lost")
    dispute = arrives(SECOND, amount={"currency": "EUR", "value": 55_000})

    assert (dispute.state, dispute.amount_minor, sums()) == ("lost", 5000, [0, 55_000])


@pytest.mark.parametrize("order", list(permutations([NOTICE, CHARGEBACK, SUPPLIED, REVERSED])))
def test_any_order_and_twice_is_the_same_case_and_the_same_money(payment, order) -> None:
    dispute = arrives(*order, *order)

    assert (dispute.state, dispute.stage, dispute.round, dispute.attention) == ("under_review", "chargeback", 1, "")
    assert (dispute.category, dispute.network, dispute.network_code) == ("product_not_received", "visa", "13.1")
    assert dispute.moved.count() == 2
    assert sums() == [0, 0]
    assert is_held(payment)


@pytest.mark.parametrize("order", list(permutations([CHARGEBACK, SUPPLIED, REVERSED, SECOND])))
def test_a_lost_case_is_lost_in_any_order(payment, order) -> None:
    dispute = arrives(*order, *order)

    assert (dispute.state, dispute.stage, dispute.attention) == ("lost", "pre_arbitration", "")
    assert (dispute.moved.exclude(kind__startswith="written").count(), sums()) == (3, [0, 5000])


@pytest.mark.parametrize("order", list(permutations([NOTICE, CHARGEBACK, TIME_UP])))
def test_a_won_case_is_won_in_any_order(payment, order) -> None:
    dispute = arrives(*order)

    assert (dispute.state, dispute.attention) == ("won", "")
    assert sums() == [5000, 0], "Adyen did not yet say that the money is back"
    assert not is_held(payment)


def test_a_chargeback_after_the_defence_asks_for_no_second_one() -> None:
    dispute = arrives(NOTICE, SUPPLIED)
    later = arrives(CHARGEBACK, eventDate="2026-03-20T09:00:00+01:00")

    assert (later.state, later.round, later.attention, sums()) == ("under_review", 1, "", [5000, 0])
    assert dispute.pk == later.pk


def test_what_the_issuer_writes_is_kept_and_moves_nothing() -> None:
    arrives(NOTICE, CHARGEBACK)
    dispute = arrives("issuer_comments")

    assert (dispute.state, dispute.attention) == ("needs_response", "")
    assert dispute.outcome_words.startswith("The cardholder waited")
    assert dispute.reason == "Merchandise/Services Not Received"


def test_an_event_without_its_payment_is_found_by_its_case() -> None:
    arrives(CHARGEBACK)
    dispute = arrives(REVERSED, SECOND, originalReference="")

    assert (dispute.state, sums()) == ("lost", [0, 5000])


def test_an_event_without_its_payment_of_a_case_that_nobody_knows_waits_for_a_person() -> None:
    assert arrives(REVERSED, originalReference="") is None
    assert WebhookEvent.objects.get().state == "parked"


def test_a_forged_status_frees_no_payment(payment) -> None:
    dispute = arrives(CHARGEBACK, additionalData={"disputeStatus": "Won"})

    assert dispute.state == "needs_response"
    assert is_held(payment)


def test_an_event_that_did_not_succeed_goes_before_a_person(payment) -> None:
    arrives(NOTICE)
    dispute = arrives(CHARGEBACK, success="false", eventDate="2026-03-20T09:00:00+01:00")

    assert (dispute.state, sums()) == ("needs_response", [0, 0])
    assert "CHARGEBACK" in dispute.attention


def test_a_payment_of_another_account_is_nobodys_here() -> None:
    assert arrives(CHARGEBACK, originalReference="NOT-OURS") is None
    assert WebhookEvent.objects.get().state == "parked"


def test_what_came_before_its_payment_is_all_worked_off_once_the_payment_is_here(payment) -> None:
    """The payment's own import is late; Adyen tells of the case three times, and each word counts."""
    Payment.objects.filter(pk=payment.pk).update(gateway_reference="not-here-yet")
    assert arrives(NOTICE, CHARGEBACK) is None
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"parked"}

    Payment.objects.filter(pk=payment.pk).update(gateway_reference="QFQTPCQ8HXSKGK82")
    arrives(REVERSED)
    with clock_at(NOW):
        process_webhooks()

    dispute = Dispute.objects.get()
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}
    assert sorted(dispute.moved.values_list("kind", flat=True)) == ["reinstated", "withdrawn"]
    assert sums() == [0, 0]
