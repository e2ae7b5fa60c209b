"""Two requests that are one: the papers and words go along, the money stays where it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.line_amounts import LineAsk
from refunds.actions.write_note import write_note
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests.desk import again, approve, ask, bookings, kinds, letters
from tests.files import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

State = Refund.State


@pytest.fixture
def twins(make_payment, mila: Customer) -> tuple[Refund, Refund]:
    """Mila asked twice about the same lamps; none goes out without a person."""
    payment = make_payment(mila, lines=[("Lamp", 2, 45_000)])
    line = payment.lines.get().pk
    first = ask(payment, lines=[LineAsk(line, 1)], reason_text="One is broken.")
    return first, ask(payment, lines=[LineAsk(line, 2)], reason_text="Both are broken.")


def merge(client, stays: Refund, goes: Refund, typed: str | None = None):
    address = reverse("refunds:merge", args=[stays.reference]) + f"?other={goes.reference}"
    return client.post(address, {"confirm": goes.reference if typed is None else typed})


def test_ana_merges_two_requests_of_mila(twins, ana, mila, sign_in):
    stays, goes = twins
    photo_of_it = photo()
    hand_in_documents(
        actor=Actor.customer(mila), reference=goes.reference, files=[SentFile("a.jpg", photo_of_it, len(photo_of_it))]
    )
    before = seen_hash(again(stays))
    page = sign_in(ana).get(reverse("refunds:merge", args=[stays.reference]), {"other": goes.reference})
    assert "One is broken." in page.content.decode() and "Both are broken." in page.content.decode()

    assert merge(sign_in(ana), stays, goes).status_code == 302
    stays, goes = again(stays), again(goes)
    assert (goes.state, goes.merged_into_id) == (State.CANCELED, stays.pk)
    assert (stays.state, stays.amount_minor) == (State.UNDER_REVIEW, 22_500)
    assert [paper.document.name for paper in stays.papers.all()] == ["a.jpg"]
    assert "refund.took_in" in kinds(stays) and kinds(goes)[-1] == "refund.merged"
    assert stays.events.get(kind="refund.took_in").data["words"] == "Both are broken."
    assert letters(stays)[-1] == "merged" and "canceled" not in letters(goes)
    assert seen_hash(stays) != before
    assert bookings(stays) == bookings(goes) == []


def test_the_number_must_be_typed(twins, ana, sign_in):
    response = merge(sign_in(ana), *twins, typed="RF-1")
    assert response.status_code == 400
    assert again(twins[1]).state == State.UNDER_REVIEW


def test_requests_of_two_people_are_never_merged(twins, make_payment, tom, ana, sign_in):
    foreign = ask(make_payment(tom, total_minor=45_000))
    response = merge(sign_in(ana), twins[0], foreign)
    assert response.status_code == 400
    assert "Only requests of the same customer can be merged." in response.content.decode()
    assert again(foreign).state == State.UNDER_REVIEW


@pytest.mark.parametrize("approved", [0, 1])
def test_what_has_moved_money_is_never_merged(twins, approved, ana, boris, sign_in):
    approve(twins[approved], boris)
    response = merge(sign_in(ana), *twins)
    assert response.status_code == 409
    assert "has been approved or has moved money" in response.content.decode()
    assert again(twins[1 - approved]).state == State.UNDER_REVIEW


def test_a_request_is_not_merged_into_itself(twins, ana, sign_in):
    assert merge(sign_in(ana), twins[0], twins[0]).status_code == 400
    assert again(twins[0]).state == State.UNDER_REVIEW


def test_twice_merges_once(twins, ana, sign_in):
    merge(sign_in(ana), *twins)
    assert merge(sign_in(ana), *twins).status_code == 409
    assert letters(twins[0]).count("merged") == 1


@pytest.mark.parametrize("other", ["", "RF-1999-1", "\x00", "x" * 500])
def test_another_that_is_none_is_not_found(twins, ana, sign_in, other):
    address = reverse("refunds:merge", args=[twins[0].reference])
    assert sign_in(ana).get(address, {"other": other}).status_code == 404


def test_who_may_not_change_a_request_may_not_merge(twins, fatima, sign_in):
    assert merge(sign_in(fatima), *twins).status_code == 403
    assert again(twins[1]).state == State.UNDER_REVIEW


def test_notes_come_along_through_every_merge_and_say_where_they_were_written(twins, make_payment, mila, ana, sign_in):
    third, second = twins
    first = ask(make_payment(mila, total_minor=45_000))
    for refund, text in ((third, "On the third."), (second, "On the second."), (first, "On the first.")):
        write_note(actor=Actor.user(ana), reference=refund.reference, text=text)
    client = sign_in(ana)
    merge(client, second, third)
    merge(client, first, second)
    page = client.get(reverse("refunds:refund", args=[first.reference]))
    told = [(entry.quote, entry.actor) for entry in page.context["timeline"] if entry.anchor]
    assert told == [
        ("On the first.", "Ana Lima"),
        ("On the second.", f"Ana Lima, written on {second.reference}"),
        ("On the third.", f"Ana Lima, written on {third.reference}"),
    ]
    assert again(third).notes.count() == 1, "a note stays where it was written"
