"""Documents of a case: handed in by Mila or by staff, looked at before a byte is kept, shown without being trusted."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from customers.models import ApiKey, Document
from customers.portal.links import make_link
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests.desk import again, approve, ask, kinds
from tests.files import EICAR, hostile_files, pdf, photo, two_in_one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

HOSTILE = list(hostile_files())


def text_of(response) -> str:
    return response.content.decode()


def finds_the_test_virus(content: bytes) -> str:
    """A malware scanner, as a house would plug one in."""
    return "EICAR" if EICAR in content or b"EVIL" in content else ""


@pytest.fixture
def phone(mila) -> Client:
    """Mila, signed in at the portal."""
    client = Client()
    client.post(f"/portal/link/{make_link(mila)}/")
    return client


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    """A file in a form. Its type is a lie; nobody believes it anyway."""
    return SimpleUploadedFile(name, content, "image/jpeg")


def hand_in(client: Client, refund: Refund, *files: SimpleUploadedFile, room: str = "refunds", **more: str):
    return client.post(reverse(f"{room}:documents", args=[refund.reference]), {"documents": list(files), **more})


def on_disk(own_files: Path) -> list[Path]:
    return [path for path in own_files.rglob("*") if path.is_file()]


# --- handing in ----------------------------------------------------------------------------------


def test_ana_hands_in_two_documents_and_the_case_tells_of_them(waiting, ana, sign_in, own_files):
    client = sign_in(ana)
    response = hand_in(client, waiting, sent("shade.png", photo("PNG")), sent("bill.pdf", pdf(2)), description="Broken")
    assert response.status_code == 302
    kept = [paper.document for paper in waiting.papers.all()]
    assert [(d.name, d.kind, d.pages, d.description) for d in kept] == [
        ("shade.png", "png", 1, "Broken"),
        ("bill.pdf", "pdf", 2, "Broken"),
    ]
    assert kinds(waiting)[-2:] == ["refund.document_added"] * 2
    assert len(on_disk(own_files)) == 2
    page = text_of(client.get(reverse("refunds:refund", args=[waiting.reference])))
    assert "shade.png" in page and "bill.pdf" in page and "Document added" in page


def test_a_document_changes_what_an_approval_covers(waiting, boris, sign_in, press):
    before = seen_hash(waiting)
    hand_in(sign_in(boris), waiting, sent("shade.jpg", photo()))
    assert seen_hash(again(waiting)) != before
    late = sign_in(boris).post(reverse("refunds:approval", args=[waiting.reference]), {"seen": before})
    assert late.status_code == 409
    assert again(waiting).state == Refund.State.UNDER_REVIEW


def test_a_document_lets_the_policy_look_again(make_payment, mila, phone):
    refund = ask(make_payment(mila, total_minor=45_000), reason="damaged")
    assert "documents_required" in _against(refund)
    hand_in(phone, refund, sent("shade.jpg", photo()), room="my")
    assert "documents_required" not in _against(refund)
    assert refund.decisions.count() == 2 and again(refund).state == Refund.State.UNDER_REVIEW


def _against(refund: Refund) -> list[str]:
    return [rule["rule"] for rule in refund.decisions.first().rule_verdicts if rule["verdict"] != "allow"]


def test_mila_hands_in_while_it_is_open_and_not_afterwards(waiting, phone, boris, own_files):
    assert hand_in(phone, waiting, sent("shade.jpg", photo()), room="my").status_code == 302
    assert "shade.jpg" in text_of(phone.get(reverse("my:refund", args=[waiting.reference])))
    approve(waiting, boris)
    late = hand_in(phone, waiting, sent("more.jpg", photo("JPEG", (9, 9))), room="my")
    assert late.status_code == 409
    assert waiting.papers.count() == 1 and len(on_disk(own_files)) == 1


def test_mila_answers_with_a_picture(waiting, ana, phone, sign_in, press):
    press(sign_in(ana), waiting, "question", question="Which one is broken?")
    address = reverse("my:answer", args=[waiting.reference])
    bad = phone.post(address, {"answer": "This one.", "documents": sent("x.exe", b"MZ")})
    assert bad.status_code == 400 and "This one." in text_of(bad)
    assert again(waiting).state == Refund.State.NEEDS_INFO
    phone.post(address, {"answer": "This one.", "documents": sent("shade.jpg", photo())})
    assert again(waiting).state == Refund.State.UNDER_REVIEW
    assert kinds(waiting)[-2:] == ["refund.document_added", "refund.answered"]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), [pytest.param(n, c, id=what) for what, n, c in HOSTILE])
def test_nothing_is_kept_of_a_hostile_file(waiting, ana, sign_in, own_files, name, content):
    response = hand_in(sign_in(ana), waiting, sent(name, content))
    assert 400 <= response.status_code < 500
    assert "Nothing was taken" in text_of(response)
    assert not Document.objects.exists() and "refund.document_added" not in kinds(waiting)
    assert on_disk(own_files) == []


OTHER_DOORS = [pytest.param(n, c, id=what) for what, n, c in HOSTILE if c and len(n) < 200][::3]


@pytest.mark.parametrize(("name", "content"), OTHER_DOORS)
def test_nothing_is_kept_of_it_at_the_other_doors(waiting, ana, phone, own_files, name, content):
    """A customer's two forms and a program's call look at a file as closely as the desk does."""
    at_home = hand_in(phone, waiting, sent(name, content), room="my")
    assert 400 <= at_home.status_code < 500 and "Nothing was taken" in text_of(at_home)
    _key, secret = ApiKey.objects.create_key(name="shop", owner=ana, scopes=["refunds:write"])
    called = Client(headers={"Authorization": f"Api-Key {secret}"}).post(
        f"/api/v1/refunds/{waiting.reference}/documents/",
        json.dumps({"name": name, "content": base64.b64encode(content).decode()}),
        content_type="application/json",
        headers={"Idempotency-Key": "hostile"},
    )
    assert called.status_code == 400 and called.json()["error"]["message"]
    assert not Document.objects.exists() and "refund.document_added" not in kinds(waiting)
    assert on_disk(own_files) == []


@pytest.mark.parametrize(("name", "content"), [pytest.param(n, c, id=what) for what, n, c in two_in_one()])
def test_a_picture_is_drawn_anew_and_loses_what_was_hidden_in_it(waiting, ana, sign_in, own_files, name, content):
    assert hand_in(sign_in(ana), waiting, sent(name, content)).status_code == 302
    (kept,) = (path.read_bytes() for path in on_disk(own_files))
    for hidden in (b"EVIL", b"PK\x03\x04", b"<?php", b"<script", b"SECRETCAMERA", b"Exif", b"alert"):
        assert hidden not in kept


def test_one_bad_file_keeps_all_of_them_out(waiting, ana, sign_in, own_files):
    response = hand_in(sign_in(ana), waiting, sent("shade.jpg", photo()), sent("x.svg", b"<svg/>"))
    assert response.status_code == 400 and "x.svg" in text_of(response)
    assert not Document.objects.exists() and on_disk(own_files) == []


def test_a_file_over_the_limit_is_refused_with_the_limit(waiting, ana, sign_in, own_files, settings):
    settings.DOCUMENT_MAX_BYTES = 1024**2
    response = hand_in(sign_in(ana), waiting, sent("huge.jpg", photo() + b"\x00" * 1024**2))
    assert response.status_code == 400 and "is larger than 1 MB" in text_of(response)
    assert on_disk(own_files) == []


def test_a_body_over_the_limit_is_not_even_read(waiting, ana, sign_in, settings):
    settings.UPLOAD_MAX_BYTES = 1024**2
    response = hand_in(sign_in(ana), waiting, sent("huge.jpg", b"\x00" * 1024**2))
    assert response.status_code == 413 and "more than 1 MB" in text_of(response)


def test_too_many_files_at_once_are_refused(waiting, ana, sign_in, settings):
    few = [sent(f"{number}.jpg", photo("JPEG", (number, 9))) for number in range(1, 11)]
    response = hand_in(sign_in(ana), waiting, *few)
    assert response.status_code == 413 and "8 files" in text_of(response)
    assert not Document.objects.exists()


def test_a_case_holds_so_many_documents_and_so_many_bytes(waiting, ana, sign_in, settings):
    settings.DOCUMENTS_PER_CASE = 1
    client = sign_in(ana)
    hand_in(client, waiting, sent("1.jpg", photo()))
    full = hand_in(client, waiting, sent("2.jpg", photo("JPEG", (9, 9))))
    assert full.status_code == 400 and "at most 1 documents" in text_of(full)
    settings.DOCUMENTS_PER_CASE, settings.CASE_MAX_BYTES = 9, 100
    heavy = hand_in(client, waiting, sent("2.jpg", photo("JPEG", (9, 9))))
    assert heavy.status_code == 400 and "together" in text_of(heavy)
    assert waiting.papers.count() == 1


def test_the_same_file_twice_is_said_to_be_there(waiting, ana, sign_in):
    client = sign_in(ana)
    hand_in(client, waiting, sent("1.jpg", photo()))
    twice = hand_in(client, waiting, sent("other name.jpg", photo()))
    assert twice.status_code == 400 and "is in this case already" in text_of(twice)


def test_no_file_at_all_is_said_in_words(waiting, ana, sign_in):
    response = hand_in(sign_in(ana), waiting)
    assert response.status_code == 400 and "Choose at least one file." in text_of(response)


def test_the_houses_own_scanner_has_a_word(waiting, ana, sign_in, settings, own_files):
    settings.DOCUMENT_SCANNER = f"{__name__}.finds_the_test_virus"
    response = hand_in(sign_in(ana), waiting, sent("photo.jpg", photo() + EICAR))
    assert response.status_code == 400 and "malware scanner" in text_of(response)
    assert on_disk(own_files) == []


def test_the_auditor_reads_and_adds_nothing(waiting, ayaka, sign_in):
    response = hand_in(sign_in(ayaka), waiting, sent("1.jpg", photo()))
    assert response.status_code == 403
    assert not Document.objects.exists()


# --- looking at them -----------------------------------------------------------------------------


def test_pages_of_a_pdf_come_as_pictures_and_the_file_as_an_attachment(waiting, ana, sign_in, own_files):
    client = sign_in(ana)
    hand_in(client, waiting, sent("bill.pdf", pdf(2)))
    key = Document.objects.get().key
    page = client.get(reverse("refunds:picture", args=[waiting.reference, key, 2, "page"]))
    assert page["Content-Type"] == "image/png" and page.content.startswith(b"\x89PNG")
    again_page = client.get(reverse("refunds:picture", args=[waiting.reference, key, 2, "page"]))
    assert again_page.content == page.content and len(on_disk(own_files)) == 2
    (drawn,) = own_files.rglob("*.png")
    drawn.write_bytes(page.content[:100])  # as if somebody else were writing it just now
    while_written = client.get(reverse("refunds:picture", args=[waiting.reference, key, 2, "page"]))
    assert while_written.content == page.content and len(on_disk(own_files)) == 2
    file = client.get(reverse("refunds:document_file", args=[waiting.reference, key]))
    assert file["Content-Disposition"] == 'attachment; filename="bill.pdf"'
    for answer in (page, file):
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer["Cache-Control"]
    assert client.get(reverse("refunds:picture", args=[waiting.reference, key, 3, "page"])).status_code == 404


def test_the_viewer_leads_from_page_to_page(waiting, ana, sign_in):
    client = sign_in(ana)
    hand_in(client, waiting, sent("bill.pdf", pdf(2)), sent("shade.jpg", photo()))
    first, second = Document.objects.order_by("id")
    address = reverse("refunds:document", args=[waiting.reference, first.key])
    page = text_of(client.get(address))
    assert f'rel="next" href="{address}?page=2"' in page and 'rel="prev"' not in page
    last = text_of(client.get(reverse("refunds:document", args=[waiting.reference, second.key])))
    assert f'rel="prev" href="{address}?page=2"' in last and 'rel="next"' not in last
    for odd in ("0", "3", "-1", "x", "٢", "9" * 40):
        assert client.get(address, {"page": odd}).status_code in (200, 404)


def test_a_document_opens_only_for_its_owner_and_for_staff(waiting, make_payment, tom, ana, phone, sign_in):
    hand_in(sign_in(ana), waiting, sent("shade.jpg", photo()))
    key = Document.objects.get().key
    stranger = Client()
    stranger.post(f"/portal/link/{make_link(tom)}/")
    own = ask(make_payment(tom, total_minor=45_000))
    for name, more in (("document", []), ("document_file", []), ("picture", [1, "page"])):
        assert phone.get(reverse(f"my:{name}", args=[waiting.reference, key, *more])).status_code == 200
        assert stranger.get(reverse(f"my:{name}", args=[waiting.reference, key, *more])).status_code == 404
        assert stranger.get(reverse(f"my:{name}", args=[own.reference, key, *more])).status_code == 404
        assert Client().get(reverse(f"refunds:{name}", args=[waiting.reference, key, *more])).status_code == 302
    assert hand_in(stranger, waiting, sent("x.jpg", photo("JPEG", (8, 8))), room="my").status_code == 404
