"""A lost PayPal case is appealed once with something new; a customer who only asks is made an offer."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.build_packet import build_packet
from disputes.actions.make_offer import make_offer
from disputes.actions.refund_instead import refund_instead
from disputes.actions.release_answer import release_answer, take_answer_back
from disputes.actions.write_draft import save_draft
from disputes.models import Dispute, DisputeAnswer
from disputes.tasks import work_answers
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import SecondApproval
from tests.disputes.conftest import again, kinds
from tests.disputes.desk import answer_again, answers_are_due, drafted, is_held, states, sums
from tests.disputes.test_paypal_stories import (  # noqa: F401 - fixtures
    DISPUTE,
    EVIDENCE,
    LOST,
    WON,
    deliver,
    moved,
    payment,
    send,
    told,
)
from tests.paypal_stand_in import PayPalStandIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

APPEAL, OFFERS = ("appeal",), ("make-offer",)
MONEY_GONE: dict[str, Any] = {"dispute_outcome": LOST, "money_movements": [moved("DEBIT")]}
ALL_OFFERS = {
    "make_offer": {
        "offer_types": ["REFUND", "REFUND_WITH_RETURN", "REFUND_WITH_REPLACEMENT", "REPLACEMENT_WITHOUT_REFUND"]
    }
}
NEW = {"uncategorized_text": "The carrier found the signature in the meantime."}
HOME = {"line": "Lindenweg 4", "city": "Berlin", "postal_code": "10115", "country": "de"}


@pytest.fixture
def lost(told, ana) -> Dispute:  # noqa: F811
    """Lost, the money gone; PayPal shows the link to appeal."""
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    return told("RESOLVED", APPEAL, **MONEY_GONE)


@pytest.fixture
def asking(told, payment) -> Dispute:  # noqa: F811
    """An inquiry in which PayPal takes every kind of offer."""
    return told("OPEN", OFFERS, dispute_life_cycle_stage="INQUIRY", allowed_response_options=ALL_OFFERS)


@pytest.fixture
def two_people() -> None:
    """From 10.00 EUR on one person's word is not enough."""
    SecondApproval.objects.update_or_create(currency="EUR", defaults={"above_minor": 1_000})


def appealed(dispute: Dispute, person, texts: dict[str, str] = NEW) -> DisputeAnswer:
    actor = Actor.user(person)
    draft = begin_appeal(actor=actor, reference=dispute.reference)
    if texts:
        save_draft(actor=actor, reference=dispute.reference, version=draft.version, texts=texts)
    draft = build_packet(actor=actor, reference=dispute.reference)
    return answer_dispute(actor=actor, reference=dispute.reference, version=draft.version)


def offered(dispute: Dispute, person, kind: str = "refund", amount_minor: int | None = 2_000, **more) -> DisputeAnswer:
    return make_offer(
        actor=Actor.user(person), reference=dispute.reference, kind=kind, words="Would this do?",
        amount_minor=amount_minor, **more,
    )  # fmt: skip


def test_a_lost_case_is_appealed_and_won(lost, told, ana, payment, paypal_stand_in, client) -> None:  # noqa: F811
    assert (lost.state, lost.may_appeal, sums()) == ("lost", True, [0, 5000])
    answer = appealed(lost, ana)
    assert (answer.kind, answer.round, again(lost).state) == ("appeal", 2, "lost")
    work_answers()
    assert answer_again(answer).state == "taken"
    assert (again(lost).state, again(lost).may_appeal) == ("under_review", False)
    assert sums() == [5000, 0], "what was written off may come back"
    assert paypal_stand_in.disputes[DISPUTE]["evidences"][-1]["source"] == "SUBMITTED_BY_SELLER"

    assert deliver(client, paypal_stand_in).state == "under_review"
    back = [moved("DEBIT"), moved("CREDIT", day=28)]
    dispute = told("RESOLVED", dispute_outcome=WON, money_movements=back)
    assert states(dispute)[-3:] == ["lost", "under_review", "won"]
    assert "dispute.appealed" in kinds(dispute) and not dispute.attention
    assert (sums(), is_held(payment)) == ([0, 0], False)


def test_an_appeal_may_be_lost_too_and_there_is_no_second(lost, told, ana) -> None:  # noqa: F811
    appealed(lost, ana)
    work_answers()
    dispute = told("RESOLVED", APPEAL, **MONEY_GONE)
    assert (dispute.state, sums()) == ("lost", [0, 5000])
    with pytest.raises(Conflict, match="there is only one"):
        begin_appeal(actor=Actor.user(ana), reference=dispute.reference)


def test_an_appeal_needs_something_new(told, ana) -> None:  # noqa: F811
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    draft = drafted(dispute, ana)
    answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    work_answers()
    told("RESOLVED", APPEAL, **MONEY_GONE)
    with pytest.raises(BadInput, match="not shown before"):
        appealed(dispute, ana, texts={})
    assert dispute.answers.count() == 1


def test_no_link_no_appeal(told, ana) -> None:  # noqa: F811
    dispute = told("RESOLVED", **MONEY_GONE)
    with pytest.raises(Conflict, match="takes no appeal"):
        begin_appeal(actor=Actor.user(ana), reference=dispute.reference)
    told("RESOLVED", APPEAL, dispute_outcome=WON, money_movements=[moved("DEBIT"), moved("CREDIT", day=28)])
    with pytest.raises(Conflict, match="Only a lost case"):
        begin_appeal(actor=Actor.user(ana), reference=dispute.reference)


def test_a_lost_reply_to_an_appeal_is_asked_for_and_found(lost, ana, paypal_stand_in: PayPalStandIn) -> None:
    paypal_stand_in.loses_answers = True
    answer = appealed(lost, ana)
    work_answers()
    assert (answer_again(answer).state, again(lost).state) == ("unknown", "lost")
    answers_are_due()
    work_answers()
    assert (answer_again(answer).state, answer_again(answer).sends) == ("taken", 1)
    assert again(lost).state == "under_review"


def test_an_appeal_whose_link_is_gone_is_refused_and_the_case_stays_lost(lost, ana, paypal_stand_in) -> None:
    answer = appealed(lost, ana)
    paypal_stand_in.dispute(DISPUTE)
    work_answers()
    assert (answer_again(answer).state, answer_again(answer).failure_code) == ("refused", "no_link")
    assert (again(lost).state, sums()) == ("lost", [0, 5000])
    assert "refused the answer" in again(lost).attention


def test_an_appeal_made_in_paypals_own_console_is_taken_over(lost, told) -> None:  # noqa: F811
    dispute = told("UNDER_REVIEW")
    assert (dispute.state, dispute.attention, dispute.finished_at) == ("under_review", "", None)


@pytest.mark.four_eyes
def test_above_the_limit_an_appeal_waits_for_somebody_who_did_not_write_it(lost, ana, boris, two_people) -> None:
    answer = appealed(lost, ana)
    work_answers()
    assert (answer_again(answer).state, again(lost).state) == ("waiting", "lost")
    with pytest.raises(NotAllowed):
        release_answer(actor=Actor.user(ana), reference=lost.reference, answer=str(answer))
    release_answer(actor=Actor.user(boris), reference=lost.reference, answer=str(answer))
    work_answers()
    assert again(lost).state == "under_review"


def test_the_desk_appeals(lost, ana, fatima, sign_in) -> None:
    client, moves = sign_in(ana), reverse("disputes:appeal", args=[lost.reference])
    page = unescape(client.get(reverse("disputes:dispute", args=[lost.reference])).content.decode())
    assert moves in page and "looks once more" in page
    begun = client.post(moves)
    assert begun["Location"].startswith(reverse("disputes:evidence", args=[lost.reference]))
    evidence = unescape(client.get(begun["Location"]).content.decode())
    assert "This is the appeal" in evidence and "Build the packet" in evidence
    assert client.post(moves).status_code == 302, "once more is the same draft"
    assert kinds(lost).count("dispute.appeal_begun") == 1
    assert sign_in(fatima).post(moves).status_code == 403


def test_an_offer_that_the_customer_takes_ends_the_inquiry(asking, boris, paypal_stand_in, payment, client) -> None:  # noqa: F811
    answer = offered(asking, boris)
    assert is_held(payment), "from now on no refund leaves"
    work_answers()
    dispute = again(asking)
    assert (answer_again(answer).state, dispute.state, dispute.offer["state"]) == (
        "taken", "inquiry_answered", "proposed",
    )  # fmt: skip
    (step,) = paypal_stand_in.disputes[DISPUTE]["offer"]["history"]
    assert (step["offer_type"], step["offer_amount"]) == ("REFUND", {"currency_code": "EUR", "value": "20.00"})
    assert deliver(client, paypal_stand_in).offer == dispute.offer, "PayPal tells what we know"
    assert kinds(dispute).count("dispute.offer_proposed") == 0

    paypal_stand_in.offer_step(DISPUTE, "BUYER", "ACCEPTED")
    ended = deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED")
    assert (ended.state, ended.offer["state"], sums()) == ("inquiry_closed", "accepted", [0, 0])
    assert "dispute.offer_accepted" in kinds(ended) and not is_held(payment)


def test_money_of_an_accepted_offer_is_booked_when_paypal_tells_of_it(asking, boris, paypal_stand_in, client) -> None:
    offered(asking, boris)
    work_answers()
    assert sums() == [0, 0]
    paypal_stand_in.offer_step(DISPUTE, "BUYER", "ACCEPTED")
    paypal_stand_in.disputes[DISPUTE]["money_movements"] = [moved("DEBIT", value="20.00")]
    ended = deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED")
    assert (ended.state, sums()) == ("accepted", [0, 2000])


def refund_webhook(paypal: PayPalStandIn, capture: str, client) -> None:
    made = paypal.reverse(capture, "20.00")
    itself = {"rel": "self", "href": f"https://api.paypal.com/v2/payments/refunds/{made['id']}"}
    send(client, paypal, "PAYMENT.CAPTURE.REFUNDED", {**made, "links": [itself, *made["links"]]})


@pytest.mark.parametrize("refund_comes_first", [True, False])
def test_the_money_of_an_offer_is_told_as_a_refund_too_and_booked_once(
    asking,
    boris,
    paypal_stand_in,
    payment,  # noqa: F811
    client,
    refund_comes_first,
) -> None:
    offered(asking, boris)
    work_answers()
    paypal_stand_in.offer_step(DISPUTE, "BUYER", "ACCEPTED")
    if refund_comes_first:
        deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED")
        refund_webhook(paypal_stand_in, payment.gateway_reference, client)
    paypal_stand_in.disputes[DISPUTE]["money_movements"] = [moved("DEBIT", value="20.00")]
    deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED")
    if not refund_comes_first:
        refund_webhook(paypal_stand_in, payment.gateway_reference, client)

    assert balance(accounts.gateway_balance("paypal", "paypal"), "EUR") == -2000
    payment.refresh_from_db()
    assert (payment.refunded_minor, sums()) == ((2000, [0, 0]) if refund_comes_first else (0, [0, 2000]))


def test_a_denied_offer_makes_it_our_turn_again(asking, boris, paypal_stand_in, payment, client) -> None:  # noqa: F811
    offered(asking, boris)
    work_answers()
    paypal_stand_in.offer_step(DISPUTE, "BUYER", "DENIED")
    dispute = deliver(client, paypal_stand_in)
    assert (dispute.state, dispute.round, dispute.offer["state"]) == ("inquiry", 2, "denied")
    assert not is_held(payment) and "dispute.offer_denied" in kinds(dispute)
    better = offered(dispute, boris, amount_minor=5_000)
    work_answers()
    assert (answer_again(better).state, again(dispute).offer["made"]) == ("taken", 2)


def test_while_an_offer_is_out_nothing_is_refunded_beside_it(asking, boris, ana) -> None:
    offered(asking, boris)
    for _step in ("stored", "with the customer"):
        with pytest.raises(Conflict, match="has an offer of ours"):
            refund_instead(actor=Actor.user(ana), reference=asking.reference)
        work_answers()


def test_a_lost_reply_to_an_offer_is_asked_for_and_found(asking, boris, paypal_stand_in: PayPalStandIn) -> None:
    paypal_stand_in.loses_answers = True
    answer = offered(asking, boris)
    work_answers()
    assert answer_again(answer).state == "unknown"
    answers_are_due()
    work_answers()
    assert (answer_again(answer).state, answer_again(answer).sends) == ("taken", 1)
    assert len(paypal_stand_in.disputes[DISPUTE]["offer"]["history"]) == 1


def test_an_offer_that_does_not_leave_lets_refunds_go(asking, boris, paypal_stand_in, payment) -> None:  # noqa: F811
    answer = offered(asking, boris)
    paypal_stand_in.dispute(DISPUTE)
    work_answers()
    assert (answer_again(answer).state, answer_again(answer).failure_code) == ("refused", "no_link")
    assert not is_held(payment) and "refused the answer" in again(asking).attention


@pytest.mark.four_eyes
def test_above_the_limit_an_offer_waits_and_may_be_taken_back(asking, boris, chidi, payment, two_people) -> None:  # noqa: F811
    first = offered(asking, boris)
    assert first.state == "waiting"
    take_answer_back(actor=Actor.user(boris), reference=asking.reference, answer=str(first))
    assert not is_held(payment)
    second = offered(asking, boris)
    with pytest.raises(NotAllowed, match="somebody else"):
        release_answer(actor=Actor.user(boris), reference=asking.reference, answer=str(second))
    release_answer(actor=Actor.user(chidi), reference=asking.reference, answer=str(second))
    work_answers()
    assert again(asking).state == "inquiry_answered"


@pytest.mark.parametrize(
    ("kind", "amount_minor", "more", "why"),
    [
        ("refund", None, {}, "no more than"),
        ("refund", 0, {}, "no more than"),
        ("refund", 5_001, {}, "no more than 50.00"),
        ("replacement", 100, {}, "has no amount"),
        ("refund_with_return", 5_000, {}, "street, town"),
        ("refund_with_return", 5_000, {"return_address": {**HOME, "country": "DEU"}}, "street, town"),
        ("refund_with_return", 5_000, {"return_address": {**HOME, "country": "1%"}}, "two letters"),
        ("free_beer", 100, {}, "this kind of offer"),
    ],
)
def test_what_cannot_be_offered_is_refused_and_changes_nothing(asking, boris, kind, amount_minor, more, why) -> None:
    with pytest.raises(BadInput, match=why):
        offered(asking, boris, kind, amount_minor, **more)
    assert not asking.answers.exists() and not again(asking).offer_leaves


def test_only_who_may_give_in_offers_and_a_claim_takes_no_offers(asking, told, ana, boris) -> None:  # noqa: F811
    with pytest.raises(NotAllowed):
        offered(asking, ana)
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE, dispute_life_cycle_stage="CHARGEBACK")
    with pytest.raises(Conflict, match="Only while the customer asks"):
        offered(asking, boris)


def test_the_desk_makes_an_offer_and_tells_what_came_of_it(asking, boris, ana, sign_in, paypal_stand_in) -> None:
    client, where = sign_in(boris), reverse("disputes:offer", args=[asking.reference])
    page = unescape(client.get(reverse("disputes:dispute", args=[asking.reference])).content.decode())
    for words in ("Make an offer", "Money back once the goods are returned", "until then no refund leaves"):
        assert words in page, words
    typed = {"kind": "refund_with_return", "amount": "50.00", "words": "Send it back.", **HOME}
    right = {"confirm": asking.reference}
    for wrong in (
        {},
        {"confirm": "DP-1"},
        {**right, "amount": "5,0"},
        {**right, "words": ""},
        {**right, "city": "\x00"},
    ):
        refused = client.post(where, {**typed, **wrong})
        assert refused.status_code == 400 and "Lindenweg 4" in refused.content.decode()
    assert not asking.answers.exists()
    assert client.post(where, {**typed, "confirm": asking.reference}).status_code == 302
    work_answers()
    (step,) = paypal_stand_in.disputes[DISPUTE]["offer"]["history"]
    assert step["offer_type"] == "REFUND_WITH_RETURN"
    page = unescape(client.get(reverse("disputes:dispute", args=[asking.reference])).content.decode())
    assert "Money back once the goods are returned: 50.00 EUR, with the customer" in page.replace("\xa0", " ")
    assert sign_in(ana).post(where, {**typed, "confirm": asking.reference}).status_code == 403


def test_a_program_appeals_and_offers(lost, ana, program_of) -> None:
    program = program_of(ana)
    read = program.get(f"disputes/{lost.reference}/").json()
    assert read["may_appeal"] is True and {"name": "appeal", "why_not": ""} in read["moves"]
    begun = program.post(f"disputes/{lost.reference}/appeal/", {})
    assert begun.status_code == 200 and begun.json()["draft"]["texts"]
    assert again(lost).round == 2


def test_a_program_makes_an_offer(asking, boris, program_of) -> None:
    program = program_of(boris)
    assert program.get(f"disputes/{asking.reference}/").json()["may_offer"][0] == "refund"
    offer = {"kind": "refund", "amount_minor": 2_000, "words": "Would this do?"}
    made = program.post(f"disputes/{asking.reference}/offer/", offer)
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["offer"]["amount_minor"]) == ("offer", 2_000)
    assert program.post(f"disputes/{asking.reference}/offer/", offer).status_code == 409
    work_answers()
    assert program.get(f"disputes/{asking.reference}/").json()["offer"]["state"] == "proposed"
