"""Fees, the cost of work and the rules: everybody reads them, a manager keeps them, and bad input changes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from disputes.models import AutomaticRule, DisputeFee, StaffTime
from disputes.weighing.fees import FeeTable, dispute_fee_minor, fee_minor
from refunds.actions.set_up_shop import set_up_shop
from tests.disputes.weighing.desk import SINCE, fee, rule

pytestmark = pytest.mark.django_db

FEES, ENTRIES, WORK, RULES, SETTING = (
    f"/staff/disputes/weighing/{path}" for path in ("fees/", "fees/entries/", "fees/work/", "rules/", "rules/setting/")
)
TYPED = {
    "kind": "answer", "gateway": "sandbox", "account": "", "country": "", "currency": "eur", "amount": "20.00",
    "comes_back": "on", "valid_from": "2026-01-01", "source": "https://example.com/fees",
}  # fmt: skip
TYPED_RULE = {
    "currency": "EUR", "is_on": "on", "accepts": "on", "up_to": "15.00", "per_day": "60.00", "per_month": "300.00",
    "categories": ["fraudulent", "duplicate"],
}  # fmt: skip


def test_a_manager_adds_changes_and_removes_a_fee_and_its_history_says_who(marta, ana, sign_in):
    client = sign_in(marta)
    assert client.post(ENTRIES, TYPED).status_code == 302
    row = DisputeFee.objects.get()
    assert (row.currency, row.amount_minor, row.comes_back) == ("EUR", 2_000, True)
    address = reverse("disputes:fee", args=[row.pk])
    assert client.post(address, {**TYPED, "amount": "0"}).status_code == 302
    page = client.get(address).content.decode()
    assert "What it was set to" in page and page.count("Marta Silva, ") + page.count(", Marta Silva") >= 2
    assert 'href="https://example.com/fees"' in sign_in(ana).get(FEES).content.decode()
    assert client.post(reverse("disputes:fee_removal", args=[row.pk])).status_code == 302
    assert not DisputeFee.objects.exists() and DisputeFee.history.count() == 3
    assert "none is guessed" in client.get(FEES).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "1e9"}, "Write the amount with digits"),
        ({"amount": "20.001"}, "2 digits after the point"),
        ({"amount": "9" * 17}, "Write the amount with digits"),
        ({"amount": "-1"}, "Write the amount with digits"),
        ({"currency": "ZZZ"}, "not a currency we know"),
        ({"country": "ZZ"}, "two capital letters"),
        ({"account": "nobody"}, "nobody"),
        ({"gateway": "nobody"}, "nobody"),
        ({"valid_from": "1812-01-01"}, "between 2000 and 2100"),
        ({"valid_from": "soon"}, "date"),
        ({"source": ""}, "required"),
        ({"source": "a\x00b"}, "Null characters"),
        ({"source": "x" * 301}, "at most 300"),
        ({"kind": "everything"}, "everything"),
    ],
)
def test_a_bad_fee_is_refused_with_a_sentence_and_changes_nothing(marta, sign_in, typed, said):
    response = sign_in(marta).post(ENTRIES, {**TYPED, **typed})
    assert response.status_code == 400 and said in response.content.decode()
    assert not DisputeFee.objects.exists()


def test_the_same_fee_twice_is_refused(marta, sign_in):
    client = sign_in(marta)
    client.post(ENTRIES, TYPED)
    again = client.post(ENTRIES, TYPED)
    assert again.status_code == 409 and "There already is this fee" in again.content.decode()


@pytest.mark.parametrize("address", [ENTRIES, WORK, SETTING])
def test_nobody_but_a_manager_sets_anything(ana, lena, fatima, ida, sign_in, address):
    for person in (ana, lena, fatima, ida):
        assert sign_in(person).post(address, {**TYPED, **TYPED_RULE}).status_code == 403
    assert not DisputeFee.objects.exists() and not AutomaticRule.objects.exists()
    page = sign_in(ana).get(FEES).content.decode()
    assert "Add a fee" not in page


def test_the_most_exact_and_latest_row_holds(marta, settings):
    settings.SHOP_COUNTRY = "DE"
    fee(marta, amount_minor=1)
    fee(marta, amount_minor=2, valid_from=SINCE.replace(month=2))
    table = FeeTable(DisputeFee.objects.all(), SINCE.replace(month=6))
    assert table.price("answer", "sandbox", "sandbox", "EUR").amount_minor == 2
    assert FeeTable(DisputeFee.objects.all(), SINCE).price("answer", "sandbox", "sandbox", "EUR").amount_minor == 1
    fee(marta, amount_minor=3, country="DE")
    fee(marta, amount_minor=4, country="US")
    assert FeeTable.now().price("answer", "sandbox", "sandbox", "EUR").amount_minor == 3
    fee(marta, amount_minor=5, account="sandbox")
    assert FeeTable.now().price("answer", "sandbox", "sandbox", "EUR").amount_minor == 5
    assert FeeTable.now().price("answer", "sandbox", "other", "EUR").amount_minor == 3
    assert FeeTable.now().price("answer", "stripe", "main", "EUR") is None


def test_a_fee_is_asked_for_by_others(marta, make_payment, mila):
    fee(marta, kind="dispute", amount_minor=1_500, comes_back=False)
    payment = make_payment(mila)
    assert fee_minor(payment) == dispute_fee_minor("sandbox", "EUR") == 1_500
    assert dispute_fee_minor("sandbox", "USD") is None, "known in another currency only"
    assert dispute_fee_minor("stripe", "EUR") is None


def test_a_fresh_shop_knows_the_fees_that_are_written_somewhere_and_keeps_what_is_removed(marta):
    setup = Actor.system("setup")
    assert any("dispute fees" in sentence for sentence in set_up_shop(actor=setup).done)
    assert DisputeFee.objects.count() == 8 and set(DisputeFee.objects.values_list("gateway", flat=True)) == {"stripe"}
    assert not DisputeFee.objects.filter(source="").exists()
    assert dispute_fee_minor("paypal", "EUR") is None, "amounts differ by country and are not known"
    DisputeFee.objects.all().delete()
    assert not any("dispute fees" in sentence for sentence in set_up_shop(actor=setup).done)


def test_the_cost_of_work_is_set_changed_and_removed(marta, sign_in):
    client = sign_in(marta)
    assert client.post(WORK, {"currency": "EUR", "minutes": "45", "hour": "36.00"}).status_code == 302
    assert client.post(WORK, {"currency": "eur", "minutes": "50", "hour": "36.01"}).status_code == 302
    row = StaffTime.objects.get()
    assert (row.minutes, row.hour_minor, row.cost_minor) == (50, 3_601, 3_001)
    assert 'value="36.01"' in client.get(FEES, {"work": "EUR"}).content.decode()
    for typed in ({"minutes": "0"}, {"minutes": "1441"}, {"hour": "0"}, {"hour": "x"}, {"currency": "€"}):
        refused = client.post(WORK, {"currency": "EUR", "minutes": "45", "hour": "36.00", **typed})
        assert refused.status_code == 400
    assert client.post(f"{WORK}removal/", {"currency": "USD"}).status_code == 404
    assert client.post(f"{WORK}removal/", {"currency": "EUR"}).status_code == 302
    assert not StaffTime.objects.exists()


def test_a_rule_is_set_on_the_page_and_everybody_reads_it(marta, ana, sign_in):
    client = sign_in(marta)
    assert "every dispute is decided by a person" in client.get(RULES).content.decode()
    assert client.post(SETTING, TYPED_RULE).status_code == 302
    found = AutomaticRule.objects.get()
    assert (found.is_on, found.refunds, found.up_to_minor, found.categories) == (
        True, False, 1_500, ["fraudulent", "duplicate"],
    )  # fmt: skip
    assert 'value="15.00"' in client.get(RULES, {"rule": "EUR"}).content.decode()
    page = sign_in(ana).get(RULES).content.decode()
    assert "accepts chargebacks" in page and "Set the rule of a currency" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"per_day": "14.99"}, "at least one dispute of the limit"),
        ({"per_month": "59.99"}, "at least what a day does"),
        ({"up_to": "0"}, "more than zero"),
        ({"categories": []}, "at least one reason"),
        ({"accepts": ""}, "Say what the rule may do"),
        ({"categories": ["nonsense"]}, "nonsense"),
        ({"currency": "\x00"}, "Null characters"),
    ],
)
def test_a_bad_rule_is_refused_with_a_sentence_and_changes_nothing(marta, sign_in, typed, said):
    response = sign_in(marta).post(SETTING, {**TYPED_RULE, **typed})
    assert response.status_code == 400 and said in response.content.decode()
    assert not AutomaticRule.objects.exists()


def test_programs_keep_fees_work_and_rules(marta, ana, program_of):
    manager, agent = program_of(marta), program_of(ana)
    sent = {"kind": "dispute", "gateway": "sandbox", "currency": "EUR", "amount_minor": 0, "valid_from": "2026-01-01",
            "source": "Contract"}  # fmt: skip
    made = manager.post("disputes/fees/", sent)
    assert made.status_code == 201 and agent.post("disputes/fees/", sent).status_code == 403
    changed = manager.post(f"disputes/fees/{made.json()['id']}/", {**sent, "amount_minor": 100})
    assert changed.json()["amount_minor"] == 100
    assert [row["amount_minor"] for row in agent.get("disputes/fees/").json()["results"]] == [100]
    assert manager.post(f"disputes/fees/{made.json()['id']}/removal/", {}).json() == {"results": []}
    assert manager.post("disputes/fees/", {**sent, "amount_minor": -1}).status_code == 400
    assert manager.post("disputes/fees/", {**sent, "source": "a\x00"}).status_code == 400
    work = manager.post("disputes/work/", {"currency": "JPY", "minutes": 30, "hour_minor": 3_000})
    assert work.json()["cost_minor"] == 1_500
    assert manager.post("disputes/work/removal/", {"currency": "JPY"}).json() == {"results": []}
    wanted = {"currency": "EUR", "is_on": True, "accepts": True, "refunds": False, "categories": ["duplicate"],
              "up_to_minor": 500, "per_day_minor": 1_000, "per_month_minor": 5_000}  # fmt: skip
    assert agent.post("disputes/automatic-rules/", wanted).status_code == 403
    assert manager.post("disputes/automatic-rules/", {**wanted, "per_day_minor": 400}).status_code == 400
    assert manager.post("disputes/automatic-rules/", wanted).json()["given_today_minor"] == 0
    assert [row["currency"] for row in agent.get("disputes/automatic-rules/").json()["results"]] == ["EUR"]


def test_what_a_rule_dealt_with_stands_on_its_page(marta, ana, sign_in):
    rule(marta)
    assert "Nothing yet." in sign_in(ana).get(RULES).content.decode()
