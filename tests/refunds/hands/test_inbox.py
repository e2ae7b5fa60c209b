"""The inbox of each colleague: what stands in it, what is new, and what is mailed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.models import Message
from customers.tasks import deliver_due_messages
from refunds.actions.escalate_refund import escalate_refund
from refunds.actions.write_note import write_note
from refunds.models import StaffNotice
from refunds.tasks import send_daily_notices

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def call(waiting, ana):
    """call("@boris Look") is a note of Ana's."""
    return lambda text: write_note(actor=Actor.user(ana), reference=waiting.reference, text=text)


def test_the_bell_counts_what_is_not_read(call, boris, sign_in):
    call("@boris Look")
    call("@boris Look again")
    client = sign_in(boris)
    assert '<span class="nav-count">2<' in text_of(client.get(reverse("refunds:payments")))
    page = text_of(client.get(reverse("refunds:notices")))
    assert page.index("Look again") < page.index("@boris Look<")


def test_opening_a_notice_marks_it_as_read_and_leads_to_the_case(call, waiting, boris, sign_in):
    call("@boris Look")
    notice = StaffNotice.objects.get()
    response = sign_in(boris).post(reverse("refunds:reading", args=[notice.pk]))
    assert response.headers["Location"] == reverse("refunds:refund", args=[waiting.reference])
    assert StaffNotice.objects.get().read_at
    assert "You have read everything." in text_of(sign_in(boris).get(reverse("refunds:notices"), {"tab": "unread"}))


def test_nobody_reads_or_marks_the_notices_of_another(call, boris, chidi, sign_in):
    call("@boris Secret of Boris")
    notice = StaffNotice.objects.get()
    assert "Secret of Boris" not in text_of(sign_in(chidi).get(reverse("refunds:notices")))
    assert sign_in(chidi).post(reverse("refunds:reading", args=[notice.pk])).status_code == 404
    sign_in(chidi).post(reverse("refunds:reading_all"))
    assert StaffNotice.objects.get().read_at is None


def test_all_are_read_at_once(call, boris, sign_in):
    call("@boris Look")
    call("@boris Look again")
    assert sign_in(boris).post(reverse("refunds:reading_all")).status_code == 302
    assert not StaffNotice.objects.filter(read_at=None).exists()


def test_a_long_inbox_takes_few_queries(call, boris, sign_in, django_assert_max_num_queries):
    for number in range(12):
        call(f"@boris Look {number}")
    client = sign_in(boris)
    with django_assert_max_num_queries(10):
        client.get(reverse("refunds:notices"))


# --- by mail -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "letters", "waits"), [("at_once", 1, False), ("daily", 0, True), ("never", 0, False)]
)
def test_each_chooses_how_often_they_are_written_to(call, boris, sign_in, choice, letters, waits):
    assert sign_in(boris).post(reverse("refunds:notice_mail"), {"notice_mail": choice}).status_code == 302
    call("@boris Look")
    assert Message.objects.filter(person=boris).count() == letters
    assert StaffNotice.objects.get().to_mail is waits


def test_a_choice_that_does_not_exist_is_refused(boris, sign_in):
    response = sign_in(boris).post(reverse("refunds:notice_mail"), {"notice_mail": "hourly\x00"})
    assert response.status_code == 400
    assert "Choose how often from the list." in text_of(response)
    boris.refresh_from_db()
    assert boris.notice_mail == "at_once"


def test_the_daily_letter_comes_once_in_the_morning(call, waiting, ana, boris, lena, sign_in, at):
    sign_in(boris).post(reverse("refunds:notice_mail"), {"notice_mail": "daily"})
    call("@boris Look")
    call("@boris Look again")
    assert send_daily_notices() == 0  # it is still the same day
    with at("2026-11-26 06:59"):
        assert send_daily_notices() == 0
    with at("2026-11-26 07:00"):
        call("@boris Too late for today")
        assert send_daily_notices() == 1
        assert send_daily_notices() == 0
    letter = Message.objects.get(kind="staff_digest")
    assert letter.to_address == boris.email and letter.subject == "2 notices from the desk"
    assert "Look again" in letter.body_text and "Too late" not in letter.body_text
    with at("2026-11-27 08:00"):
        assert send_daily_notices() == 1


def test_what_was_read_is_not_mailed_any_more(call, boris, sign_in, at):
    sign_in(boris).post(reverse("refunds:notice_mail"), {"notice_mail": "daily"})
    call("@boris Look")
    sign_in(boris).post(reverse("refunds:reading_all"))
    with at("2026-11-26 08:00"):
        assert send_daily_notices() == 0


def test_a_letter_to_a_colleague_leaves_the_house_like_any_other(waiting, ana, lena, mailoutbox):
    escalate_refund(actor=Actor.user(ana), reference=waiting.reference, why="<i>Look</i> & decide")
    Message.objects.update(due_at="2000-01-01T00:00Z")
    deliver_due_messages()
    letter = next(mail for mail in mailoutbox if mail.to == [lena.email])
    assert letter.subject == f"A case was escalated: {waiting.reference}"
    assert "<i>Look</i> & decide" in letter.body and "/staff/refunds/" in letter.body
    assert "<i>Look</i>" not in letter.alternatives[0][0]
    assert "None" not in letter.body and "{{" not in letter.body
