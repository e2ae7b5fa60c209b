"""Documents, look-alikes, the customer's value, merging and refused acts over the API."""

from __future__ import annotations

import base64

import pytest

from customers.models import Document, Refusal
from refunds.models import Refund
from tests.desk import again, ask
from tests.files import pdf, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    return ask(make_payment(mila, total_minor=45_000))


def file(name: str, content: bytes, **more: str) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode(), **more}


def test_a_document_goes_in_is_listed_and_comes_back(waiting, ana, program_of):
    shop, path = program_of(ana), f"refunds/{waiting.reference}/documents/"
    bill = pdf(2)
    answer = shop.post(path, file("bill.pdf", bill, description="The bill"), key="once")
    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["pages"]) == ("pdf", 2)
    assert shop.post(path, file("bill.pdf", bill, description="The bill"), key="once").json() == answer.json()
    listed = shop.get(path).json()["results"]
    assert [document["key"] for document in listed] == [answer.json()["key"]]
    download = shop.get(f"{path}{answer.json()['key']}/file/")
    assert download.content == bill and download["Content-Disposition"] == "attachment"
    assert Document.objects.count() == 1


def test_a_large_document_fits_and_a_larger_one_does_not(waiting, ana, program_of, settings):
    shop, path = program_of(ana), f"refunds/{waiting.reference}/documents/"
    settings.DOCUMENT_MAX_BYTES = 1024**2
    assert shop.post(path, file("big.jpg", photo() + b"\x00" * 900_000)).status_code == 201
    over = shop.post(path, file("big.jpg", photo() + b"\x00" * 1024**2))
    assert over.status_code == 400 and over.json()["error"]["code"] == "document_too_large"
    assert shop.post(path, "x" * (15 * 1024**2)).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a.jpg"},
        {"name": "a.jpg", "content": "not base64!"},
        {"name": "a.jpg", "content": ""},
        {"name": "../../a.jpg", "content": base64.b64encode(photo()).decode()},
        {"name": "a\\b.jpg", "content": base64.b64encode(photo()).decode()},
        {"name": "photo\u202egpj.jpg", "content": base64.b64encode(photo()).decode()},
        {"name": "x" * 255 + ".jpg", "content": base64.b64encode(photo()).decode()},
        {"name": "a.jpg", "content": base64.b64encode(b"<script>").decode()},
        {"name": 1, "content": "AAAA"},
        {"name": "a.jpg", "content": base64.b64encode(photo()).decode(), "kind": "pdf"},
    ],
)
def test_a_document_that_cannot_be_meant_is_refused(waiting, ana, program_of, own_files, body):
    answer = program_of(ana).post(f"refunds/{waiting.reference}/documents/", body)
    assert answer.status_code == 400
    assert not Document.objects.exists() and not [path for path in own_files.rglob("*") if path.is_file()]


def test_look_alikes_and_merging(make_payment, mila, ana, program_of):
    payment = make_payment(mila, total_minor=90_000)
    first, second = ask(payment, amount_minor=45_000), ask(payment, amount_minor=45_000)
    shop = program_of(ana)
    (suspect,) = shop.get(f"refunds/{first.reference}/suspects/").json()["results"]
    assert suspect["reference"] == second.reference and suspect["same_customer"]
    merged = shop.post(f"refunds/{first.reference}/merge/", {"other": second.reference})
    assert merged.status_code == 200 and merged.json()["reference"] == first.reference
    assert again(second).merged_into_id == first.pk
    assert shop.post(f"refunds/{first.reference}/merge/", {"other": "RF-1999-1"}).status_code == 400


def test_the_value_of_a_customer(waiting, mila, ana, program_of):
    (value,) = program_of(ana).get(f"customers/{mila.reference}/value/").json()["results"]
    assert (value["currency"], value["paid_minor"], value["refunded_minor"]) == ("EUR", 45_000, 0)
    assert program_of(ana).get("customers/CU-1999-1/value/").status_code == 404


def test_what_a_program_may_not_do_is_in_the_audit(waiting, ana, ayaka, program_of):
    shop = program_of(ana)
    refused = shop.post(f"refunds/{waiting.reference}/rejection/", {"seen": "0" * 64, "explanation": "No."})
    assert refused.status_code == 403
    kept = Refusal.objects.get()
    assert (kept.door, kept.move, kept.about) == ("api", "rejection", waiting.reference)
    assert kept.actor == f"api_key:{shop.key.prefix}"
    told = program_of(ayaka, "reports:read").get("refusals/", about=waiting.reference).json()["results"]
    assert [(row["move"], row["code"]) for row in told] == [("rejection", "role_missing")]
    assert program_of(ana, "reports:read").get("refusals/").status_code == 403
