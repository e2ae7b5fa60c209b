"""Marta writes letters: words with placeholders, seen before they are sent, kept with who and why."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from customers.models import LetterText, Message
from refunds import notices
from tests.desk import ask

pytestmark = pytest.mark.django_db

WORDS = {"subject": "Good news about {reference}", "heading": "Good news", "body": "You get {amount} back.\n\nEnjoy."}
EDITOR = ("refund_approved", "en")


@pytest.fixture
def refund(make_payment, mila):
    return ask(make_payment(mila, total_minor=45_000))


def address(name="text", *more):
    return reverse(f"refunds:{name}", args=[*EDITOR, *more])


def save(client, name="text", **changes):
    newest = LetterText.objects.filter(kind=EDITOR[0], language=EDITOR[1]).order_by("-number").first()
    number = newest.number if newest else 0
    return client.post(address(name), {**WORDS, "why": "Warmer words", "number": number, **changes})


def test_marta_puts_new_words_in_use_and_the_next_letter_has_them(refund, marta, sign_in):
    assert save(sign_in(marta), use="1").status_code == 302
    letter = notices.tell(refund, "approved")
    assert letter.subject == f"Good news about {refund.reference}" and letter.text_number == 1
    assert "You get 450.00 EUR back." in letter.body_text.replace("\xa0", " ") and "<p>Enjoy.</p>" in letter.body_html
    kept = LetterText.objects.get()
    assert (kept.act, kept.why, kept.author) == ("use", "Warmer words", marta)


def test_a_draft_reaches_no_customer(refund, marta, sign_in):
    save(sign_in(marta))
    assert notices.tell(refund, "approved").text_number == 0
    page = sign_in(marta).get(reverse("refunds:texts")).content.decode()
    assert "Draft" in page and "Marta Silva" in page


def test_the_delivered_words_come_back_and_the_history_keeps_everything(refund, marta, sign_in):
    desk = sign_in(marta)
    save(desk, use="1")
    assert desk.post(address("text_reset"), {"why": "Too warm", "number": 1}).status_code == 302
    assert notices.tell(refund, "approved").subject == f"Your refund {refund.reference} is approved"
    page = desk.get(address("text_history")).content.decode()
    assert "Too warm" in page and "Warmer words" in page and "Good news" in page
    assert desk.post(address("text_restore", 1), {"why": "It was fine", "number": 2}).status_code == 302
    draft = LetterText.objects.order_by("-number")[0]
    assert (draft.number, draft.act, draft.body) == (3, "draft", WORDS["body"])
    assert desk.post(address("text_reset"), {"why": "Again", "number": 3}).status_code == 409


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("body", "You get {sum} back, {amount}.", "This letter does not know {sum}. It knows {amount}"),
        ("body", "You get money back.", "must contain {amount}"),
        ("body", "{amount} and a { brace", "A brace stands alone"),
        ("body", "{amount.real}", "A brace stands alone"),
        ("body", "{{% load static %}} {amount}".replace("{{", "{").replace("}}", "}"), "A brace stands alone"),
        ("body", "x" * 4999 + "{amount}", "5000"),
        ("subject", "Hello {question}", "does not know {question}"),
        ("subject", "x" * 201, "200"),
        ("subject", "a\x00b", ""),
        ("why", " ", "This field is required"),
    ],
)
def test_words_that_make_no_letter_are_refused_at_their_field_and_kept_on_the_page(marta, sign_in, field, words, said):
    response = save(sign_in(marta), **{field: words})
    page = response.content.decode()
    assert response.status_code == 400 and not LetterText.objects.exists()
    assert (said in page.replace("&#x27;", "'") and "Enjoy." in page) or field == "body"


def test_an_explanation_stands_in_a_paragraph_of_its_own(marta, sign_in):
    words = {**WORDS, "body": "No, because {explanation}", "why": "Short", "number": 0}
    response = sign_in(marta).post(reverse("refunds:text", args=["refund_rejected", "en"]), words)
    assert response.status_code == 400 and "paragraph of its own" in response.content.decode()


def test_of_two_who_write_at_once_the_second_sees_what_the_first_wrote(marta, ida, sign_in):
    desk = sign_in(marta)
    save(desk, use="1")
    late = desk.post(address(), {**WORDS, "heading": "Mine", "why": "At the same time", "number": 0})
    page = late.content.decode()
    assert late.status_code == 409 and LetterText.objects.count() == 1
    assert "What Marta Silva wrote meanwhile" in page and 'value="Mine"' in page
    assert re.search(r'name="number" value="1"', page)


@pytest.mark.parametrize("name", ["ana", "boris", "fatima", "ayaka", "ida"])
def test_everybody_reads_the_texts_and_only_a_manager_changes_them(request, name, sign_in):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(reverse("refunds:texts")).status_code == 200
    page = client.get(address()).content.decode()
    assert "Put in use" not in page and "Managers change them" in page
    assert save(client, use="1").status_code == 403 and save(client, "text_test").status_code == 403
    assert client.post(address("text_reset"), {"why": "x", "number": 0}).status_code == 403
    assert not LetterText.objects.exists() and not mail.outbox


def test_the_preview_shows_a_real_case_and_keeps_nothing(refund, marta, sign_in):
    desk = sign_in(marta)
    fragment = desk.post(address("text_preview"), {**WORDS, "case": refund.reference}, headers={"HX-Request": "true"})
    shown = fragment.content.decode()
    assert f"Good news about {refund.reference}" in shown and "<html" not in shown
    frame = desk.get(re.search(r'iframe class="letter" src="([^"]+)"', shown)[1])
    assert "You get 450.00" in frame.content.decode() and "/portal/link/" not in frame.content.decode()
    assert "sandbox" in frame["Content-Security-Policy"] and frame["X-Frame-Options"] == "SAMEORIGIN"
    assert not LetterText.objects.exists() and Message.objects.count() == 1  # the letter that the request itself wrote


def test_the_preview_works_without_scripts_and_without_any_case(marta, sign_in, policy):
    page = sign_in(marta).post(address("text_preview"), WORDS)
    assert page.status_code == 200 and "made-up facts" in page.content.decode()
    assert sign_in(marta).post(address("text_preview"), {**WORDS, "case": "RF-1"}).status_code == 400


def test_a_preview_belongs_to_the_one_who_asked(refund, marta, ana, sign_in):
    sign_in(marta).post(address("text_preview"), WORDS)
    assert sign_in(ana).get(reverse("refunds:look", args=["refund_approved-en"])).status_code == 404


def test_a_test_goes_to_marta_alone_is_marked_and_opens_nothing(refund, marta, sign_in):
    assert save(sign_in(marta), "text_test").status_code == 200
    (sent,) = mail.outbox
    assert sent.to == [marta.email] and sent.subject == f"[Test] Good news about {refund.reference}"
    assert "/portal/link/" not in sent.body and not LetterText.objects.exists()


def test_ten_tests_in_a_quarter_of_an_hour_are_enough(refund, marta, sign_in):
    desk = sign_in(marta)
    answers = [save(desk, "text_test").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429] and len(mail.outbox) == 10


@pytest.mark.parametrize("path", ["refund_nothing/en", "refund_approved/pl", "refund_approved/EN"])
def test_a_letter_or_a_language_that_there_is_not_is_not_found(marta, sign_in, path):
    for more in ("", "history/"):
        assert sign_in(marta).get(f"/staff/texts/{path}/{more}").status_code == 404


def test_the_matrix_costs_the_same_however_much_was_written(marta, sign_in, django_assert_max_num_queries):
    desk = sign_in(marta)
    for _ in range(5):
        save(desk, use="1")
    with django_assert_max_num_queries(8):
        desk.get(reverse("refunds:texts"))


def test_words_that_no_longer_work_stop_no_money_and_are_shown(refund, marta, sign_in):
    """As after an update that took a placeholder away."""
    LetterText.objects.create(
        kind="refund_approved", language="en", number=1, act="use", subject="Hi", heading="Hi", body="{gone}",
        why="Long ago", author=marta, actor="user:1",
    )  # fmt: skip
    letter = notices.tell(refund, "approved")
    assert letter.text_number == 0 and "You get" in letter.body_text
    assert "Does not work" in sign_in(marta).get(reverse("refunds:texts")).content.decode()
    assert sign_in(marta).get(address()).status_code == 200
