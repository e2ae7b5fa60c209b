"""Mila's photo goes up over a line that breaks: it goes on where it broke off, once, and nobody else sees of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from customers import clock
from customers.documents.resumable import LARGEST_PIECE
from customers.models import Customer, Document, Upload
from customers.tasks import forget_uploads
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.files import photo

Phone = Callable[[Customer], Client]
PHOTO = photo(size=(400, 300))


def begin(browser: Client, content: bytes = PHOTO, **more: Any) -> Any:
    sha256 = hashlib.sha256(content).hexdigest()
    return browser.post("/portal/uploads/", {"name": "lamp.jpg", "size": len(content), "sha256": sha256, **more})


def piece(browser: Client, address: str, offset: int, content: bytes) -> Any:
    headers = {"upload-offset": str(offset)}
    return browser.patch(address, content, content_type="application/offset+octet-stream", headers=headers)


def whole(browser: Client, content: bytes = PHOTO, **more: Any) -> str:
    opened = begin(browser, content, **more)
    assert piece(browser, opened["Location"], 0, content).status_code == 204
    return str(opened.json()["key"])


def send(browser: Client, payment: Any, **more: Any) -> Any:
    wish = {"scope": "everything", "reason": "damaged", "rail": "original", "request_key": "a-key-of-this-form-0001"}
    return browser.post(f"/portal/payments/{payment.reference}/refund/", {**wish, **more})


def test_it_goes_on_where_it_broke_off_and_a_piece_sent_twice_is_kept_once(phone: Phone, mila: Customer) -> None:
    browser = phone(mila)
    opened = begin(browser)
    address = opened["Location"]
    assert (opened.status_code, opened["Upload-Offset"]) == (201, "0")
    assert piece(browser, address, 0, PHOTO[:500])["Upload-Offset"] == "500"
    twice = piece(browser, address, 0, PHOTO[:500])
    assert (twice.status_code, twice["Upload-Offset"]) == (409, "500")
    assert browser.head(address)["Upload-Offset"] == "500"
    reloaded = begin(browser)
    assert (reloaded["Location"], reloaded["Upload-Offset"]) == (address, "500")
    assert piece(browser, address, 500, PHOTO[500:])["Upload-Offset"] == str(len(PHOTO))
    assert Upload.objects.get().is_complete


@pytest.mark.django_db(transaction=True)
def test_the_same_piece_from_two_lines_at_once_is_taken_once(phone: Phone, mila: Customer) -> None:
    browser = phone(mila)
    address = begin(browser)["Location"]

    def bring(_number: int) -> int:
        try:
            other = Client()
            other.cookies = browser.cookies
            return int(piece(other, address, 0, PHOTO).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as lines:
        assert sorted(lines.map(bring, range(4))) == [204, 409, 409, 409]
    assert Upload.objects.get().received_bytes == len(PHOTO)


def test_the_photo_stands_with_the_request_before_the_policy_judges_and_once_whatever_is_sent_twice(
    phone: Phone, mila: Customer, make_payment: PaymentFactory, own_files: Any
) -> None:
    payment, browser = make_payment(mila, total_minor=9900), phone(mila)
    key = whole(browser)
    first, second = send(browser, payment, upload=key), send(browser, payment, upload=key)
    refund = Refund.objects.get()
    assert first["Location"] == second["Location"] == f"/portal/refunds/{refund.reference}/"
    assert refund.papers.count() == Document.objects.count() == 1
    assert not Upload.objects.exists()
    [answer] = [a for a in refund.decisions.get().rule_verdicts if a["rule"] == "documents_required"]
    assert answer["verdict"] == "allow"


def test_without_a_script_the_file_goes_with_the_form_and_is_not_lost_by_a_mistake_in_it(
    phone: Phone, mila: Customer, make_payment: PaymentFactory, own_files: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    payment, browser = make_payment(mila, total_minor=9900), phone(mila)
    page = send(browser, payment, reason="", documents=SimpleUploadedFile("lamp.jpg", PHOTO))
    assert page.status_code == 400 and "lamp.jpg" in page.content.decode()
    kept = Upload.objects.get()
    assert f'name="upload" value="{kept.key}"' in page.content.decode()
    assert send(browser, payment, upload=kept.key).status_code == 302
    assert Refund.objects.get().papers.get().document.name == "lamp.jpg"


def test_half_a_photo_is_not_sent_and_says_so(phone: Phone, mila: Customer, make_payment: PaymentFactory) -> None:
    payment, browser = make_payment(mila), phone(mila)
    opened = begin(browser)
    piece(browser, opened["Location"], 0, PHOTO[:500])
    page = send(browser, payment, upload=opened.json()["key"])
    assert page.status_code == 400 and "A file has not arrived in full" in page.content.decode()
    assert not Refund.objects.exists()


def test_what_arrives_damaged_is_forgotten(phone: Phone, mila: Customer) -> None:
    browser = phone(mila)
    address = begin(browser)["Location"]
    answer = piece(browser, address, 0, bytes(len(PHOTO)))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_checksum")
    assert not Upload.objects.exists()


def test_nobody_else_and_no_other_session_finds_it(phone: Phone, mila: Customer, tom: Customer) -> None:
    address = begin(phone(mila))["Location"]
    for stranger in (phone(tom), phone(mila)):
        for answer in (stranger.head(address), piece(stranger, address, 0, PHOTO)):
            assert answer.status_code == 404
        stranger.delete(address)
    assert Client().head(address).status_code == 302
    assert Upload.objects.get().received_bytes == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "virus.exe"},
        {"name": "a\x00.jpg"},
        {"size": "0"},
        {"size": "-1"},
        {"size": str(10**10)},
        {"size": "9" * 400},
        {"size": "many"},
        {"sha256": "short"},
    ],
)
def test_bad_promises_are_refused_with_a_sentence(phone: Phone, mila: Customer, wrong: dict[str, str]) -> None:
    answer = begin(phone(mila), **wrong)
    assert answer.status_code == 400 and answer.json()["message"]
    assert not Upload.objects.exists()


def test_bad_pieces_change_nothing(phone: Phone, mila: Customer) -> None:
    browser = phone(mila)
    address = begin(browser)["Location"]
    for offset, content in ((0, b""), (0, bytes(LARGEST_PIECE + 1)), (0, PHOTO + b"more")):
        assert piece(browser, address, offset, content).status_code == 400
    for offset in ("", "-1", "1e3", "9" * 30):
        answer = browser.patch(address, PHOTO, "application/offset+octet-stream", headers={"upload-offset": offset})
        assert answer.status_code == 400
    assert Upload.objects.get().received_bytes == 0


def test_a_customer_has_few_under_way_and_the_old_are_forgotten(phone: Phone, mila: Customer) -> None:
    browser = phone(mila)
    for number in range(8):
        assert begin(browser, name=f"lamp-{number}.jpg").status_code == 201
    assert begin(browser, name="one-more.jpg").status_code == 409
    Upload.objects.filter(name="lamp-0.jpg").update(begun_at=clock.now() - timedelta(hours=7))
    assert forget_uploads() == 1
    assert begin(browser, name="one-more.jpg").status_code == 201


def test_a_file_that_is_no_photo_inside_stops_the_request_and_keeps_nothing(
    phone: Phone, mila: Customer, make_payment: PaymentFactory, own_files: Any
) -> None:
    payment, browser = make_payment(mila), phone(mila)
    key = whole(browser, b"not a photo at all")
    page = send(browser, payment, upload=key)
    assert page.status_code == 400 and "damaged or not what its name says" in page.content.decode()
    assert not Refund.objects.exists() and not Document.objects.exists()
