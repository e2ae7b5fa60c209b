"""The pages on which a request is changed, goodwill is given, another way proposed, and a whole order refunded."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from customers.actors import Actor
from refunds.actions.rail_proposals import propose_rail
from refunds.models import RailProposal, Refund, RefundPlan
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


@pytest.fixture
def lamps(make_payment, mila):
    return make_payment(mila, lines=[("Desk lamp", 3, 45_000), ("Shelf", 1, 30_000)])


@pytest.fixture
def waiting(lamps):
    return ask(lamps, amount_minor=40_000, reason="other")


@pytest.fixture
def form_of(sign_in):
    """form_of(ana, refund) is the page on which Ana changes it, and what its form would send untouched."""

    def read(person, refund):
        address = reverse("refunds:change", args=[refund.reference])
        client = sign_in(person)
        page = client.get(address).content.decode()
        start = {"part": "amount", "amount": "400.00", "reason": "other", "seen": hidden(page, "seen")}
        return client, address, start

    return read


def test_ana_opens_the_form_sees_a_quote_and_changes_the_request(waiting, ana, form_of, lamps):
    client, address, start = form_of(ana, waiting)
    opened = client.post(address, {})
    assert opened["Location"] == address
    lamp = f"line_{lamps.lines.get(position=1).pk}"
    wish = {**start, "part": "lines", lamp: "2", "goodwill": "1.50", "words": "Two of them."}
    quote = client.post(address, {**wish, "step": "quote"}, headers={"HX-Request": "true"}).content.decode()
    assert "301.50" in quote and "1.50" in quote
    assert again(waiting).revision == 0
    assert client.post(address, wish)["Location"] == reverse("refunds:refund", args=[waiting.reference])
    assert (again(waiting).amount_minor, again(waiting).goodwill_minor) == (30_150, 150)
    page = client.get(reverse("refunds:refund", args=[waiting.reference])).content.decode()
    assert "Changed once" in page and "Two of them." in page and "Of it goodwill" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "This field is required."),
        ({"amount": "750.01"}, "This is more than is left on the payment."),
        ({"amount": "1,5"}, "Write the amount with digits and a point"),
        ({"goodwill": "lots"}, "Write the amount with digits and a point"),
        ({"goodwill": "50.01"}, "This is more goodwill than you may give in EUR."),
        ({"goodwill": "9" * 29}, "Write the amount with digits and a point"),
        ({"seen": "stale"}, "The refund changed since you looked at it."),
        ({"words": "a\x00b"}, "Null characters are not allowed."),
        ({}, "Nothing would be different."),
    ],
)
def test_a_change_that_is_refused_keeps_what_was_typed(waiting, ana, form_of, typed, sentence):
    client, address, start = form_of(ana, waiting)
    answer = client.post(address, {**start, "words": "Because of this.", **typed})
    assert answer.status_code in (400, 403, 409)
    page = answer.content.decode()
    assert sentence in page
    assert 'value="amount"' in page
    assert again(waiting).revision == 0


def test_who_may_not_change_gets_no_form(waiting, ayaka, sign_in):
    assert sign_in(ayaka).get(reverse("refunds:change", args=[waiting.reference])).status_code == 403


def test_a_decided_request_has_no_form_any_more(waiting, ana, boris, sign_in):
    approve(waiting, boris)
    page = sign_in(ana).get(reverse("refunds:change", args=[waiting.reference]))
    assert page.status_code == 409
    assert "no longer possible" in page.content.decode()


def test_ana_asks_mila_about_another_way_and_the_queue_says_why_it_waits(waiting, ana, boris, sign_in, press):
    press(sign_in(ana), waiting, "rail_proposal", rail="store_credit", words="Your card is gone.")
    assert RailProposal.objects.get().words == "Your card is gone."
    assert "asked to take it as “Store credit” instead" in sign_in(boris).get("/staff/").content.decode()
    page = sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference])).content.decode()
    assert "The customer was asked about another way for the money and has not answered." in page
    press(sign_in(boris), waiting, "rail_answer", agrees="no", words="She called at ten.")
    assert (RailProposal.objects.get().state, again(waiting).rail) == ("declined", "original")


@pytest.mark.parametrize("typed", [{"rail": "original"}, {"rail": "cash"}, {"words": ""}, {"words": "x" * 1001}])
def test_a_bad_proposal_stays_open_with_its_sentence(waiting, ana, sign_in, press, typed):
    answer = press(sign_in(ana), waiting, "rail_proposal", **{"rail": "store_credit", "words": "Why.", **typed})
    assert answer.status_code == 400
    assert not RailProposal.objects.exists()


def test_a_question_is_withdrawn_on_the_page(waiting, ana, sign_in, press):
    press(sign_in(ana), waiting, "rail_proposal", rail="bank_transfer", words="Your card is gone.")
    press(sign_in(ana), waiting, "rail_withdrawal")
    assert RailProposal.objects.get().state == "withdrawn"


def test_a_failed_refund_is_offered_another_way(make_payment, mila, boris, ana, sign_in, press):
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "decline")), boris)
    worker_runs()
    press(sign_in(ana), refund, "rail_proposal", rail="store_credit", words="Your bank said no.")
    assert RailProposal.objects.get().state == "open"


def test_goodwill_on_a_new_refund(lamps, ana, sign_in):
    wish = {"part": "amount", "amount": "10", "goodwill": "5", "reason": "damaged", "rail": "original"}
    sign_in(ana).post(f"{reverse('refunds:new')}?payment={lamps.reference}", {**wish, "request_key": "k1"})
    assert (Refund.objects.get().amount_minor, Refund.objects.get().goodwill_minor) == (1_500, 500)


# --- a whole order -------------------------------------------------------------------------------


@pytest.fixture
def order(make_payment, mila):
    return [make_payment(mila, total_minor=30_000, order_reference="LH-1") for _ in range(2)]


def test_ana_sees_the_plan_asks_for_it_and_boris_approves_it_whole(order, ana, boris, sign_in):
    client = sign_in(ana)
    payment_page = client.get(reverse("refunds:payment", args=[order[0].reference])).content.decode()
    address = f"{reverse('refunds:new_plan')}?payment={order[0].reference}"
    assert address in payment_page
    key = hidden(client.get(address).content.decode(), "request_key")
    wish = {"part": "amount", "amount_EUR": "400.00", "strategy": "oldest_first", "reason": "other"}
    wish |= {"rail": "original", "request_key": key}
    shown = client.post(address, wish).content.decode()
    assert not RefundPlan.objects.exists(), "it is shown before it is asked"
    assert "300.00" in shown and "100.00" in shown
    asked = client.post(address, {**wish, "seen": hidden(shown, "seen")})
    plan = RefundPlan.objects.get()
    assert asked["Location"] == reverse("refunds:plan", args=[plan.reference])

    boris_client = sign_in(boris)
    page = boris_client.get(asked["Location"]).content.decode()
    approval = reverse("refunds:plan_approval", args=[plan.reference])
    assert approval in page
    boris_client.post(approval, {"seen": hidden(page, "seen")})
    assert {refund.state for refund in plan.refunds.all()} == {"approved"}
    one = plan.refunds.first()
    sibling_page = boris_client.get(reverse("refunds:refund", args=[one.reference])).content.decode()
    assert plan.reference in sibling_page and plan.refunds.last().reference in sibling_page


def test_the_page_of_a_plan_says_why_not_and_refuses_a_stale_yes(order, ana, boris, sign_in):
    client = sign_in(ana)
    address = f"{reverse('refunds:new_plan')}?payment={order[0].reference}"
    wish = {"part": "everything", "reason": "other", "rail": "original", "request_key": "k1"}
    seen = hidden(
        client.post(address, {**wish, "step": "plan"}, headers={"HX-Request": "true"}).content.decode(), "seen"
    )
    client.post(address, {**wish, "seen": seen})
    plan = RefundPlan.objects.get()
    assert (
        "Your role does not include this."
        in client.get(reverse("refunds:plan", args=[plan.reference])).content.decode()
    )
    stale = sign_in(boris).post(reverse("refunds:plan_approval", args=[plan.reference]), {"seen": "x"})
    assert stale.status_code == 409
    assert "The plan changed since you looked at it." in stale.content.decode()
    empty = sign_in(boris).post(reverse("refunds:plan_rejection", args=[plan.reference]), {"seen": "x"})
    assert empty.status_code == 400
    assert RefundPlan.objects.get().state == "open"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"part": "amount"}, "Write an amount in at least one currency."),
        ({"part": "amount", "amount_EUR": "600.01"}, "This is more than is left on the payments of this order."),
        ({"part": "amount", "amount_EUR": "x"}, "Write the amount with digits and a point"),
        ({"part": "lines"}, "Say how many of at least one line go back."),
        ({"reason": ""}, "This field is required."),
        ({"strategy": "by_mood"}, "Select a valid choice"),
    ],
)
def test_a_plan_that_cannot_be_meant_says_why(order, ana, sign_in, typed, sentence):
    address = f"{reverse('refunds:new_plan')}?payment={order[0].reference}"
    wish = {"part": "everything", "reason": "other", "rail": "original", "request_key": "k1", "seen": "x", **typed}
    answer = sign_in(ana).post(address, wish)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not RefundPlan.objects.exists()


def test_a_long_plan_asks_the_database_no_more_per_refund(
    make_payment, mila, ana, boris, sign_in, django_assert_max_num_queries
):
    from refunds.actions.quote_plan import PlanWish, quote_plan
    from refunds.actions.request_plan import request_plan

    order = [make_payment(mila, total_minor=1_000, order_reference="LH-2") for _ in range(12)]
    asked = {"actor": Actor.user(ana), "payment_reference": order[0].reference, "wish": PlanWish(reason="other")}
    plan = request_plan(seen=quote_plan(**asked).seen, origin="staff", **asked)
    client = sign_in(boris)
    with django_assert_max_num_queries(26):
        client.get(reverse("refunds:plan", args=[plan.reference]))


# --- Mila's side ---------------------------------------------------------------------------------


@pytest.fixture
def phone():
    from django.test import Client

    from customers.portal.links import make_link

    def browser(customer):
        client = Client()
        client.post(f"/portal/link/{make_link(customer)}/")
        return client

    return browser


def test_mila_sees_both_ways_side_by_side_and_agrees_once(waiting, ana, mila, phone):
    proposal = propose_rail(
        actor=Actor.user(ana), reference=waiting.reference, rail="store_credit", words="Your card is gone."
    )
    client, address = phone(mila), f"/portal/refunds/{waiting.reference}/"
    page = client.get(address).content.decode()
    assert "Your card is gone." in page and "To your card ending 4242" in page and "To your store credit" in page
    yes = {"proposal": hidden(page, "proposal"), "agrees": "yes"}
    assert yes["proposal"] == str(proposal.pk)
    for _ in range(2):
        assert client.post(f"{address}rail/", yes)["Location"] == address
    assert again(waiting).rail == "store_credit"
    assert "May we pay it another way?" not in client.get(address).content.decode()
    assert client.post(f"{address}rail/", {**yes, "agrees": "no"}).status_code == 409


@pytest.mark.parametrize(
    ("answer", "status"), [({"proposal": "x"}, 400), ({"agrees": "maybe"}, 400), ({"proposal": "9" * 18}, 404)]
)
def test_an_answer_that_cannot_be_meant_changes_nothing(waiting, ana, mila, phone, answer, status):
    proposal = propose_rail(actor=Actor.user(ana), reference=waiting.reference, rail="store_credit", words="Why.")
    sent = {"proposal": str(proposal.pk), "agrees": "yes", **answer}
    assert phone(mila).post(f"/portal/refunds/{waiting.reference}/rail/", sent).status_code == status
    assert again(waiting).rail == "original"


def test_tom_does_not_answer_for_mila(waiting, ana, tom, phone):
    proposal = propose_rail(actor=Actor.user(ana), reference=waiting.reference, rail="store_credit", words="Why.")
    sent = {"proposal": str(proposal.pk), "agrees": "yes"}
    assert phone(tom).post(f"/portal/refunds/{waiting.reference}/rail/", sent).status_code == 404
    assert again(waiting).rail == "original"
