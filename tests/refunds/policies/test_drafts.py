"""Marta writes a draft with a plain form; nobody else's text is lost, and nothing holds yet."""

from __future__ import annotations

import pytest

from refunds.models import PolicyDraft, PolicyVersion
from refunds.policy.parameters import DEFAULT_POLICY
from tests.refunds.policies.conftest import ROOT, form_of, page_of, press, sent_by

pytestmark = pytest.mark.django_db


def save(client, draft, **changes):
    return client.post(f"{page_of(draft)}text/", {**form_of(client, draft), **changes})


def now(draft):
    return PolicyDraft.objects.get(pk=draft.pk)


def test_marta_begins_a_draft_and_finds_its_form(sign_in, marta, policy, limits):
    desk = sign_in(marta)
    answer = desk.post(f"{ROOT}drafts/", {"name": "Longer summer"}, follow=True)

    draft = PolicyDraft.objects.get()
    assert draft.document == DEFAULT_POLICY
    assert draft.limits["approval"]["approver"] == {"EUR": 200_000}
    assert (draft.owner, draft.based_on) == (marta, policy)
    assert [event.kind for event in draft.events.all()] == ["created"]
    assert "Days after delivery" in answer.content.decode()
    assert draft.name in desk.get(ROOT).content.decode()


def test_an_untouched_form_changes_nothing(sign_in, marta, draft):
    assert save(sign_in(marta), draft).status_code == 302
    assert now(draft).document == DEFAULT_POLICY
    assert now(draft).limits == draft.limits
    assert "Nothing differs" in sign_in(marta).get(page_of(draft)).content.decode()


def test_days_amounts_and_choices_are_typed_as_people_write_them(sign_in, marta, draft):
    desk = sign_in(marta)
    answer = save(
        desk,
        draft,
        **{
            "return_window.days": "45",
            "automatic_approval.up_to_minor-1-amount_minor": "75.50",
            "automatic_approval.up_to_minor-3-amount_minor": "9000",
            "automatic_approval.countries": "de, at",
            "documents_required.reasons": ["damaged"],
            "limits.approver-0-amount_minor": "2500.00",
            "limits.goodwill.agent-0-amount_minor": "60",
            "limits.goodwill_day.agent-0-amount_minor": "300",
            "note": "Holidays",
            "starts_on": "2090-01-01",
        },
    )

    assert answer.status_code == 302
    kept = now(draft)
    assert kept.document["return_window"]["days"] == 45
    assert kept.document["automatic_approval"]["up_to_minor"]["EUR"] == 7550
    assert kept.document["automatic_approval"]["up_to_minor"]["JPY"] == 9000
    assert kept.document["automatic_approval"]["countries"] == ["DE", "AT"]
    assert kept.document["documents_required"]["reasons"] == ["damaged"]
    assert kept.limits["approval"]["approver"] == {"EUR": 250_000}
    page = desk.get(page_of(draft)).content.decode()
    assert "30 days" in page and "45 days" in page
    assert "75.50\u00a0EUR" in page
    assert "2,500.00\u00a0EUR" in page
    assert kept.limits["goodwill"]["agent"] == {"EUR": 6_000}
    assert "An agent may give as goodwill on one day up to" in page and "300.00\u00a0EUR" in page
    assert PolicyVersion.objects.count() == 1


def test_rows_come_and_go_without_a_script(sign_in, marta, draft):
    desk, address = sign_in(marta), f"{page_of(draft)}text/"
    longer = desk.post(address, {**form_of(desk, draft), "return_window.days": "44", "add": "return_window.windows"})
    sent = sent_by(longer.content.decode())
    assert sent["return_window.windows-rows"] == "3"
    assert sent["return_window.days"] == "44"
    assert now(draft).version == draft.version

    sent |= {"return_window.windows-2-country": "fr", "return_window.windows-2-days": "60"}
    shorter = desk.post(address, {**sent, "remove": "return_window.windows:0"})
    assert desk.post(address, sent_by(shorter.content.decode())).status_code == 302
    assert now(draft).document["return_window"] == {
        **DEFAULT_POLICY["return_window"],
        "days": 44,
        "windows": [{"product_kind": "subscription", "days": 14}, {"country": "FR", "days": 60}],
    }


def test_an_exception_is_written_in_the_digits_of_its_currency(sign_in, marta, draft):
    desk, address = sign_in(marta), f"{page_of(draft)}text/"
    page = desk.post(address, {**form_of(desk, draft), "add": "automatic_approval.exceptions"}).content.decode()
    row = "automatic_approval.exceptions-0-"
    typed = {f"{row}reason": "damaged", f"{row}currency": "jpy", f"{row}up_to_minor": "20000"}

    assert desk.post(address, {**sent_by(page), **typed}).status_code == 302
    assert now(draft).document["automatic_approval"]["exceptions"] == [
        {"reason": "damaged", "currency": "JPY", "up_to_minor": 20000}
    ]
    assert "up to 20,000\u00a0JPY for damage" in desk.get(page_of(draft)).content.decode()


def test_a_restocking_fee_is_a_share_or_an_amount_a_piece(sign_in, marta, draft):
    desk, address, row = sign_in(marta), f"{page_of(draft)}text/", "restocking_fee.fees-"
    page = form_of(desk, draft)
    for _ in range(3):
        page = sent_by(desk.post(address, {**page, "add": "restocking_fee.fees"}).content.decode())
    page |= {f"{row}0-product_kind": "physical", f"{row}0-percent": "15"}
    page |= {f"{row}1-product_kind": "digital", f"{row}1-currency": "eur", f"{row}1-amount_minor": "2.50"}

    assert desk.post(address, {**page, f"{row}2-product_kind": "physical", f"{row}2-percent": "5",
                               f"{row}2-currency": "EUR", f"{row}2-amount_minor": "1"}).status_code == 400  # fmt: skip
    assert desk.post(address, page).status_code == 302
    assert now(draft).document["restocking_fee"]["fees"] == [
        {"product_kind": "physical", "percent": 15},
        {"product_kind": "digital", "fixed_minor": {"EUR": 250}},
    ]
    assert "2.50\u00a0EUR a piece for digital goods" in desk.get(page_of(draft)).content.decode()
    assert form_of(desk, draft)[f"{row}1-amount_minor"] == "2.50"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("return_window.days", "-1", "greater than or equal to 0"),
        ("return_window.days", "9" * 5000, "whole number"),
        ("return_window.windows-0-country", "XQ", "two capital letters"),
        ("return_window.windows-0-product_kind", "car", "not one of the available choices"),
        ("return_window.windows-0-days", "", "Fill this in"),
        ("return_window.windows-0-channel", "\x00", "Null characters"),
        ("automatic_approval.up_to_minor-0-amount_minor", "1,000", "digits and a point"),
        ("automatic_approval.up_to_minor-3-amount_minor", "10.50", "digits after the point"),
        ("automatic_approval.up_to_minor-0-amount_minor", ".", "digits and a point"),
        ("automatic_approval.up_to_minor-0-currency", "XXQ", "not a currency"),
        ("automatic_approval.up_to_minor-0-currency", "EUR", "each currency once"),
        ("automatic_approval.countries", "DE, Germany", "two capital letters"),
        ("automatic_approval.reasons", ["mood"], "not one of the available choices"),
        ("limits.lead-0-amount_minor", "-5", "digits and a point"),
        ("limits.goodwill.lead-0-currency", "USD", "both amounts in each currency"),
        ("limits.goodwill_day.agent-rows", "0", "both amounts in each currency"),
        ("name", "", "required"),
        ("note", "x" * 301, "at most 300"),
        ("starts_on", "2090-13-01", "valid date"),
        ("version", "9" * 30, ""),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_is_kept(sign_in, marta, draft, field, typed, sentence):
    answer = save(sign_in(marta), draft, **{field: typed})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert now(draft).version == draft.version


def test_two_windows_for_the_same_are_refused(sign_in, marta, draft):
    answer = save(sign_in(marta), draft, **{"return_window.windows-1-product_kind": "digital"})

    assert answer.status_code == 400
    assert "same conditions" in answer.content.decode()


def test_two_managers_see_both_texts_and_neither_is_lost(sign_in, marta, rosa, draft, write):
    desk = sign_in(marta)
    opened = form_of(desk, draft)
    write(draft, by=rosa, return_window={"days": 20})

    answer = desk.post(f"{page_of(draft)}text/", {**opened, "return_window.days": "50"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Rosa Lind saved this draft" in page
    assert "20 days" in page and "50 days" in page
    assert now(draft).document["return_window"]["days"] == 20

    assert desk.post(f"{page_of(draft)}text/", sent_by(page)).status_code == 302
    assert now(draft).document["return_window"]["days"] == 50


def test_only_who_writes_the_policy_begins_and_changes_drafts(sign_in, boris, ayaka, ida, lena, draft):
    for person in (boris, ayaka, ida, lena):
        desk = sign_in(person)
        assert desk.get(page_of(draft)).status_code == 200
        assert desk.get(f"{page_of(draft)}text/").status_code == 403
        assert desk.post(f"{ROOT}drafts/", {"name": "Mine"}).status_code == 403
        assert press(desk, draft, "proposal", version=draft.version).status_code == 403
        assert press(desk, draft, "withdrawal").status_code == 403
    assert PolicyDraft.objects.count() == 1
    assert now(draft).state == "draft"


def test_a_draft_that_is_given_up_stays_to_be_read(sign_in, marta, draft):
    desk = sign_in(marta)
    assert press(desk, draft, "withdrawal").status_code == 302
    assert now(draft).state == "withdrawn"
    assert f'href="{page_of(draft)}"' in desk.get(ROOT).content.decode()
    assert desk.get(page_of(draft)).status_code == 200
    assert press(desk, draft, "proposal", version=now(draft).version).status_code == 409
    assert save_closed(desk, draft).status_code == 409


def save_closed(desk, draft):
    return desk.post(f"{page_of(draft)}text/", {"version": "1", "name": "x"})


@pytest.mark.parametrize("path", ["drafts/PD-1999-1/", "drafts/%00/", "versions/99/", "versions/99999999999999999999/",
                                  "trials/PT-1/", "comparison/?left=v9", "comparison/?left=%00"])  # fmt: skip
def test_what_is_not_there_is_not_found(sign_in, marta, policy, path):
    assert sign_in(marta).get(f"{ROOT}{path}").status_code == 404
