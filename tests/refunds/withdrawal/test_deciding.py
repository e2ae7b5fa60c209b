"""What becomes of a declaration: no policy says no to it, people match and refuse it, the law's day is minded."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Message
from customers.portal.links import make_link
from customers.shop_days import shop_day
from refunds.actions.merge_refunds import merge_refunds
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import PolicyVersion, Refund, WithdrawalDeclaration
from refunds.tasks import watch_withdrawals, work_withdrawals
from refunds.withdrawal_laws import law_for, pay_back_by, withdraw_until
from refunds.withdrawal_time import last_day
from tests.customers.test_children import nurseries
from tests.desk import again, approve, ask, kinds, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db

State = WithdrawalDeclaration.State
PAGE = "/staff/withdrawals/"
NOW = datetime.fromisoformat("2026-11-25T10:00+01:00")


def fresh(declaration: WithdrawalDeclaration) -> WithdrawalDeclaration:
    return WithdrawalDeclaration.objects.select_related("refund", "payment", "law").get(pk=declaration.pk)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def notices_of(person) -> list[str]:
    return list(person.notices.order_by("id").values_list("kind", flat=True))


# --- the policy ----------------------------------------------------------------------------------


def test_what_the_policy_would_turn_down_goes_before_a_person_and_no_fee_is_kept(
    laws, make_payment, mila, withdraw, policy
):
    keeps_all = {**policy.document, "return_window": {"days": 0, "windows": [], "lasting_reasons": []}}
    PolicyVersion.objects.create(number=2, document=keeps_all, summary="Hard", starts_at=policy.starts_at)
    order = make_payment(mila, 8900)
    declaration = withdraw(order.order_reference)
    refund = declaration.refund
    verdicts = {one["rule"]: one["verdict"] for one in refund.decisions.get().rule_verdicts}
    assert (verdicts["return_window"], verdicts["statutory_withdrawal"]) == ("deny", "review")
    assert (refund.state, refund.fee_minor) == (Refund.State.UNDER_REVIEW, 0)
    assert ask(make_payment(mila, 8900)).state == Refund.State.REJECTED


def test_a_policy_may_let_a_small_one_out_but_never_one_that_names_things(laws, make_payment, mila, withdraw, policy):
    lets_out = {
        **policy.document,
        "statutory_withdrawal": {"by_itself": True},
        "automatic_approval": {**policy.document.get("automatic_approval", {}), "reasons": ["withdrawal"]},
    }
    PolicyVersion.objects.create(number=2, document=lets_out, summary="Kind", starts_at=policy.starts_at)
    whole = withdraw(make_payment(mila, 1900).order_reference)
    part = withdraw(make_payment(mila, 2100).order_reference, items="Only the shade")
    assert whole.refund.state == Refund.State.APPROVED
    assert (part.refund.state, part.refund.reason_text) == (Refund.State.UNDER_REVIEW, "Only the shade")


def test_it_joins_the_request_that_asks_for_all_of_it_already(laws, make_payment, mila, withdraw):
    payment = make_payment(mila, 45_000)
    going = ask(payment)
    declaration = withdraw(payment.order_reference)
    assert declaration.refund == going and Refund.objects.count() == 1
    assert kinds(going)[-1] == "refund.withdrawal_declared"


# --- the law's day -------------------------------------------------------------------------------


def test_working_days_leave_out_weekends_and_the_countrys_holidays():
    assert last_day(date(2026, 11, 20), 7) == date(2026, 11, 27)
    assert last_day(date(2026, 11, 20), 7, working=True, country="US") == date(2026, 12, 2)  # Thanksgiving is none
    assert last_day(date(2026, 11, 20), 7, working=True, country="DE") == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("country", "until", "by"),
    [
        ("DE", date(2026, 12, 8), date(2026, 12, 9)),
        ("GB", date(2026, 12, 8), date(2026, 12, 9)),
        ("US", None, date(2026, 12, 7)),
        ("CH", None, None),
        ("NO", None, date(2026, 12, 9)),
    ],
)
def test_each_country_has_its_own_day(laws, make_payment, mila, country, until, by):
    payment = make_payment(mila, country=country, delivered_at=NOW - timedelta(days=1))
    law = law_for(country)
    moment = pay_back_by(law, country, NOW)
    assert (withdraw_until(law, payment), moment and shop_day(moment)) == (until, by)


def test_the_period_of_a_service_begins_with_the_contract_and_that_of_goods_when_they_come(laws, make_payment, mila):
    coming = make_payment(mila, delivered_at=None)
    service = make_payment(mila, delivered_at=None, ordered_at=NOW)
    service.lines.update(product_kind="service")
    assert withdraw_until(law_for("DE"), coming) is None
    assert withdraw_until(law_for("DE"), service) == date(2026, 12, 9)


def test_staff_are_told_before_the_day_and_when_it_has_passed_and_the_leads_have_the_case(
    laws, make_payment, mila, withdraw, lena, boris
):
    with clock_at(NOW):
        declaration = withdraw(make_payment(mila, 45_000).order_reference)
        assert watch_withdrawals() == 0
    refund = declaration.refund
    for days, expected in ((12, ["withdrawal_due"]), (13, ["withdrawal_due"])):
        with clock_at(NOW + timedelta(days=days)):
            watch_withdrawals()
        assert notices_of(lena) == expected
    with clock_at(NOW + timedelta(days=15)):
        watch_withdrawals()
        watch_withdrawals()
    assert notices_of(lena) == ["withdrawal_due", "withdrawal_late", "escalation"]
    assert again(refund).escalated_at is not None


# --- how it ends ---------------------------------------------------------------------------------


def test_it_is_done_when_the_money_has_gone_back(laws, make_payment, mila, withdraw, boris, fresh_sandbox):
    declaration = withdraw(known_to_sandbox(make_payment(mila, 8900)).order_reference)
    approve(declaration.refund, boris)
    worker_runs(2)
    assert again(declaration.refund).state == Refund.State.COMPLETED
    watch_withdrawals()
    assert (fresh(declaration).state, fresh(declaration).remind_at) == (State.DONE, None)


def test_a_person_who_turns_the_refund_down_refuses_the_declaration(laws, make_payment, mila, withdraw, boris):
    declaration = withdraw(make_payment(mila, 45_000).order_reference)
    refund = declaration.refund
    words = "It was made for you alone."
    reject_refund(actor=Actor.user(boris), reference=refund.reference, explanation=words, seen=seen_hash(again(refund)))
    watch_withdrawals()
    assert fresh(declaration).state == State.REFUSED and refund.reference in fresh(declaration).refusal


def test_it_follows_a_request_that_is_merged_into_another(laws, make_payment, mila, withdraw, boris):
    payment = make_payment(mila, lines=[("Desk lamp", 1, 40_000), ("Shade", 1, 5_000)])
    part = ask(payment, amount_minor=5_000, currency="EUR", reason="other")
    declaration = withdraw(payment.order_reference)
    merge_refunds(actor=Actor.user(boris), reference=part.reference, other=declaration.refund.reference)
    watch_withdrawals()
    assert (fresh(declaration).state, fresh(declaration).refund) == (State.MATCHED, part)
    assert kinds(part)[-1] == "refund.withdrawal_declared"


# --- people --------------------------------------------------------------------------------------


def test_ana_matches_what_fitted_no_order_and_somebody_else_decides_it(
    laws, make_payment, mila, withdraw, ana, boris, sign_in
):
    payment = make_payment(mila, 45_000)
    declaration = withdraw("ORDER 4711", email="work@office.example")
    client = sign_in(ana)
    assert declaration.reference in text_of(client.get(PAGE))
    missed = client.post(f"{PAGE}{declaration.reference}/match/", {"to": "NOTHING-1"})
    assert missed.status_code == 400 and "no payment with this number" in text_of(missed)
    found = client.post(f"{PAGE}{declaration.reference}/match/", {"to": payment.order_reference})
    assert found.status_code == 302
    kept = fresh(declaration)
    assert (kept.state, kept.payment, kept.refund.requester, kept.decider) == (State.MATCHED, payment, ana, ana)
    assert kept.refund.state == Refund.State.UNDER_REVIEW
    told = list(Message.objects.filter(about=kept.reference).order_by("id").values_list("kind", "to_address"))
    assert told == [
        ("withdrawal_received", "work@office.example"),
        ("withdrawal_matched", "work@office.example"),
    ]
    assert client.post(f"{PAGE}{declaration.reference}/match/", {"to": payment.reference}).status_code == 409
    page = text_of(client.get(f"/staff/refunds/{kept.refund.reference}/"))
    assert kept.reference in page and "Withdrawal by law" in page and "European Union" in page
    assert declaration.reference in text_of(client.get(f"{PAGE}?tab=matched"))


def test_boris_refuses_with_a_reason_and_ana_may_not(laws, withdraw, db, ana, boris, sign_in):
    declaration = withdraw("ORDER 4711", email="work@office.example")
    address, why = f"{PAGE}{declaration.reference}/refusal/", {"explanation": "There is no such order."}
    assert sign_in(ana).post(address, why).status_code == 403
    assert sign_in(boris).post(address, {"explanation": " "}).status_code == 400
    assert sign_in(boris).post(address, why).status_code == 302
    kept = fresh(declaration)
    assert (kept.state, kept.refusal, kept.decider, kept.remind_at) == (State.REFUSED, why["explanation"], boris, None)
    letter = Message.objects.get(kind="withdrawal_refused")
    assert why["explanation"] in letter.body_text and letter.to_address == "work@office.example"
    assert sign_in(boris).post(address, why).status_code == 409
    page = text_of(sign_in(boris).get(f"/staff/mail/{letter.pk}/"))
    assert declaration.reference in page


def test_the_list_asks_as_often_for_fifty_as_for_one(laws, withdraw, ayaka, sign_in, django_assert_max_num_queries):
    one = withdraw("ORDER 1")
    for n in range(8):
        WithdrawalDeclaration.objects.create(
            reference=f"WD-2026-9{n:05d}", key=f"{n:032d}", request_key=f"k{n}", origin="portal", received_by="x",
            name="Mila", order_reference="R", email="m@home.example", language="en", content="x", content_sha256="x",
        )  # fmt: skip
    client = sign_in(ayaka)
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        assert one.reference in text_of(client.get(PAGE))


def test_mila_reads_on_her_refund_by_when_the_money_goes_back(laws, make_payment, mila, withdraw):
    declaration = withdraw(make_payment(mila, 45_000).order_reference)
    phone = Client()
    phone.post(f"/portal/link/{make_link(mila)}/")
    page = text_of(phone.get(f"/portal/refunds/{declaration.refund.reference}/"))
    assert "You withdrew from the contract" in page and "The money goes back by" in page
    assert declaration.key in page


def test_a_press_that_breaks_leaves_it_due_and_the_receipt_comes_later(laws, make_payment, mila, withdraw, monkeypatch):
    for nursery in nurseries():
        nursery.kill()
        nursery.wait(5)
    with clock_at(NOW), monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        kept = withdraw(make_payment(mila, delivered_at=NOW, captured_at=NOW).order_reference)
    assert kept.state == State.MATCHED and kept.acknowledged_at is None and kept.due_at is not None
    with clock_at(NOW + timedelta(minutes=3)):
        work_withdrawals()
    assert fresh(kept).acknowledged_at is not None and fresh(kept).due_at is None
    assert Message.objects.filter(kind="withdrawal_received").count() == 1
