"""Mila's line breaks after she pressed the button: what she sends once more is there once, and nothing is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from customers.actors import Actor
from customers.models import Customer, Message, Upload, User
from refunds.actions.ask_customer import ask_customer
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Appeal, Refund
from tests.cast import PaymentFactory
from tests.desk import again, ask, kinds
from tests.files import photo
from tests.refunds.portal.test_asking import text_of

Phone = Callable[[Customer], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def waiting(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila wants 450.00 EUR back, and a person must decide."""
    return ask(make_payment(mila, total_minor=45_000), reason="damaged")


def picture(name: str = "crack.jpg", width: int = 60) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(size=(width, 40)), "image/jpeg")


def gone_up(browser: Client, content: bytes) -> str:
    """A file that came by pieces: its key."""
    said = {"name": "crack.jpg", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    opened = browser.post("/portal/uploads/", said)
    headers = {"upload-offset": "0"}
    browser.patch(opened["Location"], content, content_type="application/offset+octet-stream", headers=headers)
    return str(opened.json()["key"])


def names(refund: Refund) -> list[str]:
    return [paper.document.name for paper in refund.papers.order_by("id")]


def no_of(refund: Refund, person: User) -> Refund:
    said = {"seen": seen_hash(refund), "explanation": "We see no damage.", "rule": "other"}
    reject_refund(actor=Actor.user(person), reference=refund.reference, **said)
    return again(refund)


def test_an_answer_with_its_photo_counts_once(phone: Phone, mila: Customer, waiting: Refund, ana: User) -> None:
    ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    browser, path = phone(mila), f"/portal/refunds/{waiting.reference}/answer/"
    for _ in range(2):
        assert browser.post(path, {"answer": "The left one.", "documents": picture()}).status_code == 302
    assert names(waiting) == ["crack.jpg"] and kinds(waiting).count("refund.answered") == 1
    assert Message.objects.filter(direction="in").count() == 1


def test_the_same_words_answer_another_question_of_ours(
    phone: Phone, mila: Customer, waiting: Refund, ana: User
) -> None:
    browser, base = phone(mila), f"/portal/refunds/{waiting.reference}/"
    for question, door, field in (
        ("Is it cracked?", "answer", "answer"),
        ("Is the foot, too?", "conversation", "text"),
    ):
        ask_customer(actor=Actor.user(ana), reference=waiting.reference, question=question)
        assert browser.post(f"{base}{door}/", {field: "Yes."}).status_code == 302
        assert again(waiting).state == "under_review"
    assert kinds(waiting).count("refund.answered") == 2


def test_a_second_look_with_a_photo_by_pieces_is_asked_for_once(
    phone: Phone, mila: Customer, waiting: Refund, boris: User
) -> None:
    refund, browser = no_of(waiting, boris), phone(mila)
    said = {"words": "The crack is at the back.", "upload": gone_up(browser, photo())}
    for _ in range(2):
        answer = browser.post(f"/portal/refunds/{refund.reference}/appeal/", said)
        assert answer.status_code == 302, text_of(answer)
    assert Appeal.objects.count() == 1 and names(refund) == ["crack.jpg"] and not Upload.objects.exists()
    other = browser.post(f"/portal/refunds/{refund.reference}/appeal/", {"words": "And another thing."})
    assert other.status_code == 409


def test_the_same_words_bring_the_photo_that_was_forgotten(phone: Phone, mila: Customer, waiting: Refund) -> None:
    browser, path = phone(mila), f"/portal/refunds/{waiting.reference}/conversation/"
    browser.post(path, {"text": "See the photo.", "upload": (key := gone_up(browser, photo()))})
    assert browser.post(path, {"text": "See the photo.", "upload": key}).status_code == 302
    assert browser.post(path, {"text": "See the photo.", "documents": picture("foot.jpg", 80)}).status_code == 302
    assert Message.objects.filter(direction="in").count() == 1 and names(waiting) == ["crack.jpg", "foot.jpg"]


def test_what_the_case_has_is_no_reason_to_refuse_what_is_new(phone: Phone, mila: Customer, waiting: Refund) -> None:
    browser, path = phone(mila), f"/portal/refunds/{waiting.reference}/documents/"
    for files in ([picture()], [picture()], [picture(), picture("foot.jpg", 80)]):
        assert browser.post(path, {"documents": files}).status_code == 302
    assert names(waiting) == ["crack.jpg", "foot.jpg"]
    assert browser.post(path, {}).status_code == 400


def test_what_came_by_pieces_is_handed_in_once_and_the_form_sent_again_says_so(
    phone: Phone, mila: Customer, waiting: Refund
) -> None:
    browser, path = phone(mila), f"/portal/refunds/{waiting.reference}/documents/"
    key = gone_up(browser, photo())
    for _ in range(2):
        assert browser.post(path, {"upload": key}).status_code == 302
    assert names(waiting) == ["crack.jpg"] and not Upload.objects.exists()
    assert browser.post(path, {"upload": "never-came"}).status_code == 400
    assert browser.post(path, {"upload": [key, "never-came"]}).status_code == 400


@pytest.mark.parametrize(("door", "field"), [("answer", "answer"), ("appeal", "words"), ("conversation", "text")])
def test_a_mistake_costs_neither_the_words_nor_the_photo(
    phone: Phone, mila: Customer, waiting: Refund, ana: User, boris: User, door: str, field: str
) -> None:
    """Without a script a mark beside the file says whether it goes along: a bad one can be left out."""
    if door == "answer":
        ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    if door == "appeal":
        no_of(waiting, boris)
    browser, path = phone(mila), f"/portal/refunds/{waiting.reference}/{door}/"
    bad = SimpleUploadedFile("broken.jpg", b"no picture at all", "image/jpeg")
    page = browser.post(path, {field: "The left one.", "documents": [picture(), bad]})
    told = page.content.decode()
    assert page.status_code == 400 and "The left one.</textarea>" in told and "broken.jpg" in told
    good = Upload.objects.get(name="crack.jpg").key
    assert f'<input type="checkbox" name="upload" value="{good}"' in told
    sent: dict[str, Any] = {field: "The left one.", "upload": good}
    assert browser.post(path, sent).status_code == 302
    assert names(waiting) == ["crack.jpg"]
