"""What each rule of the policy says, up to its limits and just beyond them."""

from dataclasses import replace

import pytest

from refunds.policy.verdicts import Verdict
from tests.refunds.policy.examples import COURSE, LAMP, ask, asked_for, days_after_delivery, only_an_amount, request

ALLOW, REVIEW, DENY = Verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (request(), ALLOW),
        (only_an_amount(LAMP), ALLOW),
        (request(lines=(), amount_minor=6800), ALLOW),
        (request(lines=(), amount_minor=6801), DENY),
        (request(lines=(), amount_minor=1), ALLOW),
        (request(lines=(), amount_minor=0), DENY),
        (request(lines=(), amount_minor=-1), DENY),
        (request(reserved_minor=1000, refunded_minor=1490), ALLOW),
        (request(reserved_minor=1000, refunded_minor=1491), DENY),
        (request(refunded_minor=6800), DENY),
        (asked_for(replace(LAMP, already_minor=310, asked_minor=4000)), ALLOW),
        (asked_for(replace(LAMP, already_minor=310, asked_minor=4001)), DENY),
        (asked_for(replace(LAMP, quantity_asked=2)), DENY),
        (asked_for(LAMP, replace(COURSE, asked_minor=-310)), DENY),
        (request(amount_minor=4309), REVIEW),
    ],
    ids=[
        "one line",
        "some money",
        "all that is left",
        "a cent more than is left",
        "one cent",
        "nothing",
        "less than nothing",
        "all that is left beside others",
        "a cent more than is left beside others",
        "all is gone",
        "the rest of a line",
        "a cent more than the rest of a line",
        "more than was bought",
        "a negative line",
        "lines and amount disagree",
    ],
)
def test_never_more_than_is_left(facts, verdict):
    assert ask("refundable_amount", facts).verdict == verdict


def test_mila_reads_how_much_is_left():
    answer = ask("refundable_amount", request(refunded_minor=6000))

    assert answer.customer_sentence == (
        "8.00\u00a0EUR of this payment can still be refunded. Please ask for that or less."
    )


@pytest.mark.parametrize(
    ("rail", "method_refundable", "verdict"),
    [
        ("original", True, ALLOW),
        ("original", False, DENY),
        ("store_credit", False, ALLOW),
        ("bank_transfer", False, ALLOW),
    ],
)
def test_the_money_needs_a_way_back(rail, method_refundable, verdict):
    answer = ask("refundable_method", request(rail=rail, method_refundable=method_refundable))

    assert answer.verdict == verdict


FINAL_LAMP = replace(LAMP, returnable=False)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (asked_for(LAMP), ALLOW),
        (asked_for(FINAL_LAMP), DENY),
        (asked_for(replace(LAMP, product_kind="ticket")), DENY),
        (asked_for(FINAL_LAMP, reason="damaged"), REVIEW),
        (asked_for(replace(LAMP, product_kind="ticket"), reason="canceled_service"), REVIEW),
        (asked_for(FINAL_LAMP, COURSE), DENY),
        (only_an_amount(FINAL_LAMP, COURSE), REVIEW),
        (only_an_amount(FINAL_LAMP), DENY),
        (request(lines=()), ALLOW),
    ],
    ids=[
        "an ordinary thing",
        "a final sale",
        "a ticket",
        "a damaged final sale",
        "a canceled event",
        "a final sale among others",
        "some money of an order with a final sale",
        "some money of a final sale",
        "nothing known",
    ],
)
def test_some_things_cannot_be_given_back_without_a_fault(facts, verdict):
    assert ask("non_refundable_products", facts).verdict == verdict


@pytest.mark.parametrize(("kinds", "verdict"), [(["digital"], DENY), (["ticket"], ALLOW), ([], ALLOW)])
def test_the_shop_chooses_which_kinds_cannot_be_given_back(kinds, verdict):
    assert ask("non_refundable_products", asked_for(COURSE), kinds=kinds).verdict == verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (request(reason="changed_mind"), ALLOW),
        (request(reason="damaged", amount_minor=2500), ALLOW),
        (request(reason="damaged", amount_minor=2501), REVIEW),
        (request(reason="damaged", amount_minor=2501, documents=1), ALLOW),
        (request(reason="damaged", amount_minor=1, currency="SEK"), REVIEW),
        (request(reason="damaged", amount_minor=4000, currency="JPY"), ALLOW),
        (request(reason="damaged", amount_minor=4001, currency="JPY"), REVIEW),
    ],
)
def test_damage_needs_a_document_above_a_small_amount(facts, verdict):
    assert ask("documents_required", facts).verdict == verdict


def test_a_hold_stops_the_money_and_staff_read_why():
    answer = ask("open_hold", request(open_holds=("Dispute DP-1 is open.", "Ana asked to wait.")))

    assert answer.verdict == REVIEW
    assert answer.sentence == "The payment is on hold: Dispute DP-1 is open.; Ana asked to wait."
    assert "DP-1" not in answer.customer_sentence
    assert ask("open_hold", request()).verdict == ALLOW


def test_the_same_wish_twice_goes_to_a_person_who_reads_which_other_one():
    answer = ask("duplicate_request", request(duplicate_references=("RF-2026-000001", "RF-2026-000002")))

    assert answer.verdict == REVIEW
    assert answer.sentence == "This looks the same as RF-2026-000001 and RF-2026-000002."
    assert ask("duplicate_request", request()).verdict == ALLOW


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (request(customer_requests_30d=3), ALLOW),
        (request(customer_requests_30d=4), REVIEW),
        (request(customer_refunds_90d=5), ALLOW),
        (request(customer_refunds_90d=6), REVIEW),
        (request(amount_minor=4310, customer_refunded_90d_minor=45690), ALLOW),
        (request(amount_minor=4310, customer_refunded_90d_minor=45691), REVIEW),
        (request(currency="SEK", customer_refunded_90d_minor=10**9), ALLOW),
    ],
)
def test_unusually_many_requests_go_to_a_person_counting_this_one(facts, verdict):
    assert ask("customer_velocity", facts).verdict == verdict


def test_staff_read_everything_that_is_unusual():
    facts = request(customer_requests_30d=9, customer_refunds_90d=9, customer_refunded_90d_minor=60000)

    assert ask("customer_velocity", facts).sentence == (
        "10 requests in 30 days; usual are up to 4. 10 refunds in 90 days; usual are up to 6. "
        "643.10\u00a0EUR in 90 days; usual is up to 500.00\u00a0EUR."
    )


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (request(), ALLOW),
        (request(amount_minor=5000), ALLOW),
        (request(amount_minor=5001), REVIEW),
        (request(amount_minor=8000, currency="JPY"), ALLOW),
        (request(amount_minor=8001, currency="JPY"), REVIEW),
        (request(amount_minor=1, currency="SEK"), REVIEW),
        (request(reason="fraud"), REVIEW),
        (request(reason="goodwill"), REVIEW),
        (request(rail="store_credit"), ALLOW),
        (request(rail="bank_transfer"), REVIEW),
        (request(origin="api"), ALLOW),
        (request(origin="dispute"), REVIEW),
        (request(requested_by_staff=True), REVIEW),
        (request(captured_at=days_after_delivery(0), asked_at=days_after_delivery(180)), ALLOW),
        (request(captured_at=days_after_delivery(0), asked_at=days_after_delivery(181)), REVIEW),
    ],
)
def test_only_the_small_and_usual_goes_out_by_itself(facts, verdict):
    assert ask("automatic_approval", facts).verdict == verdict


def test_what_staff_ask_for_goes_out_by_itself_only_where_the_shop_says_so():
    by_ana = request(origin="staff", requested_by_staff=True)

    assert ask("automatic_approval", by_ana, origins=["portal", "staff"]).verdict == REVIEW
    assert ask("automatic_approval", by_ana, staff_requests=True).verdict == REVIEW
    assert ask("automatic_approval", by_ana, origins=["portal", "staff"], staff_requests=True).verdict == ALLOW


def test_boris_reads_every_reason_why_it_did_not_go_out_by_itself():
    answer = ask("automatic_approval", request(amount_minor=9000, reason="goodwill", rail="bank_transfer"))

    assert answer.sentence == (
        "More than 50.00\u00a0EUR, the most that goes out by itself. "
        "Nothing with this reason goes out by itself. Nothing goes out by itself by this way."
    )
