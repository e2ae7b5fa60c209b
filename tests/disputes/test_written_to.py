"""Ana answers what Mila wrote about her dispute: by letter, in Mila's language, and it stands on both their pages."""

from __future__ import annotations

import pytest

from customers.mailbox.addresses import address_for
from customers.models import Message
from customers.notifications.send import deliver_due
from tests.disputes.conftest import TAKEN
from tests.refunds.portal.conftest import phone  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

ANSWER = "Thank you for telling us. Please tell your bank as well."


@pytest.fixture
def dispute(says, own_files):
    return says("needs_response", movements=[TAKEN])


def address(dispute) -> str:
    return f"/staff/disputes/{dispute.reference}/writing/"


def replies(dispute) -> list[Message]:
    return list(Message.objects.filter(about=dispute.reference, kind="dispute_reply").order_by("pk"))


def test_mila_gets_anas_words_as_a_letter_that_she_can_answer(
    dispute,
    mila,
    ana,
    sign_in,
    phone,  # noqa: F811
    settings,
    mailoutbox,
):
    settings.MAIL_REPLY_ADDRESS = "reply@in.shop.example"
    desk = sign_in(ana)
    assert "Write to the customer" in desk.get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert desk.post(address(dispute), {"text": ANSWER}).status_code == 302
    (letter,) = replies(dispute)
    assert (letter.words, letter.actor, letter.signed) == (ANSWER, f"user:{ana.pk}", ana.first_name)
    deliver_due()
    mail = mailoutbox[-1]
    assert (mail.to, mail.reply_to) == ([mila.email], [address_for(dispute.reference)])
    assert ANSWER in mail.body and ana.first_name in mail.subject
    assert ANSWER in desk.get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert ANSWER in phone(mila).get(f"/portal/disputes/{dispute.reference}/").content.decode()


def test_in_german_the_letter_is_german(dispute, mila, ana, sign_in):
    mila.language = "de"
    mila.save()
    sign_in(ana).post(address(dispute), {"text": "Danke."})
    assert "Eine Antwort für Sie" in replies(dispute)[0].body_html


def test_a_button_pressed_twice_sends_one_letter(dispute, ana, sign_in):
    desk = sign_in(ana)
    for _ in range(2):
        desk.post(address(dispute), {"text": ANSWER})
    assert len(replies(dispute)) == 1


def test_words_that_are_missing_or_too_long_are_refused_where_they_were_typed(dispute, ana, sign_in):
    desk = sign_in(ana)
    for text, said in (("", "This field is required"), ("x" * 4001, "4000"), ("zero \x00 byte", "Null characters")):
        page = desk.post(address(dispute), {"text": text})
        assert page.status_code == 400 and said in page.content.decode()
    assert not replies(dispute)


def test_a_card_number_in_them_is_never_kept_whole(dispute, ana, sign_in):
    sign_in(ana).post(address(dispute), {"text": "You read me 4111 1111 1111 1111"})
    (letter,) = replies(dispute)
    assert "4111 1111 1111 1111" not in letter.words + letter.body_text + letter.body_html


def test_who_may_not_talk_finds_no_form_and_is_refused(dispute, marta, sign_in):
    desk = sign_in(marta)
    assert "Write to the customer" not in desk.get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert desk.post(address(dispute), {"text": ANSWER}).status_code == 403
    assert not replies(dispute)


def test_a_program_writes_and_reads_what_was_said(dispute, ana, marta, program_of):
    sent = program_of(ana).post(f"disputes/{dispute.reference}/conversation/", {"text": ANSWER})
    assert sent.status_code == 201
    said = program_of(marta).get(f"disputes/{dispute.reference}/conversation/").json()["results"]
    assert [(row["dispute"], row["direction"], row["words"]) for row in said] == [(dispute.reference, "out", ANSWER)]
    assert sent.json() == said[0]
