"""Whose case it is: taken, given back, handed over, escalated, given by rule, and freed when somebody leaves."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import NotAllowed
from refunds.actions.assign_refund import free_cases_of, take_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.escalate_refund import escalate_refund
from refunds.actions.set_rules import save_rule
from refunds.fingerprint import seen_hash
from refunds.models import Refund, StaffNotice, Turn
from tests.cast import staff_member
from tests.desk import again, approve, ask, kinds

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def page_of(client, refund) -> str:
    return text_of(client.get(reverse("refunds:refund", args=[refund.reference])))


def move(client, refund, name, **typed):
    return client.post(reverse(f"refunds:{name}", args=[refund.reference]), typed)


def test_ana_takes_a_case_and_gives_it_back(waiting, ana, sign_in):
    client = sign_in(ana)
    assert "Nobody's" in page_of(client, waiting).replace("&#x27;", "'")
    assert move(client, waiting, "taking").status_code == 302
    assert again(waiting).assignee == ana
    assert "Yours" in page_of(client, waiting)
    assert move(client, waiting, "giving_back").status_code == 302
    assert again(waiting).assignee is None
    assert kinds(waiting)[-2:] == ["refund.taken", "refund.given_back"]


def test_who_comes_second_reads_who_was_first(waiting, ana, boris, sign_in):
    move(sign_in(boris), waiting, "taking")
    late = move(sign_in(ana), waiting, "taking")
    assert late.status_code == 409
    assert "Boris Meyer already has this case." in text_of(late)
    assert again(waiting).assignee == boris


def test_taking_twice_changes_nothing(waiting, boris, sign_in):
    move(sign_in(boris), waiting, "taking")
    assert move(sign_in(boris), waiting, "taking").status_code == 409
    assert kinds(waiting).count("refund.taken") == 1


def test_ana_cannot_give_back_or_hand_over_what_is_boris_s(waiting, ana, boris, chidi, sign_in):
    move(sign_in(boris), waiting, "taking")
    assert move(sign_in(ana), waiting, "giving_back").status_code == 403
    forced = move(sign_in(ana), waiting, "handing_over", to=chidi.email, words="Yours")
    assert forced.status_code == 403
    assert "Ask them, or a lead, to hand it over." in text_of(forced)
    assert again(waiting).assignee == boris


def test_a_lead_takes_anybodys_case_and_gives_anybodys_back(waiting, boris, chidi, lena, sign_in):
    move(sign_in(boris), waiting, "taking")
    move(sign_in(lena), waiting, "taking")
    assert again(waiting).assignee == lena
    move(sign_in(lena), waiting, "handing_over", to=chidi.email, words="You know this shop.")
    assert again(waiting).assignee == chidi
    move(sign_in(lena), waiting, "giving_back")
    assert again(waiting).assignee is None


def test_a_hand_over_carries_words_to_the_colleague(waiting, ana, boris, sign_in):
    move(sign_in(ana), waiting, "handing_over", to=boris.email, words="Mila called, card 4242 4242 4242 4242.")
    assert again(waiting).assignee == boris
    notice = StaffNotice.objects.get(person=boris)
    assert (notice.kind, notice.sender, notice.words) == (
        "hand_over",
        "Ana Lima",
        "Mila called, card [card ending 4242].",
    )
    assert "Mila called" in page_of(sign_in(boris), waiting)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"to": "nobody@shop.example", "words": "x"}, "to"),
        ({"to": "", "words": "x"}, "to"),
        ({"to": "boris@shop.example", "words": "  "}, "words"),
        ({"to": "boris@shop.example", "words": "x" * 501}, "words"),
        ({"to": "boris@shop.example", "words": "a\x00b"}, "words"),
    ],
)
def test_a_hand_over_that_cannot_be_meant_is_refused_at_its_field(waiting, ana, boris, sign_in, typed, field):
    response = move(sign_in(ana), waiting, "handing_over", **typed)
    assert response.status_code == 400
    assert f'id="handing_over-{field}_error"' in text_of(response)
    assert again(waiting).assignee is None


def test_nobody_hands_a_case_to_somebody_who_takes_none(waiting, ana, ayaka, marta, sign_in):
    for colleague in (ayaka, marta):
        assert move(sign_in(ana), waiting, "handing_over", to=colleague.email, words="x").status_code == 400
    assert again(waiting).assignee is None


@pytest.mark.parametrize("name", ["taking", "giving_back", "handing_over", "escalation", "escalation_end"])
def test_who_only_reads_moves_no_case_between_hands(waiting, ayaka, boris, sign_in, name):
    typed = {"to": boris.email, "words": "x", "why": "x"}
    response = move(sign_in(ayaka), waiting, name, **typed)
    assert response.status_code in (400, 403)
    assert again(waiting).assignee is None
    assert again(waiting).escalated_at is None
    assert reverse(f"refunds:{name}", args=[waiting.reference]) not in page_of(sign_in(ayaka), waiting)


def test_a_case_that_has_ended_is_nobodys_work(waiting, boris, ana, sign_in):
    cancel_refund(actor=Actor.user(ana), reference=waiting.reference)
    assert move(sign_in(boris), waiting, "taking").status_code == 409
    assert "Take it" not in page_of(sign_in(boris), waiting)


# --- before the leads ----------------------------------------------------------------------------


def test_ana_asks_a_lead_and_lena_gives_it_back_with_words(waiting, ana, lena, sign_in):
    move(sign_in(ana), waiting, "taking")
    assert move(sign_in(ana), waiting, "escalation", why="He threatens with the press.").status_code == 302
    assert StaffNotice.objects.get(person=lena).words == "He threatens with the press."
    assert "Before the leads since" in page_of(sign_in(lena), waiting)
    assert move(sign_in(ana), waiting, "escalation", why="Again").status_code == 409
    assert move(sign_in(ana), waiting, "escalation_end", words="x").status_code == 403
    assert move(sign_in(lena), waiting, "escalation_end", words="Offer him a new lamp.").status_code == 302
    refund = again(waiting)
    assert (refund.escalated_at, refund.assignee) == (None, ana)
    assert StaffNotice.objects.get(person=ana).words == "Offer him a new lamp."
    assert kinds(waiting)[-2:] == ["refund.escalated", "refund.escalation_ended"]


def test_an_escalation_needs_a_reason(waiting, ana, lena, sign_in):
    response = move(sign_in(ana), waiting, "escalation", why=" ")
    assert response.status_code == 400
    assert again(waiting).escalated_at is None
    assert not StaffNotice.objects.exists()


# --- by rule -------------------------------------------------------------------------------------


@pytest.fixture
def rule(lena):
    def write(**wish):
        return save_rule(actor=Actor.user(lena), **wish)

    return write


def asked(make_payment, customer, **wish) -> Refund:
    payment = make_payment(customer, total_minor=wish.pop("total_minor", 45_000), **wish.pop("fields", {}))
    return again(ask(payment, **wish))


def test_the_first_rule_that_fits_decides(office, make_payment, mila, boris, chidi, ana, rule):
    rule(reason="damaged", to=boris.email)
    rule(country="FR", to=chidi.email)
    rule(currency="EUR", from_minor=60_000, to=ana.email)
    assert asked(make_payment, mila, reason="damaged", fields={"country": "FR"}).assignee == boris
    assert asked(make_payment, mila, fields={"country": "FR"}).assignee == chidi
    assert asked(make_payment, mila, total_minor=60_000).assignee == ana
    assert asked(make_payment, mila, total_minor=59_999).assignee is None
    assert asked(make_payment, mila, fields={"gateway_account": "sandbox"}).assignee is None


def test_a_rule_can_look_at_account_and_product(office, make_payment, mila, boris, rule):
    rule(gateway_account="sandbox", product_kind="physical", to=boris.email)
    refund = asked(make_payment, mila)
    assert refund.assignee == boris
    assert "refund.assigned" in kinds(refund)


def test_a_role_is_served_in_turn_and_closed_accounts_are_passed_over(office, make_payment, mila, boris, chidi, rule):
    third = staff_member("Dina", "Roth", "approver")
    rule(role="approver")
    got = [asked(make_payment, mila).assignee for _ in range(4)]
    assert got == [boris, chidi, third, boris]
    chidi.is_active = False
    chidi.save()
    assert asked(make_payment, mila).assignee == third


def test_who_asked_for_it_does_not_get_it(office, make_payment, mila, boris, chidi, rule):
    rule(to=boris.email)
    rule(role="approver")
    refund = asked(make_payment, mila, actor=Actor.user(boris), origin=Refund.Origin.STAFF)
    assert refund.assignee == chidi


def test_a_person_without_work_is_passed_over(office, make_payment, mila, boris, chidi, rule):
    rule(to=boris.email)
    boris.groups.clear()
    assert asked(make_payment, mila).assignee is None


def test_what_goes_out_by_itself_is_nobodys(office, make_payment, mila, boris, rule):
    rule(role="approver")
    assert asked(make_payment, mila, total_minor=1_000).assignee is None
    assert not Turn.objects.exists()


# --- leaving -------------------------------------------------------------------------------------


def test_the_open_cases_of_somebody_who_leaves_become_nobodys(office, make_payment, mila, boris, chidi, ida, sign_in):
    open_one, decided = asked(make_payment, mila), asked(make_payment, mila)
    for refund in (open_one, decided):
        take_refund(actor=Actor.user(boris), reference=refund.reference)
    cancel_refund(actor=Actor.user(boris), reference=decided.reference)
    assert free_cases_of(actor=Actor.user(ida), person=boris) == 1
    assert free_cases_of(actor=Actor.user(ida), person=boris) == 0
    assert again(open_one).assignee is None
    assert again(decided).assignee == boris  # what has ended keeps who ended it
    assert kinds(open_one)[-1] == "refund.freed"


def test_an_agent_frees_nobodys_cases(waiting, ana, boris):
    take_refund(actor=Actor.user(boris), reference=waiting.reference)
    with pytest.raises(NotAllowed):
        free_cases_of(actor=Actor.user(ana), person=boris)
    assert again(waiting).assignee == boris


def test_who_asked_hears_that_it_was_decided(office, make_payment, mila, ana, boris):
    refund = asked(make_payment, mila, actor=Actor.user(ana), origin=Refund.Origin.STAFF)
    approve(refund, boris)
    notice = StaffNotice.objects.get(person=ana)
    assert (notice.kind, notice.sender) == ("decided", "Boris Meyer")


def test_taking_a_case_does_not_void_what_an_approver_saw(waiting, boris, ana):
    seen = seen_hash(again(waiting))
    take_refund(actor=Actor.user(ana), reference=waiting.reference)
    escalate_refund(actor=Actor.user(ana), reference=waiting.reference, why="Look")
    assert seen_hash(again(waiting)) == seen


def test_the_list_says_whose_case_it_is(waiting, ana, boris, sign_in):
    take_refund(actor=Actor.user(ana), reference=waiting.reference)
    assert "Ana Lima" in text_of(sign_in(boris).get(reverse("refunds:queue")))
