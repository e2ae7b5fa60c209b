"""Mila writes and Ana answers: one thread for both, who waits for whom, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Message
from disputes.gathering import gather_case
from refunds.actions.ask_customer import ask_customer
from refunds.actions.assign_refund import take_refund
from refunds.actions.merge_refunds import merge_refunds
from refunds.models import AnswerTime, Conversation, Refund, RefundDocument, StaffNotice
from refunds.tasks import watch_waits
from tests.desk import again, ask, kinds, letters
from tests.disputes.desk import disputed
from tests.files import photo

pytestmark = pytest.mark.django_db


def said(refund):
    """Who said what, in order: "in" is the customer."""
    rows = Message.objects.filter(about=refund.reference).exclude(words="").order_by("id")
    return list(rows.values_list("direction", "words"))


def text_of(response) -> str:
    return response.content.decode()


def talk_page(client, refund) -> str:
    return text_of(client.get(f"/staff/refunds/{refund.reference}/?part=talk"))


def test_mila_writes_ana_answers_and_both_read_the_same(waiting, mila, ana, write, reply, sign_in, phone):
    assert write(waiting, "When do I <b>hear</b> from you?").status_code == 302
    assert Conversation.objects.get().waits_since is not None
    assert "When do I &lt;b&gt;hear&lt;/b&gt; from you?" in talk_page(sign_in(ana), waiting)
    assert reply(ana, waiting, "Tomorrow by noon.").status_code == 302
    talk = Conversation.objects.get()
    assert (talk.waits_since, talk.answer_by) == (None, None) and talk.first_answered_at is not None
    assert said(waiting) == [("in", "When do I <b>hear</b> from you?"), ("out", "Tomorrow by noon.")]
    page = text_of(phone(mila).get(f"/portal/refunds/{waiting.reference}/"))
    assert page.index("hear&lt;/b&gt; from you?") < page.index("Tomorrow by noon.")
    assert "Ana, Recourse" in page and "Ana Lima" not in page
    letter = Message.objects.get(kind="refund_reply")
    assert letter.to_address == mila.email and "  Tomorrow by noon." in letter.body_text
    assert letters(waiting)[-1] == "reply"


def test_the_timers_count_working_hours_and_the_next_answer_has_its_own(waiting, ana, write, reply):
    AnswerTime.objects.create(hours=16, remind_hours=2, first_reply_hours=2, next_reply_hours=1)
    with clock_at(datetime(2026, 11, 27, 15, 30, tzinfo=UTC)):  # half past four on a Friday in Berlin
        write(waiting, "Hello?")
        assert Conversation.objects.get().answer_by == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    with clock_at(datetime(2026, 11, 30, 9, 0, tzinfo=UTC)):
        write(waiting, "Is anybody there?")
        assert Conversation.objects.get().answer_by == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)  # the first counts
        reply(ana, waiting, "Here I am.")
        write(waiting, "Good. And now?")
        assert Conversation.objects.get().answer_by == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def test_who_has_the_case_is_told_and_the_leads_where_nobody_answers(waiting, ana, lena, write):
    take_refund(actor=Actor.user(ana), reference=waiting.reference)
    write(waiting, "Please look.")
    notice = StaffNotice.objects.get(person=ana)
    assert (notice.kind, notice.sender, notice.words) == ("customer_wrote", "Mila Novak", "Please look.")
    assert watch_waits() == 0
    Conversation.objects.update(answer_by=datetime(2026, 1, 1, tzinfo=UTC))
    assert (watch_waits(), watch_waits()) == (1, 0)
    assert StaffNotice.objects.filter(person=ana, kind="answer_late").count() == 1
    Refund.objects.update(assignee=None)
    Conversation.objects.update(late_told_at=None)
    watch_waits()
    assert StaffNotice.objects.filter(person=lena, kind="answer_late").count() == 1


def test_words_while_we_wait_for_an_answer_are_that_answer(waiting, boris, mila, write, phone, sign_in):
    ask_customer(actor=Actor.user(boris), reference=waiting.reference, question="Which lamp?")
    write(waiting, "The left one.")
    assert again(waiting).state == Refund.State.UNDER_REVIEW and "refund.answered" in kinds(waiting)
    assert not Conversation.objects.exists()  # the promise of a decision runs again instead
    assert said(waiting) == [("out", "Which lamp?"), ("in", "The left one.")]


def test_answering_our_question_in_its_own_field_stands_in_the_thread_too(waiting, boris, mila, phone):
    ask_customer(actor=Actor.user(boris), reference=waiting.reference, question="Which lamp?")
    phone(mila).post(f"/portal/refunds/{waiting.reference}/answer/", {"answer": "The left one."})
    assert said(waiting) == [("out", "Which lamp?"), ("in", "The left one.")]


def test_a_picture_comes_along_and_a_bad_one_keeps_the_words_in_the_field(waiting, mila, write, own_files):
    sent = SimpleUploadedFile("lamp.jpg", photo(), "image/jpeg")
    write(waiting, "See the crack.", documents=sent)
    message = Message.objects.get(direction="in")
    assert [document.name for document in message.documents.all()] == ["lamp.jpg"]
    assert RefundDocument.objects.get().refund == waiting
    refused = write(waiting, "And this.", documents=SimpleUploadedFile("run.exe", b"MZ", "image/jpeg"))
    assert refused.status_code == 400 and "And this.</textarea>" in text_of(refused)
    assert Message.objects.filter(direction="in").count() == 1


def test_twice_is_once(waiting, ana, write, reply):
    for _ in range(2):
        write(waiting, "Any news?")
    for _ in range(2):
        reply(ana, waiting, "Not yet.")
    assert said(waiting) == [("in", "Any news?"), ("out", "Not yet.")]


def test_nobody_answers_beside_the_point_or_twice(waiting, ana, boris, write, sign_in):
    write(waiting, "Please hurry.")
    old = Message.objects.get(direction="in").pk
    write(waiting, "No, wait: send me a new lamp instead.")
    address = f"/staff/refunds/{waiting.reference}/conversation/"
    refused = sign_in(ana).post(address, {"text": "Your money is on its way.", "seen": old})
    assert refused.status_code == 409 and "Somebody wrote meanwhile" in text_of(refused)
    assert "Your money is on its way.</textarea>" in text_of(refused)
    assert [direction for direction, _words in said(waiting)] == ["in", "in"]


def test_a_thank_you_needs_no_answer(waiting, ana, ayaka, write, sign_in):
    write(waiting, "Thank you!")
    address = f"/staff/refunds/{waiting.reference}/conversation/settling/"
    assert sign_in(ayaka).post(address).status_code == 403
    assert sign_in(ana).post(address).status_code == 302
    assert Conversation.objects.get().waits_since is None and kinds(waiting)[-1] == "conversation.settled"
    assert sign_in(ana).post(address).status_code == 409


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "nul \x00 sign"])
def test_bad_words_change_nothing(waiting, ana, write, reply, text):
    assert write(waiting, text).status_code == 400
    assert reply(ana, waiting, text).status_code == 400
    assert said(waiting) == [] and not Conversation.objects.exists()


def test_a_card_number_is_cut_on_both_sides(waiting, ana, write, reply):
    write(waiting, "My card is 4111 1111 1111 1111.")
    reply(ana, waiting, "Is it 4111111111111111?")
    assert not Message.objects.filter(body_text__contains="1111111").exists()
    assert said(waiting)[0] == ("in", "My card is [card ending 1111].")


def test_tom_reads_and_writes_nothing_of_milas(waiting, tom, write, phone):
    write(waiting, "Mine alone.")
    browser = phone(tom)
    address = f"/portal/refunds/{waiting.reference}/conversation/"
    assert browser.post(address, {"text": "Me too"}).status_code == 404
    assert len(said(waiting)) == 1


def test_an_auditor_reads_and_does_not_write(waiting, ayaka, write, reply, sign_in):
    write(waiting, "Hello.")
    page = talk_page(sign_in(ayaka), waiting)
    assert "Hello." in page and 'id="reply-text"' not in page
    assert reply(ayaka, waiting, "Hi.").status_code == 403


def test_the_list_shows_who_waits_the_most_urgent_first(waiting, mila, tom, make_payment, ana, write, reply, sign_in):
    later = ask(make_payment(tom, total_minor=45_000))
    write(waiting, "First.")
    with clock_at(datetime.now(UTC) + timedelta(days=3)):
        write(later, "Second.")
    page = text_of(sign_in(ana).get("/staff/conversations/"))
    assert page.index("First.") < page.index("Second.") and "first answer" in page
    assert '<span class="nav-count">2' in page
    reply(ana, waiting, "Done.")
    assert "First." not in text_of(sign_in(ana).get("/staff/conversations/"))
    assert "Done." in text_of(sign_in(ana).get("/staff/conversations/?tab=customer"))
    assert "Nobody waits" in text_of(sign_in(ana).get("/staff/conversations/?tab=mine"))


def test_the_pages_ask_no_question_per_message(
    waiting, mila, ana, write, reply, sign_in, phone, django_assert_max_num_queries
):
    for number in range(6):
        write(waiting, f"Question {number}")
        reply(ana, waiting, f"Answer {number}")
    client, browser = sign_in(ana), phone(mila)
    with django_assert_max_num_queries(24):
        talk_page(client, waiting)
    with django_assert_max_num_queries(22):
        browser.get(f"/portal/refunds/{waiting.reference}/")
    with django_assert_max_num_queries(12):
        client.get("/staff/conversations/?tab=customer")


def test_marta_sets_how_long_words_may_take(marta, sign_in, program_of):
    times = {
        "country": "DE", "hours": 8, "remind_hours": 2, "days": [1, 2], "opens_at": "09:00", "closes_at": "17:00",
        "ask_again_days": 3, "back_after_days": 4, "appeal_days": 30, "appeal_hours": 40,
    }  # fmt: skip
    sign_in(marta).post("/staff/times/answer-times/", {**times, "first_reply_hours": 3, "next_reply_hours": ""})
    row = AnswerTime.objects.get()
    assert (row.first_reply_hours, row.next_reply_hours) == (3, 8)
    said = program_of(marta).post(f"answer-times/{row.pk}/", {**times, "next_reply_hours": 2}).json()
    assert (said["first_reply_hours"], said["next_reply_hours"]) == (8, 2)
    assert program_of(marta).post(f"answer-times/{row.pk}/", {**times, "next_reply_hours": 0}).status_code == 400


def test_words_on_a_request_that_is_merged_wait_on_the_one_that_stays(make_payment, mila, ana, write, sign_in):
    payment = make_payment(mila, total_minor=90_000)
    stays, goes = ask(payment, amount_minor=45_000), ask(payment, amount_minor=40_000)
    write(goes, "I asked twice, sorry.")
    merge_refunds(actor=Actor.user(ana), reference=stays.reference, other=goes.reference)
    assert Conversation.objects.get(answer_by__isnull=False).refund == stays
    assert "I asked twice, sorry." in talk_page(sign_in(ana), stays)
    assert write(goes, "And now?").status_code == 409


def test_the_disputes_story_and_evidence_tell_what_was_said(waiting, mila, ana, write, reply, sign_in):
    dispute = disputed(waiting.payment)
    write(waiting, "I never got it.")
    reply(ana, waiting, "The carrier says otherwise.")
    page = text_of(sign_in(ana).get(f"/staff/disputes/{dispute.reference}/"))
    assert "I never got it." in page and "The carrier says otherwise." in page
    told = gather_case(dispute).letters
    assert [letter.text for letter in told if letter.by_customer] == ["I never got it."]
