"""Cases that were won before: the most alike first, and what their answers showed."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from disputes.actions.answer_dispute import answer_dispute
from disputes.models import DisputeAnswer, DisputeResult
from disputes.tasks import count_results, work_answers
from refunds.models import SecondApproval
from tests.disputes.desk import answer_again, delivered, disputed_at_sandbox, drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def won(says, make_payment, mila):
    """won("old", network="visa") is a case that somebody answered elsewhere, and that was won."""

    def win(reference: str, **facts):
        about = facts.pop("about", None) or make_payment(mila)
        says("under_review", about=about, reference=reference, **facts)
        return says("won", about=about, reference=reference, **facts)

    return win


def test_the_most_alike_stand_first_and_at_most_five(won, says, make_payment, tom, ana, sign_in):
    other_reason = won("other", reason="duplicate", network_code="")
    visa = [won(f"visa{number}") for number in range(3)]
    for number in range(4):
        won(f"master{number}", network="mastercard", network_code="4837")
    count_results()
    case = says("needs_response", about=make_payment(tom), reference="new")
    shown = sign_in(ana).get(f"/staff/disputes/{case.reference}/worth/").context["past_won"]
    assert len(shown) == 5
    assert {one.reference for one in shown[:3]} == {dispute.reference for dispute in visa}
    assert all("network" in one.is_alike for one in shown[:3]) and "network" not in shown[3].is_alike
    assert other_reason.reference not in {one.reference for one in shown}


def test_what_was_lost_or_never_answered_is_no_example(says, make_payment, mila, tom, ana, sign_in):
    says("won", about=make_payment(mila), reference="given")
    says("lost", about=make_payment(mila), reference="lost")
    count_results()
    case = says("needs_response", about=make_payment(tom), reference="new")
    page = sign_in(ana).get(f"/staff/disputes/{case.reference}/worth/")
    assert page.context["past_won"] == []
    assert "No case of this reason has been won with evidence yet." in page.content.decode()


def test_what_the_answer_showed_is_kept_with_it_and_told(make_payment, mila, tom, ana, says, sign_in):
    SecondApproval.objects.update_or_create(currency="EUR", defaults={"above_minor": 100_000})
    payment = make_payment(mila)
    delivered(payment)
    dispute = disputed_at_sandbox(payment, reason="product_not_received", network="visa")
    draft = drafted(dispute, ana)
    answer = answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    assert "delivery_confirmed" in answer.pieces and 0 < answer.readiness <= 100
    work_answers()
    assert answer_again(answer).state == DisputeAnswer.State.TAKEN
    asked = {"reason": "product_not_received", "network_code": ""}
    says("won", about=payment, reference=dispute.gateway_reference, **asked)
    count_results()
    row = DisputeResult.objects.get(dispute=dispute)
    assert (row.person, row.fought, row.strength) == (ana, True, answer.readiness)
    assert row.pieces == answer.pieces
    case = says("needs_response", about=make_payment(tom), reference="new", **asked)
    for address in (f"/staff/disputes/{case.reference}/worth/", f"/staff/disputes/{case.reference}/evidence/"):
        page = sign_in(ana).get(address).content.decode()
        assert dispute.reference in page and "Delivery confirmed" in page
    listed = sign_in(ana).get("/staff/disputes/", {"shows": "delivery_confirmed", "answered_by": ana.pk})
    assert [one["dispute"].reference for one in listed.context["rows"]] == [dispute.reference]
