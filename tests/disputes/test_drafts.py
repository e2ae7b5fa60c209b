"""The draft of an answer: begun with what is known, written by two at once without losing a word, files examined."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.errors import BadInput, Conflict, NotFound
from disputes.actions.draft_files import attach_files, put_out_file, take_over_document
from disputes.actions.write_draft import fill_draft, open_draft, save_draft, settle_clash
from disputes.models import EvidenceDraft
from refunds.actions.hand_in_documents import hand_in_documents
from tests.desk import ask, known_to_sandbox
from tests.disputes.desk import delivered, disputed
from tests.files import pdf, pdf_with, photo, photo_with_a_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

SUMMARY = "uncategorized_text"


@pytest.fixture
def dispute(make_payment, mila):
    payment = make_payment(mila)
    delivered(payment)
    return disputed(payment, reason="product_not_received", network_code="13.1")


@pytest.fixture
def draft(dispute, ana):
    return open_draft(actor=Actor.user(ana), reference=dispute.reference)


def save(draft, person, version, **texts):
    return save_draft(actor=Actor.user(person), reference=draft.dispute.reference, version=version, texts=texts)


def sent(name: str, content: bytes) -> SentFile:
    return SentFile(name, content, len(content))


def test_it_begins_with_the_facts_in_every_field_that_they_fill(draft, dispute):
    assert draft.texts["customer_name"] == "Mila Novak"
    assert draft.texts["shipping_carrier"] == "DHL"
    assert draft.texts["shipping_address"] == "Lindenweg 4, 10115 Berlin"
    assert "What follows shows that it was." in draft.texts[SUMMARY]
    assert "signed for by M. Novak" in draft.texts[SUMMARY]
    assert "billing_address" not in draft.texts
    assert draft.goods == "physical" and draft.wanted == []


def test_a_second_beginning_is_the_same_draft(draft, dispute, boris):
    assert open_draft(actor=Actor.user(boris), reference=dispute.reference) == draft
    assert EvidenceDraft.objects.count() == 1


def test_two_people_in_different_fields_do_not_disturb_each_other(draft, ana, boris):
    save(draft, ana, 0, billing_address="Lindenweg 4")
    now = save(draft, boris, 0, service_date="3 November 2026")
    assert (now.texts["billing_address"], now.texts["service_date"]) == ("Lindenweg 4", "3 November 2026")
    assert now.version == 2 and not now.set_aside
    assert {writer.first_name for writer in now.writers.all()} == {"Ana", "Boris"}


def test_two_people_in_one_field_keep_both_words_until_somebody_chooses(draft, ana, boris, dispute):
    save(draft, ana, 0, **{SUMMARY: "Ana's words."})
    late = save(draft, boris, 0, **{SUMMARY: "Boris's words."})
    assert late.texts[SUMMARY] == "Ana's words."
    assert (late.set_aside[SUMMARY]["words"], late.set_aside[SUMMARY]["who"]) == ("Boris's words.", "Boris Meyer")
    assert late.touched[SUMMARY]["who"] == "Ana Lima"
    chosen = settle_clash(actor=Actor.user(boris), reference=dispute.reference, field=SUMMARY, take=True)
    assert chosen.texts[SUMMARY] == "Boris's words." and not chosen.set_aside
    with pytest.raises(Conflict, match="decided this already"):
        settle_clash(actor=Actor.user(ana), reference=dispute.reference, field=SUMMARY, take=False)


def test_what_was_read_late_but_not_changed_since_is_simply_saved(draft, ana, boris):
    save(draft, ana, 0, billing_address="Lindenweg 4")
    now = save(draft, boris, 1, billing_address="Lindenweg 5")
    assert now.texts["billing_address"] == "Lindenweg 5" and not now.set_aside


def test_the_same_words_again_change_nothing(draft, ana):
    before = save(draft, ana, 0, billing_address="Lindenweg 4").version
    assert save(draft, ana, 0, billing_address="Lindenweg 4").version == before


def test_empty_fields_are_filled_again_and_others_left_alone(draft, ana, dispute):
    save(draft, ana, 0, customer_name="", shipping_carrier="DHL Paket")
    now = fill_draft(actor=Actor.user(ana), reference=dispute.reference)
    assert (now.texts["customer_name"], now.texts["shipping_carrier"]) == ("Mila Novak", "DHL Paket")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no_such_field", "x"),
        (SUMMARY, "x" * 20_001),
        (SUMMARY, "a\x00b"),
        (SUMMARY, "\ud800"),
        ("visa_compelling_evidence_3." + "x" * 300, "x"),
    ],
)
def test_words_that_cannot_be_meant_are_refused_and_change_nothing(draft, ana, name, text):
    with pytest.raises(BadInput):
        save(draft, ana, 0, **{name: text})
    assert EvidenceDraft.objects.get().version == 0


def test_a_card_number_in_a_text_is_cut_down(draft, ana):
    assert "4242424242424242" not in save(draft, ana, 0, **{SUMMARY: "Card 4242 4242 4242 4242"}).texts[SUMMARY]


def test_without_a_draft_nothing_is_written(dispute, ana):
    with pytest.raises(NotFound):
        save_draft(actor=Actor.user(ana), reference=dispute.reference, version=0, texts={})


def test_a_picture_comes_in_without_what_one_does_not_see(draft, ana, dispute):
    attach_files(
        actor=Actor.user(ana), reference=dispute.reference, piece="delivery_confirmed",
        files=[sent("door.jpg", photo_with_a_place()), sent("paper.pdf", pdf(2))],
    )  # fmt: skip
    assert [(file.piece, file.document.pages) for file in draft.files.all()] == [
        ("delivery_confirmed", 1),
        ("delivery_confirmed", 2),
    ]
    assert EvidenceDraft.objects.get().version == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", photo(), "damaged or not what its name says"),
        ("a.exe", b"MZ", "not a picture"),
        ("a.pdf", pdf_with("javascript"), "program inside"),
        ("a.jpg", b"", "empty"),
    ],
)
def test_a_file_that_lies_is_refused_and_nothing_is_kept(draft, ana, dispute, name, content, said):
    with pytest.raises(BadInput, match=said):
        attach_files(
            actor=Actor.user(ana), reference=dispute.reference, piece="receipt",
            files=[sent("good.jpg", photo()), sent(name, content)],
        )  # fmt: skip
    assert not draft.files.exists()


def test_a_file_of_the_refund_is_taken_over_and_put_out_again(draft, dispute, ana):
    refund = ask(known_to_sandbox(dispute.payment))
    (paper,) = hand_in_documents(actor=Actor.user(ana), reference=refund.reference, files=[sent("a.jpg", photo())])
    actor = Actor.user(ana)
    take_over_document(actor=actor, reference=dispute.reference, piece="messages", key=paper.key)
    assert draft.files.get().document == paper
    with pytest.raises(BadInput, match="already"):
        take_over_document(actor=actor, reference=dispute.reference, piece="messages", key=paper.key)
    put_out_file(actor=actor, reference=dispute.reference, key=paper.key)
    assert not draft.files.exists()


def test_a_document_of_another_customer_is_none(draft, dispute, ana, make_payment, tom):
    foreign = ask(make_payment(tom))
    (paper,) = hand_in_documents(actor=Actor.user(ana), reference=foreign.reference, files=[sent("a.jpg", photo())])
    with pytest.raises(NotFound):
        take_over_document(actor=Actor.user(ana), reference=dispute.reference, piece="messages", key=paper.key)
