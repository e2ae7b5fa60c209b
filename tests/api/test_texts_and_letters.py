"""Texts and letters over HTTP: the same acts as on the pages, with the same checks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail

from customers.models import LetterText, Message
from customers.notifications.kinds import letter_kinds
from customers.notifications.write_staff import write_staff_letter
from refunds import notices
from refunds.models import StaffNotice
from tests.desk import ask, kinds

pytestmark = pytest.mark.django_db

WORDS = {"subject": "Good news about {reference}", "heading": "Good news", "body": "You get {amount} back."}
PATH = "texts/refund_approved/en/"
SCOPES = ("refunds:read", "refunds:decide", "settings:read", "settings:write")


@pytest.fixture
def refund(make_payment, mila):
    return ask(make_payment(mila, total_minor=45_000))


@pytest.fixture
def program(program_of, marta):
    return program_of(marta, *SCOPES)


def test_a_program_lists_reads_and_changes_a_text(program, refund):
    listed = program.get("texts/").json()["results"]
    assert len(listed) == len(letter_kinds()) * len(settings.LANGUAGES) and {text["state"] for text in listed} == {
        "delivered"
    }
    read = program.get(PATH).json()
    assert read["in_use"]["number"] == 0 and "{destination}" in read["delivered"]["body"]
    assert {"name": "amount", "is_required": True}.items() <= read["placeholders"][4].items()

    draft = program.post(PATH, {**WORDS, "why": "Warmer", "number": 0})
    assert draft.status_code == 201 and draft.json()["has_draft"] and draft.json()["in_use"]["number"] == 0
    used = program.post(PATH, {**WORDS, "why": "Warmer", "number": 1, "use": True}).json()
    assert (used["state"], used["in_use"]["number"], used["draft"]) == ("changed", 2, None)
    assert notices.tell(refund, "approved").subject == f"Good news about {refund.reference}"
    back = program.post(PATH + "reset/", {"why": "Too warm", "number": 2}).json()
    assert (back["state"], back["number"]) == ("delivered", 3)


def test_the_same_key_writes_once(program):
    body = {**WORDS, "why": "Warmer", "number": 0}
    first, second = (program.post(PATH, body, key="one-and-the-same") for _ in range(2))
    assert first.json() == second.json() and LetterText.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"body": "{nothing} {amount}"}, 400, "unknown_placeholder"),
        ({"body": "No amount."}, 400, "placeholder_missing"),
        ({"subject": "two\nlines"}, 400, "not_one_line"),
        ({"number": 7}, 409, "changed_since_seen"),
    ],
)
def test_what_the_page_refuses_is_refused_here(program, change, status, code):
    answer = program.post(PATH, {**WORDS, "why": "Warmer", "number": 0, **change})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not LetterText.objects.exists()


@pytest.mark.parametrize(
    "body",
    [{}, [], {"subject": 1}, {**WORDS, "why": "x", "number": "0"}, {**WORDS, "why": "x", "number": 2**40},
     {**WORDS, "body": "x" * 6000, "why": "x", "number": 0},
     {**WORDS, "body": "a\x00{amount}", "why": "x", "number": 0},
     '{"subject": "\\ud800", "heading": "h", "body": "{amount}", "why": "x", "number": 0}'],
)  # fmt: skip
def test_bad_input_is_a_400_and_changes_nothing(program, body):
    assert program.post(PATH, body).status_code == 400
    assert not LetterText.objects.exists()


def test_a_letter_is_seen_on_a_case_and_mailed_to_the_keys_owner(program, refund, marta):
    look = program.post(PATH + "preview/", {**WORDS, "refund": refund.reference}).json()
    assert look["subject"] == f"Good news about {refund.reference}" and look["refund"] == refund.reference
    assert program.post(PATH + "preview/", {**WORDS, "refund": "RF-1"}).status_code == 404
    assert program.post(PATH + "test/", WORDS).json() == {"sent_to": marta.email}
    assert mail.outbox[0].to == [marta.email]


@pytest.mark.parametrize("path", ["texts/nothing/en/", "texts/refund_approved/it/"])
def test_an_unknown_letter_or_language_is_not_found(program, path):
    assert program.get(path).status_code == 404
    assert program.post(path, {**WORDS, "why": "x", "number": 0}).status_code == 404


def test_only_a_manager_writes(program_of, ana, boris):
    for person in (ana, boris):
        program = program_of(person, *SCOPES)
        assert program.get(PATH).status_code == 200
        answers = [program.post(PATH, {**WORDS, "why": "x", "number": 0}), program.post(PATH + "test/", WORDS)]
        assert [answer.status_code for answer in answers] == [403, 403]


def test_letters_are_listed_read_and_sent_again(program_of, ana, refund):
    program = program_of(ana, *SCOPES)
    (row,) = program.get("letters/", about=refund.reference).json()["results"]
    assert (row["kind"], row["state"], row["text_number"]) == ("refund_received", "queued", 0)
    letter = program.get(f"letters/{row['id']}/").json()
    assert "450.00" in letter["body_text"] and letter["deliveries"] == [] and letter["news"] == []
    assert program.post(f"letters/{row['id']}/resending/", {}).status_code == 409
    Message.objects.update(state="failed")
    assert program.post(f"letters/{row['id']}/resending/", {}).json()["state"] == "queued"
    assert kinds(refund)[-1] == "letter.resent"


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1"])
def test_a_letter_that_is_not_there_is_not_found(program, number):
    assert program.get(f"letters/{number}/").status_code == 404


def test_a_page_of_letters_costs_no_query_per_row(program, make_payment, mila, django_assert_max_num_queries):
    for _ in range(4):
        ask(make_payment(mila, total_minor=45_000))
    with django_assert_max_num_queries(8):
        assert len(program.get("letters/").json()["results"]) == 4


def test_a_note_goes_with_a_decision(program_of, boris, refund):
    program = program_of(boris, *SCOPES)
    seen = program.get(f"refunds/{refund.reference}/").json()["approval_hash"]
    assert program.post(f"refunds/{refund.reference}/approval/", {"seen": seen, "note": "x" * 501}).status_code == 400
    assert program.post(f"refunds/{refund.reference}/approval/", {"seen": seen, "note": "Enjoy."}).status_code == 200
    assert "Enjoy." in Message.objects.get(kind="refund_approved").body_text


@pytest.fixture
def letter_to_lena(ana, lena):
    context = {"notice": StaffNotice(kind="gateway", person=lena), "refund": None, "url": "https://shop.example/"}
    return write_staff_letter(lena, "staff_notice", context)


def test_letters_to_colleagues_are_nobody_elses(program_of, boris, letter_to_lena):
    program = program_of(boris)
    listed = program.get("letters/").json()["results"]
    assert letter_to_lena.pk not in [row["id"] for row in listed]
    assert program.get(f"letters/{letter_to_lena.pk}/").status_code == 404
