"""A word of one's own beside a decision: in the letter, on the status page, in the timeline; read before it goes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from customers.models import Message
from tests.desk import again, approve, kinds

pytestmark = pytest.mark.django_db

NOTE = "I put a new lamp aside for you, <b>just ask</b>."


def letter_of(refund, kind):
    return Message.objects.get(about=refund.reference, kind=f"refund_{kind}")


def test_the_customer_reads_boris_words_in_the_letter_and_on_the_status_page(waiting, boris, mila, sign_in, press):
    press(sign_in(boris), waiting, "approval", note=NOTE)
    letter = letter_of(waiting, "approved")
    assert "Boris writes to you:" in letter.body_text and NOTE in letter.body_text
    assert "&lt;b&gt;just ask" in letter.body_html and "<b>just" not in letter.body_html
    event = waiting.events.get(kind="refund.approved")
    assert (event.data["note"], event.data["note_by"]) == (NOTE, "Boris")
    assert "just ask" in sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference])).content.decode()
    from django.test import Client

    from customers.portal.links import make_link

    phone = Client()
    phone.post(f"/portal/link/{make_link(mila)}/")
    page = phone.get(f"/portal/refunds/{waiting.reference}/").content.decode()
    assert "Boris writes" in page and "boris@shop.example" not in page


def test_both_who_approve_have_their_say(large, boris, chidi, sign_in, press):
    press(sign_in(boris), large, "approval", note="From Boris.", confirm=large.reference)
    assert not Message.objects.filter(kind="refund_approved").exists()
    press(sign_in(chidi), large, "approval", note="From Chidi.", confirm=large.reference)
    text = letter_of(large, "approved").body_text
    assert text.index("From Boris.") < text.index("From Chidi.")


@pytest.mark.parametrize(
    ("move", "typed", "kind"),
    [
        ("rejection", {"rule": "other", "explanation": "The seal was broken."}, "rejected"),
        ("question", {"question": "Which?"}, "needs_info"),
    ],
)
def test_a_no_and_a_question_take_a_note_too(waiting, boris, sign_in, press, move, typed, kind):
    press(sign_in(boris), waiting, move, note="Sorry about that.", **typed)
    assert "Sorry about that." in letter_of(waiting, kind).body_text


def test_without_a_note_nothing_is_added(waiting, boris):
    approve(waiting, boris)
    assert "writes to you" not in letter_of(waiting, "approved").body_text
    assert "note" not in waiting.events.get(kind="refund.approved").data


def test_a_note_that_is_too_long_or_broken_changes_nothing(waiting, boris, sign_in, press):
    for note in ("x" * 501, "a\x00b"):
        assert press(sign_in(boris), waiting, "approval", note=note).status_code == 400
    assert again(waiting).state == "under_review" and "refund.approved" not in kinds(waiting)


def test_the_letter_is_read_before_it_goes_and_nothing_is_kept(waiting, boris, sign_in):
    desk, before = sign_in(boris), Message.objects.count()
    address = reverse("refunds:letter_preview", args=[waiting.reference])
    shown = desk.post(f"{address}?move=approval", {"note": "Enjoy."}, headers={"HX-Request": "true"}).content.decode()
    frame = desk.get(re.search(r'src="([^"]+)"', shown)[1]).content.decode()
    assert "Boris writes to you:" in frame and "Enjoy." in frame and "You get 450.00" in frame
    assert Message.objects.count() == before and again(waiting).state == "under_review"

    desk.post(reverse("refunds:approval", args=[waiting.reference]), {
        "seen": re.search(r'name="seen" value="([0-9a-f]{64})"', desk.get(
            reverse("refunds:refund", args=[waiting.reference])).content.decode())[1], "note": "Enjoy."})  # fmt: skip
    plain = letter_of(waiting, "approved").body_text
    assert "Boris writes to you:\n\n  Enjoy." in plain and plain.splitlines()[2] in shown.replace("&#x27;", "'")


def test_the_preview_works_as_a_page_and_says_where_there_is_no_letter(large, boris, sign_in):
    desk, address = sign_in(boris), reverse("refunds:letter_preview", args=[large.reference])
    first = desk.get(f"{address}?move=approval").content.decode()
    assert "first of two" in first and "<html" in first
    rejected = desk.post(f"{address}?move=rejection", {"explanation": "Used."})
    assert rejected.status_code == 200 and "Used." in rejected.content.decode()
    assert "writes no letter" in desk.get(f"{address}?move=retry").content.decode()
    assert desk.get(reverse("refunds:letter_preview", args=["RF-1-1"])).status_code == 404
    assert desk.post(f"{address}?move=question", {"question": "x" * 9000, "note": "y" * 900}).status_code == 200
