"""Notes of colleagues on a dispute: in the story, never changed, and whoever is called hears of it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, transaction

from disputes.models import DisputeNote
from refunds.models import StaffNotice

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(says, ana):
    return says("needs_response")


def address(dispute) -> str:
    return f"/staff/disputes/{dispute.reference}/notes/"


def test_a_note_stands_in_the_story_and_calls_a_colleague(dispute, ana, lena, sign_in):
    said = "The parcel stood at the neighbour's. @lena.virtanen <b>look</b>"
    client = sign_in(ana)
    assert client.post(address(dispute), {"text": said, "to": ""}).status_code == 302
    page = client.get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert "The parcel stood at the neighbour&#x27;s." in page
    assert '<span class="mention">@' in page and "<b>look</b>" not in page
    notice = StaffNotice.objects.get(person=lena, kind="dispute_mention")
    assert (notice.about_case, notice.link) == (dispute.reference, f"/staff/disputes/{dispute.reference}/")
    assert notice.words.startswith("The parcel stood")
    assert sign_in(lena).get("/staff/notices/").status_code == 200


def test_one_more_is_told_whom_the_text_does_not_name(dispute, ana, boris, sign_in):
    sign_in(ana).post(address(dispute), {"text": "You spoke to them.", "to": boris.email})
    assert StaffNotice.objects.filter(person=boris, kind="dispute_mention").count() == 1


def test_a_card_number_is_never_kept_whole(dispute, ana, sign_in):
    sign_in(ana).post(address(dispute), {"text": "They read me 4111 1111 1111 1111 on the phone", "to": ""})
    assert "4111 1111 1111 1111" not in DisputeNote.objects.get().text


@pytest.mark.parametrize(
    ("text", "to", "said"),
    [
        ("", "", "This field is required"),
        ("@nobody.atall look", "", "Nobody here is called @nobody.atall"),
        ("x" * 2001, "", "2000"),
        ("zero \x00 byte", "", "Null characters"),
        ("half \ud800 a pair", "", ""),
        ("Look", "stranger@shop.example", "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(dispute, ana, sign_in, text, to, said):
    body = urlencode({"text": text, "to": to}, errors="surrogatepass")
    response = sign_in(ana).post(address(dispute), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400 if said else response.status_code in (302, 400)
    assert said in response.content.decode()
    assert DisputeNote.objects.count() == (response.status_code == 302)


def test_an_ended_dispute_still_takes_notes_and_an_auditor_writes_none(says, ana, ayaka, sign_in):
    ended = says("lost")
    assert sign_in(ana).post(address(ended), {"text": "Learn from it.", "to": ""}).status_code == 302
    assert sign_in(ayaka).post(address(ended), {"text": "Hm.", "to": ""}).status_code == 403
    assert "Write a note" not in sign_in(ayaka).get(f"/staff/disputes/{ended.reference}/").content.decode()


def test_nobody_changes_a_note_not_even_in_the_database(dispute, ana, sign_in):
    sign_in(ana).post(address(dispute), {"text": "As it was.", "to": ""})
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeNote.objects.update(text="As it was not.")
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeNote.objects.all().delete()


def test_over_the_api(dispute, ana, ayaka, program_of):
    program = program_of(ana)
    written = program.post(f"disputes/{dispute.reference}/notes/", {"text": "Ask the carrier."})
    assert written.status_code == 201, written.content
    assert written.json()["author"] == ana.label
    listed = program.get(f"disputes/{dispute.reference}/notes/").json()["results"]
    assert [note["text"] for note in listed] == ["Ask the carrier."]
    assert program.post(f"disputes/{dispute.reference}/notes/", {"text": ""}).status_code == 400
    assert program_of(ayaka).post(f"disputes/{dispute.reference}/notes/", {"text": "No."}).status_code == 403
