"""Mila sends the goods back for an agreed refund; PayPal waits until the shop says what came."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from disputes.actions.acknowledge_return import acknowledge_return
from disputes.actions.refund_instead import refund_instead
from disputes.models import Appraisal, Dispute, DisputeAnswer
from disputes.tasks import work_answers
from tests.disputes.conftest import again, kinds
from tests.disputes.desk import answer_again, answers_are_due, is_held, sums
from tests.disputes.test_appeals_and_offers import (  # noqa: F401 - fixtures
    ALL_OFFERS,
    HOME,
    asking,
    offered,
    two_people,
)
from tests.disputes.test_paypal_stories import DISPUTE, deliver, moved, payment, told  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

RETURNING = ("acknowledge-return-item",)
FINDINGS = {"acknowledge_return_item": {"acknowledgement_types": ["ITEM_RECEIVED", "DAMAGED", "ITEM_NOT_RECEIVED"]}}
SAYS = {"finding": "received", "words": "The jacket is here, unworn."}


@pytest.fixture
def returning(asking, boris, paypal_stand_in, client) -> Dispute:  # noqa: F811
    """Boris offered the money for the goods, Mila took it and has sent them."""
    offered(asking, boris, "refund_with_return", 5_000, return_address=HOME, why="She is a good customer.")
    work_answers()
    paypal_stand_in.offer_step(DISPUTE, "BUYER", "ACCEPTED")
    paypal_stand_in.dispute(
        DISPUTE, RETURNING, status="WAITING_FOR_SELLER_RESPONSE", dispute_outcome=None,
        allowed_response_options=FINDINGS,
    )  # fmt: skip
    return deliver(client, paypal_stand_in)


def say(dispute: Dispute, person, **changes: str) -> DisputeAnswer:
    return acknowledge_return(actor=Actor.user(person), reference=dispute.reference, **{**SAYS, **changes})


def test_goods_that_are_here_let_paypal_pay_what_was_agreed(
    returning, boris, ana, paypal_stand_in, payment, client  # noqa: F811
) -> None:  # fmt: skip
    assert (returning.state, returning.round, returning.may_acknowledge[0]) == ("inquiry", 2, "received")
    assert is_held(payment), "what PayPal pays for the goods is not refunded here as well"
    with pytest.raises(Conflict, match="offer of ours"):
        refund_instead(actor=Actor.user(ana), reference=returning.reference)

    answer = say(returning, boris)
    work_answers()
    assert (answer_again(answer).state, again(returning).state) == ("taken", "inquiry_answered")
    assert paypal_stand_in.acknowledged == [{"acknowledgement_type": "ITEM_RECEIVED", "note": SAYS["words"]}]
    assert again(returning).may_acknowledge == [] and "dispute.return_acknowledged" in kinds(returning)

    outcome = {"outcome_code": "RESOLVED_BUYER_FAVOUR"}
    paypal_stand_in.dispute(DISPUTE, status="RESOLVED", dispute_outcome=outcome, money_movements=[moved("DEBIT")])
    ended = deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED")
    assert (ended.state, sums()) == ("accepted", [0, 5000])


def test_a_lost_reply_is_asked_for_and_the_word_is_said_once(returning, boris, paypal_stand_in) -> None:
    paypal_stand_in.loses_answers = True
    answer = say(returning, boris)
    work_answers()
    assert answer_again(answer).state == "unknown"
    answers_are_due()
    work_answers()
    assert (answer_again(answer).state, len(paypal_stand_in.acknowledged)) == ("taken", 1)
    with pytest.raises(Conflict, match="asks for no word"):
        say(returning, boris)


def test_damage_is_said_by_whoever_answers_but_only_who_may_give_in_lets_money_go(returning, ana) -> None:
    with pytest.raises(NotAllowed):
        say(returning, ana)
    for wrong, why in ({"finding": "missing_items"}, "does not take"), ({"words": " "}, "Write a sentence"):
        with pytest.raises((BadInput, NotAllowed), match=why):
            say(returning, ana, **{"finding": "damaged", **wrong})
    assert returning.answers.filter(kind="return").count() == 0
    assert say(returning, ana, finding="damaged").state == "due"


def test_a_word_that_is_asked_for_while_nothing_else_is_due_has_a_round_of_its_own(
    returning, boris, paypal_stand_in, client
) -> None:
    """PayPal shows the link but calls the case under review: then the round of the offer still is the present one."""
    Dispute.objects.filter(pk=returning.pk).update(round=1, state="inquiry_answered")
    answer = say(returning, boris)
    work_answers()
    assert (answer.round, answer_again(answer).state, again(returning).state) == (2, "taken", "inquiry_answered")


@pytest.mark.four_eyes
def test_above_the_limit_a_second_person_lets_the_money_go(returning, boris, two_people) -> None:  # noqa: F811
    assert say(returning, boris).state == "waiting"


def test_the_desk_and_a_program_say_what_came_back(returning, boris, sign_in, program_of) -> None:
    client, where = sign_in(boris), reverse("disputes:returned_goods", args=[returning.reference])
    page = unescape(client.get(reverse("disputes:dispute", args=[returning.reference])).content.decode())
    assert "Say what came back" in page and "They came damaged" in page
    refused = client.post(where, {**SAYS, "confirm": "DP-1"})
    page = unescape(refused.content.decode())
    assert refused.status_code == 400 and "not the number of this dispute" in page and "unworn" in page
    assert page.index("Say what came back") < page.index("not the number of this dispute")

    program = program_of(boris)
    read = program.get(f"disputes/{returning.reference}/").json()
    assert read["may_acknowledge"][0] == "received" and {"name": "return", "why_not": ""} in read["moves"]
    said = program.post(f"disputes/{returning.reference}/returned-goods/", SAYS)
    assert (said.status_code, said.json()["kind"], said.json()["finding"]) == (201, "return", "received")
    assert client.post(where, {**SAYS, "confirm": returning.reference}).status_code == 409
    evidence = unescape(client.get(reverse("disputes:evidence", args=[returning.reference])).content.decode())
    assert "The goods are here, as expected" in evidence


def test_an_offer_keeps_why_it_was_made_and_what_the_case_was_worth(returning, boris, sign_in, program_of) -> None:
    (kept,) = Appraisal.objects.filter(dispute=returning)
    assert (kept.decision, kept.by, kept.why, kept.given_minor) == ("offer", boris, "She is a good customer.", 5_000)
    assert 0 <= kept.chance_low <= kept.chance <= kept.chance_high and kept.lines
    page = unescape(sign_in(boris).get(reverse("disputes:worth", args=[returning.reference])).content.decode())
    for words in ("Made an offer", "She is a good customer.", "was offered"):
        assert words in page, words
    (read,) = program_of(boris).get(f"disputes/{returning.reference}/decisions/").json()["results"]
    assert (read["decision"], read["why"]) == ("offer", "She is a good customer.")
