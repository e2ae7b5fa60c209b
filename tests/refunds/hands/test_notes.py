"""What colleagues write to each other on a case, whom it calls, and who never reads it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from customers.models import Message
from customers.portal.links import make_link
from refunds.models import CaseNote, StaffNotice
from refunds.screens import refund_stamp
from tests.cast import staff_member
from tests.desk import again

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def note(client, refund, text, **typed):
    return client.post(reverse("refunds:notes", args=[refund.reference]), {"text": text, **typed})


def test_ana_writes_a_note_and_boris_reads_it(waiting, ana, boris, sign_in):
    assert note(sign_in(ana), waiting, "The seal was <b>broken</b>.").status_code == 302
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference])))
    assert "The seal was &lt;b&gt;broken&lt;/b&gt;." in page and "<b>broken" not in page
    assert CaseNote.objects.get().author == ana


@pytest.mark.parametrize("handle", ["boris.meyer", "boris", "Boris.Meyer", "BORIS"])
def test_a_name_with_an_at_calls_its_owner(waiting, ana, boris, sign_in, handle):
    note(sign_in(ana), waiting, f"Please look, @{handle}.")
    notice = StaffNotice.objects.get(person=boris)
    assert (notice.kind, notice.refund, notice.sender) == ("mention", waiting, "Ana Lima")
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference])))
    assert f'<span class="mention">@{handle}</span>.' in page
    assert Message.objects.get(kind="staff_notice").person == boris


def test_a_mail_address_in_a_note_calls_nobody(waiting, ana, boris, sign_in):
    assert note(sign_in(ana), waiting, "She writes from mila@boris.example").status_code == 302
    assert not StaffNotice.objects.exists()


def test_a_colleague_can_be_told_from_the_list(waiting, ana, boris, sign_in):
    note(sign_in(ana), waiting, "Please look.", to=boris.email)
    assert StaffNotice.objects.get().person == boris


def test_calling_twice_tells_once_and_oneself_never(waiting, ana, boris, sign_in):
    note(sign_in(ana), waiting, "@boris @boris.meyer @ana", to=boris.email)
    assert [notice.person for notice in StaffNotice.objects.all()] == [boris]


def test_a_name_that_is_nobodys_is_said_and_what_was_typed_stays(waiting, ana, sign_in):
    response = note(sign_in(ana), waiting, "Please look, @bor1s")
    assert response.status_code == 400
    assert "Nobody here is called @bor1s. Nothing was saved." in text_of(response)
    assert "Please look, @bor1s</textarea>" in text_of(response)
    assert not CaseNote.objects.exists()


def test_a_name_of_two_colleagues_is_not_guessed(waiting, ana, boris, sign_in):
    other = staff_member("Tim", "Boris", "agent")
    other.email = "boris@other.example"
    other.save()
    response = note(sign_in(ana), waiting, "Please look, @boris")
    assert response.status_code == 400
    assert "More than one colleague is called @boris." in text_of(response)
    assert note(sign_in(ana), waiting, "Please look, @tim.boris").status_code == 302


def test_somebody_whose_account_is_closed_is_called_no_more(waiting, ana, boris, sign_in):
    boris.is_active = False
    boris.save()
    assert note(sign_in(ana), waiting, "@boris").status_code == 400


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_refused_at_its_field(waiting, ana, sign_in, text):
    response = note(sign_in(ana), waiting, text)
    assert response.status_code == 400
    assert 'id="notes-text_error"' in text_of(response)
    assert not CaseNote.objects.exists()


def test_ayaka_reads_notes_and_writes_none(waiting, ana, ayaka, sign_in):
    note(sign_in(ana), waiting, "The seal was broken.")
    assert note(sign_in(ayaka), waiting, "Hm.").status_code == 403
    page = text_of(sign_in(ayaka).get(reverse("refunds:refund", args=[waiting.reference])))
    assert "The seal was broken." in page and 'name="text"' not in page
    assert CaseNote.objects.count() == 1


def test_a_card_number_in_a_note_is_never_kept(waiting, ana, sign_in):
    note(sign_in(ana), waiting, "He read me 4242-4242-4242-4242, cvv 123")
    assert CaseNote.objects.get().text == "He read me [card ending 4242], cvv •••"


def test_the_customer_never_reads_a_note(waiting, ana, boris, sign_in):
    note(sign_in(ana), waiting, "A difficult one, @boris")
    phone = Client()
    phone.post(f"/portal/link/{make_link(waiting.customer)}/")
    assert "difficult" not in text_of(phone.get(f"/portal/refunds/{waiting.reference}/"))
    assert not Message.objects.filter(customer=waiting.customer, body_text__contains="difficult").exists()
    assert "difficult" not in text_of(sign_in(boris).get(reverse("refunds:mail")))
    letter = Message.objects.get(kind="staff_notice")
    assert sign_in(boris).get(reverse("refunds:letter", args=[letter.pk])).status_code == 404


def test_a_note_is_neither_changed_nor_deleted(waiting, ana, sign_in):
    note(sign_in(ana), waiting, "The seal was broken.")
    for change in (lambda: CaseNote.objects.update(text="x"), lambda: CaseNote.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert CaseNote.objects.get().text == "The seal was broken."


def test_a_note_changes_no_version_and_draws_an_open_page_anew(waiting, ana, boris, sign_in):
    before = refund_stamp(waiting.reference)
    note(sign_in(ana), waiting, "The seal was broken.")
    assert again(waiting).version == waiting.version
    news = sign_in(boris).get(
        reverse("refunds:refund", args=[waiting.reference]), {"stamp": before}, headers={"HX-Request": "true"}
    )
    assert news.status_code == 200 and "The seal was broken." in text_of(news)
