"""Marta says which message goes when; everybody reads it, and nothing that is needed can be turned off."""

from __future__ import annotations

import pytest

from customers.models import MessageRule

pytestmark = pytest.mark.django_db

PAGE = "/staff/texts/rules/"
KINDS = (
    "refund_received",
    "refund_bank_details_again",
    "refund_on_its_way",
    "refund_sent_to_bank",
    "refund_asked_again",
)
FORM = {**{f"on-{kind}": "on" for kind in KINDS}, **{f"delay-{kind}": "0" for kind in KINDS}}


def test_marta_turns_one_off_and_sets_a_limit_and_quiet_hours(sign_in, marta, ana):
    desk = sign_in(marta)
    assert PAGE in desk.get("/staff/texts/").content.decode()
    wish = {**FORM, "on-refund_on_its_way": "", "per_day": "3", "quiet_from": "21:00", "quiet_until": "07:00"}
    assert desk.post(PAGE, wish).status_code == 302

    assert not MessageRule.objects.get(kind="refund_on_its_way").is_on
    assert MessageRule.objects.get(kind="").per_day == 3
    assert sign_in(ana).get(PAGE).status_code == 200
    assert sign_in(ana).post(PAGE, wish).status_code == 403


def test_each_message_leads_to_its_words_on_a_real_case_and_to_a_test(sign_in, marta, ayaka):
    for person in (marta, ayaka):
        page = sign_in(person).get(PAGE).content.decode()
        for kind in ("refund_received", "refund_rejected", "withdrawal_received", "portal_link"):
            assert f'href="/staff/texts/{kind}/en/"' in page, kind


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_day": "0"},
        {"per_day": "101"},
        {"quiet_from": "21:00"},
        {"quiet_from": "07:00", "quiet_until": "07:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"delay-refund_received": "10081"},
        {"delay-refund_received": "\x00"},
    ],
)
def test_rules_that_cannot_be_meant_change_nothing(sign_in, marta, wrong):
    assert sign_in(marta).post(PAGE, {**FORM, **wrong}).status_code == 400
    assert not MessageRule.objects.exists()


def test_a_program_sets_them_too_but_never_turns_off_what_is_needed(program_of, marta):
    program = program_of(marta)
    rules = [{"kind": "refund_received", "is_on": False, "delay_minutes": 5}]
    wish = {"rules": rules, "per_day": None, "quiet_from": None, "quiet_until": None}
    answer = program.post("message-rules/", wish)
    assert answer.status_code == 200
    assert program.get("message-rules/").json() == answer.json()
    assert {**rules[0], "title": "Request received"} in answer.json()["rules"]

    needed = {**wish, "rules": [{"kind": "refund_rejected", "is_on": False, "delay_minutes": 0}]}
    assert program.post("message-rules/", needed).status_code == 400
    assert not MessageRule.objects.filter(kind="refund_rejected").exists()
