"""A dispute's page and the API say what fighting is worth; the decision is kept with what was known then."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from customers.actors import Actor
from disputes.actions.accept_dispute import accept_dispute
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.refund_instead import refund_instead
from disputes.actions.release_answer import take_answer_back
from disputes.models import Appraisal, Dispute
from disputes.tasks import count_outcomes, work_answers
from disputes.weighing.tally import last_tally
from tests.desk import ask
from tests.disputes.desk import delivered, disputed, disputed_at_sandbox, drafted
from tests.disputes.weighing.desk import decided, ended, fee, priced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files", "limits")]


MOST_QUERIES, USUAL_QUERIES = 20, 15
"""A dozen of them gather the evidence, whose strength is part of the chance."""


@pytest.fixture
def payment_with_much(dispute, make_payment, mila):
    """Refunds asked for, traces of the parcel, and another payment that looks alike."""
    delivered(dispute.payment)
    make_payment(mila)
    for _number in range(3):
        ask(dispute.payment, amount_minor=1_000)


@pytest.fixture
def says_lost(make_payment, mila):
    return disputed(make_payment(mila), "lost")


@pytest.fixture
def dispute(make_payment, mila, ana):
    """89.00 EUR, "not received", by Visa; Ana's to answer."""
    return disputed_at_sandbox(make_payment(mila))


def page_of(client, dispute):
    """Fight or accept as a page by itself."""
    return client.get(reverse("disputes:worth", args=[dispute.reference])).content.decode().replace("\xa0", " ")


def again(dispute):
    return Dispute.objects.get(pk=dispute.pk)


def test_without_history_or_fees_the_page_says_so_and_guesses_nothing(dispute, ana, sign_in):
    page = page_of(sign_in(ana), dispute)
    assert "Fighting is worth about 44.50 EUR more than accepting" in page
    assert "no answered dispute has ended here yet, so an even chance is assumed" in page
    assert "What an hour of work costs in this currency has not been set" in page
    assert "What this gateway charges for an answer is not in the table" in page


def test_with_history_fees_and_work_it_reckons_to_the_cent(dispute, make_payment, tom, ana, marta, sign_in):
    priced(marta)
    facts = {"reason": "product_not_received", "network_code": "13.1"}
    ended(make_payment, tom, won=3, lost=1, **facts)
    page = page_of(sign_in(ana), dispute)
    # (3 + 1) of (4 + 2) are won: 6,667 of ten thousand of 89.00, 27.00 of work, a third of 20.00
    for words in (
        "+59.34",
        "27.00",
        "6.67",
        "+25.67",
        "about 67 of 100",
        "by the 4 that have ended here",
        "3 of 4 won",
    ):
        assert words in page, words
    assert "Fighting is worth about 25.67 EUR more than accepting" in page


def test_a_small_amount_is_better_accepted(make_payment, mila, ana, marta, sign_in):
    priced(marta)
    small = disputed_at_sandbox(make_payment(mila, 2_000))
    page = page_of(sign_in(ana), small)
    assert "Accepting is better by about 27.00 EUR than fighting" in page
    assert "Even a sure win would cost more than it brings back." in page


def test_an_inquiry_is_weighed_against_a_refund(make_payment, mila, ana, marta, sign_in):
    priced(marta)
    inquiry = disputed_at_sandbox(make_payment(mila), is_inquiry=True)
    page = page_of(sign_in(ana), inquiry)
    # half of 89.00, less 27.00 of work, less half of 20.00 for the answer and half of 20.00 for the chargeback
    assert "Refunding is better by about 2.50 EUR than answering" in page
    assert "should it become a chargeback" in page


def test_what_no_evidence_turns_has_no_chance(make_payment, mila, ana, sign_in):
    hopeless = disputed(make_payment(mila), network_code="10.5")
    assert "The network turns no dispute of this kind" in page_of(sign_in(ana), hopeless)


def test_a_fee_in_another_currency_is_not_added_up(dispute, ana, marta, sign_in):
    fee(marta, currency="USD", amount_minor=1_500)
    assert "is in another currency than the dispute, so it is not counted" in page_of(sign_in(ana), dispute)


def test_an_answer_keeps_what_was_known_and_its_outcome_counts(dispute, ana, marta, sign_in):
    priced(marta)
    draft = drafted(dispute, ana)
    answer = answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    kept = decided(dispute)
    assert (kept.decision, kept.answer, kept.by, kept.advice, kept.followed) == ("fight", answer, ana, "fight", True)
    assert (kept.chance, kept.cases, kept.fight_minor, kept.given_minor) == (5_000, 0, 4_450 - 2_700 - 1_000, 0)
    assert kept.lines[0] == {"name": "comes_back", "of_minor": 8_900, "comes_to_minor": 4_450}
    page = page_of(sign_in(ana), dispute)
    assert "What was decided" in page and "As advised" in page and "Comes to" not in page


def test_the_kept_decision_cannot_be_changed(dispute, boris):
    accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    for change in (lambda rows: rows.update(advice="fight"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Appraisal.objects.filter(dispute=dispute))


def test_accepting_and_refunding_are_kept_as_well(dispute, make_payment, tom, ana, boris):
    accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    assert (decided(dispute).decision, decided(dispute).given_minor) == ("accept", 8_900)
    inquiry = disputed_at_sandbox(make_payment(tom), is_inquiry=True)
    refund = refund_instead(actor=Actor.user(ana), reference=inquiry.reference)
    assert refund_instead(actor=Actor.user(ana), reference=inquiry.reference) == refund
    assert (decided(inquiry).decision, decided(inquiry).refund) == ("refund", refund)


def test_an_answer_that_was_taken_back_is_no_estimate_that_came_true(dispute, ana):
    draft = drafted(dispute, ana)
    answer = answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    take_answer_back(actor=Actor.user(ana), reference=dispute.reference, answer=str(answer))
    again_answered = answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    assert Appraisal.objects.count() == 2 and again_answered.appraisal.pk != answer.appraisal.pk
    work_answers()
    disputed(dispute.payment, "won", number=dispute.gateway_reference, network_code="13.1",
             reason="product_not_received")  # fmt: skip
    count_outcomes()
    assert again(dispute).state == "won"
    assert last_tally().bands == [[2, 1, 1, 5_000]], "one answer came to the gateway, and one outcome counts"


def test_it_comes_after_the_disputes_page_by_itself_or_by_a_link(dispute, ana, sign_in):
    client, address = sign_in(ana), reverse("disputes:worth", args=[dispute.reference])
    page = client.get(reverse("disputes:dispute", args=[dispute.reference])).content.decode()
    assert f'hx-get="{address}" hx-trigger="load"' in page and f'href="{address}"' in page
    assert "more than accepting" not in page
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "more than accepting" in part and "Won before, for the same reason" in part


def test_where_nothing_is_to_be_decided_nothing_comes_after(says_lost, ana, sign_in):
    client, address = sign_in(ana), reverse("disputes:worth", args=[says_lost.reference])
    assert address not in client.get(reverse("disputes:dispute", args=[says_lost.reference])).content.decode()
    assert "There is nothing to weigh now." in client.get(address).content.decode()
    assert client.get("/staff/disputes/DP-0000-000000/worth/").status_code == 404


def test_an_inquirys_refund_comes_with_its_price_into_its_place_among_the_moves(make_payment, mila, ana, sign_in):
    inquiry = disputed_at_sandbox(make_payment(mila), is_inquiry=True)
    client, address = sign_in(ana), reverse("disputes:worth", args=[inquiry.reference])
    page = client.get(reverse("disputes:dispute", args=[inquiry.reference])).content.decode()
    assert f'href="{address}#refunding"' in page and "It costs" not in page
    part = client.get(address, headers={"HX-Request": "true"}).content.decode().replace("\xa0", " ")
    assert '<div id="refunding" hx-swap-oob="true">' in part and "It costs 89.00 EUR" in part
    assert reverse("disputes:refunding", args=[inquiry.reference]) in page_of(client, inquiry)


def test_the_evidence_is_gathered_once(dispute, payment_with_much, ana, sign_in, django_assert_max_num_queries):
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("disputes:worth", args=[dispute.reference]), headers={"HX-Request": "true"})


def test_a_case_that_nobody_has_begun_asks_no_more_than_a_page_may(
    dispute, make_payment, mila, ana, sign_in, django_assert_max_num_queries
):
    delivered(dispute.payment)
    fraud = disputed(make_payment(mila), "needs_response")
    client = sign_in(ana)
    for one in (dispute, fraud):
        with django_assert_max_num_queries(USUAL_QUERIES):
            client.get(reverse("disputes:worth", args=[one.reference]), headers={"HX-Request": "true"})


def test_programs_read_worth_and_decisions(dispute, ana, boris, marta, program_of):
    priced(marta)
    worth = program_of(ana).get(f"disputes/{dispute.reference}/worth/").json()
    assert (worth["fight_minor"], worth["currency"], worth["advice"]) == (750, "EUR", "fight")
    assert (worth["chance"]["likely"], worth["chance"]["low"], worth["chance"]["high"]) == (5_000, 500, 9_500)
    assert worth["is_close"] and worth["not_counted"] == [] and worth["pays_from"] == 4_313
    assert program_of(boris).post(f"disputes/{dispute.reference}/acceptance/", {}).status_code == 201
    (kept,) = program_of(ana).get(f"disputes/{dispute.reference}/decisions/").json()["results"]
    assert (kept["decision"], kept["followed"], kept["by_rule"]) == ("accept", False, False)
    assert kept["answer"] == f"{dispute.reference}-1-1"
