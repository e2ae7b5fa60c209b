"""Hostile and oversized files at the draft's two doors, the page and the API: refused in words, or cleaned and kept."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as house
from django.test import Client
from PIL import Image

from customers.documents import examine
from customers.documents.cradle import child_environment
from customers.models import ApiKey, Document
from tests.crooked_files import (
    bomb,
    bomb_in_a_bomb,
    cleaned_files,
    crooked_files,
    endless_animation,
    fine_scan,
    laughing,
    many_small_bombs,
    picture_bomb_in_a_pdf,
)
from tests.disputes.desk import delivered, disputed_at_sandbox
from tests.files import hostile_files, pdf, photo, pixel_flood, two_in_one

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.full,
    pytest.mark.usefixtures("fresh_sandbox", "own_files"),
]

REFUSED = [*hostile_files(), *crooked_files()]
CLEANED = [*two_in_one(), *cleaned_files()]
HIDDEN = (b"EVIL", b"PK\x03\x04", b"<?php", b"<script", b"SECRETCAMERA", b"Exif", b"alert", b"NETSCAPE2.0")
EDGE = "edge"
ALL = os.environ.get("HOSTILE_FILES") == "all"
_keys = count(1)


def rows(files):
    """All of them in `make full`; else every sixth, for each one is looked at by a process of its own."""
    return [pytest.param(name, content, id=what) for what, name, content in (files if ALL else files[::6])]


@pytest.fixture
def dispute(make_payment, mila):
    payment = make_payment(mila)
    delivered(payment)
    return disputed_at_sandbox(payment)


@pytest.fixture
def address(dispute) -> str:
    return f"/staff/disputes/{dispute.reference}/evidence/"


@pytest.fixture
def desk(ana, sign_in, address) -> Client:
    """Ana at the page of the evidence, with the draft begun."""
    client = sign_in(ana)
    assert client.post(f"{address}drafting/").status_code == 302
    return client


@pytest.fixture
def by_page(desk, address):
    """by_page((name, content), ...) posts a form as any program may write it: the name goes as it is."""

    def post(*files: tuple[str, bytes], piece: str = "receipt"):
        parts = [f'--{EDGE}\r\nContent-Disposition: form-data; name="piece"\r\n\r\n{piece}\r\n'.encode()]
        for name, content in files:
            head = f'--{EDGE}\r\nContent-Disposition: form-data; name="documents"; filename="{name}"\r\n'
            parts.append(head.encode(errors="surrogatepass") + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n")
        body = b"".join([*parts, f"--{EDGE}--\r\n".encode()])
        return desk.post(f"{address}files/", body, content_type=f"multipart/form-data; boundary={EDGE}")

    return post


@pytest.fixture
def by_api(desk, dispute, ana):
    """by_api(name, content) is a program of the shop that sends the same."""
    _key, secret = ApiKey.objects.create_key(name="shop", owner=ana, scopes=["disputes:write"])
    client = Client(headers={"Authorization": f"Api-Key {secret}"})

    def post(name: str, raw: bytes, **more: object):
        sent = {"piece": "receipt", "name": name, "content": base64.b64encode(raw).decode(), **more}
        return client.post(
            f"/api/v1/disputes/{dispute.reference}/evidence/files/", json.dumps(sent), content_type="application/json",
            headers={"Idempotency-Key": f"file-{next(_keys)}"},
        )  # fmt: skip

    return post


@pytest.fixture
def untouched(desk, dispute, tmp_path):
    """untouched() is whether the draft is as it was begun: no row, no version, no event, no byte on disk."""

    def now() -> list[object]:
        draft = dispute.drafts.get()
        on_disk = [path for path in tmp_path.rglob("*") if path.is_file()]
        return [draft.version, draft.files.count(), Document.objects.count(), dispute.events.count(), on_disk]

    before = now()
    return lambda: now() == before


def kept_bytes(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_sixty_and_more_are_tried():
    assert len(REFUSED) + len(CLEANED) >= 60
    assert len({what for what, _name, _content in [*REFUSED, *CLEANED]}) == len(REFUSED) + len(CLEANED)


@pytest.mark.parametrize(("name", "content"), rows(REFUSED))
def test_it_is_refused_in_words_and_changes_nothing(by_page, by_api, untouched, name, content):
    shown = by_page((name, content))
    assert shown.status_code == 400 and 'role="alert"' in shown.content.decode()
    told = by_api(name, content)
    assert told.status_code == 400, told.content
    assert told.json()["error"]["message"].endswith((".", ")"))
    assert untouched()


@pytest.mark.parametrize(("name", "content"), rows(CLEANED))
def test_it_is_kept_without_what_was_hidden_in_it(by_page, by_api, desk, address, tmp_path, name, content):
    assert by_page((name, content)).status_code == 302
    (kept,) = kept_bytes(tmp_path)
    assert not [hidden for hidden in HIDDEN if hidden in kept]
    document = Document.objects.get()
    assert document.kind in ("jpeg", "png", "pdf")
    assert desk.get(f"{address}files/{document.key}/1/page/").headers["Content-Type"].startswith("image/")
    twice = by_api(name, content)
    assert twice.status_code == 400 and "in this draft already" in twice.json()["error"]["message"]


def test_what_was_kept_goes_into_a_packet_that_can_be_printed(by_page, desk, address, dispute):
    for _what, name, content in CLEANED[::3]:
        assert by_page((name, content)).status_code == 302
    assert by_page(("scan.png", fine_scan())).status_code == 302
    assert desk.post(f"{address}packet/").status_code == 302
    assert dispute.drafts.get().packet is not None


# --- names ---------------------------------------------------------------------------------------

MADE_PLAIN = [
    # what browsers and attackers send as a name in a form, and what is shown of it
    pytest.param("../../../etc/passwd.jpg", "passwd.jpg", id="path up"),
    pytest.param("C:\\windows\\system32\\photo.jpg", "photo.jpg", id="path of windows"),
    pytest.param("/etc/cron.d/photo.jpg", "photo.jpg", id="path from the root"),
    pytest.param("photo\u202egpj.jpg", "photogpj.jpg", id="override from the right"),
    pytest.param("ph\u200boto.jpg", "photo.jpg", id="no width"),
    pytest.param("&#46;&#46;/photo.jpg", "photo.jpg", id="path in entities"),
    pytest.param("PHOTO.JPG", "PHOTO.JPG", id="loud"),
    pytest.param("фото 写真.jpg", "фото 写真.jpg", id="other letters"),
    pytest.param("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg", id="tag"),
    pytest.param("CON.jpg", "CON.jpg", id="device of windows"),
]


@pytest.mark.parametrize(("name", "shown"), MADE_PLAIN)
def test_a_name_in_a_form_is_shown_plainly(by_page, desk, address, name, shown):
    answer = by_page((name, photo()))
    assert answer.status_code == 302, answer.content.decode()
    assert Document.objects.get().name == shown
    assert "onerror=alert(1)>" not in desk.get(address).content.decode()


REFUSED_NAMES = [
    pytest.param("../../etc/passwd.jpg", id="path up"),
    pytest.param("C:\\photo.jpg", id="path of windows"),
    pytest.param("photo\u202egpj.jpg", id="override from the right"),
    pytest.param("photo\x00.jpg", id="nul"),
    pytest.param("photo.exe\x00.jpg", id="nul before the ending"),
    pytest.param("photo\r\nX-Evil: 1.jpg", id="line break"),
    pytest.param("photo\ud800.jpg", id="half a sign"),
    pytest.param("photo\u2028.jpg", id="line separator"),
    pytest.param(".jpg", id="only an ending"),
    pytest.param("photo.jpg.", id="dot behind"),
    pytest.param(" ", id="nothing"),
    pytest.param("n" * 117 + ".jpg", id="one sign too long"),
    pytest.param("n" * 256 + ".jpg", id="far too long"),
    pytest.param("photo.pdf.exe", id="ends as a program"),
    pytest.param("photo.svg.jpg", id="svg before the ending"),
]


@pytest.mark.parametrize("name", REFUSED_NAMES)
def test_a_program_that_sends_a_deceiving_name_is_told(by_api, untouched, name):
    told = by_api(name, photo())
    assert told.status_code == 400 and told.json()["error"]["message"]
    assert untouched()


def test_the_longest_name_that_is_allowed(by_page, by_api):
    assert by_page(("n" * 116 + ".jpg", photo())).status_code == 302
    assert by_api("m" * 116 + ".jpg", photo("JPEG", (9, 9))).status_code == 200


# --- sizes and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_the_limit_of_a_file_to_the_byte(by_page, by_api, untouched, settings, more):
    picture = photo()
    settings.DOCUMENT_MAX_BYTES = len(picture) + 500
    exact = picture + b"\x00" * (500 + more)
    shown, told = by_page(("a.jpg", exact)), by_api("b.jpg", exact if more > 0 else photo("JPEG", (9, 9)))
    if more <= 0:
        assert (shown.status_code, told.status_code) == (302, 200)
    else:
        assert (shown.status_code, told.status_code) == (400, 400)
        assert "the most that one file may have" in shown.content.decode()
        assert "the most that one file may have" in told.json()["error"]["message"]
        assert untouched()


def test_the_limit_of_a_program_is_the_limit_of_a_page(by_api, untouched):
    honest = photo() + b"\x00" * (house.DOCUMENT_MAX_BYTES - len(photo()))
    assert by_api("a.jpg", honest).status_code == 200
    assert by_api("b.jpg", honest + b"\x00").status_code == 400


def test_a_body_over_the_limit_is_not_read_at_either_door(by_page, by_api, untouched, settings):
    settings.UPLOAD_MAX_BYTES = 1024**2
    assert by_page(("huge.jpg", b"\xff" * 1024**2)).status_code == 413
    assert by_api("huge.jpg", b"\xff" * (16 * 1024**2)).status_code == 413
    assert untouched()


def test_nine_files_at_once_are_too_many(by_page, untouched):
    answer = by_page(*((f"{n}.jpg", photo("JPEG", (n, 9))) for n in range(1, 10)))
    assert answer.status_code == 413 and "8 files" in answer.content.decode()
    assert untouched()


def test_one_bad_file_among_eight_keeps_all_out(by_page, untouched):
    answer = by_page(*((f"{n}.jpg", photo("JPEG", (n, 9))) for n in range(1, 8)), ("x.pdf", bomb(300)))
    assert answer.status_code == 400 and "x.pdf" in answer.content.decode()
    assert untouched()


def test_a_draft_holds_so_many_files_and_so_many_bytes(by_page, by_api, dispute, settings):
    settings.DOCUMENTS_PER_CASE = 2
    two = [("1.jpg", photo("JPEG", (1, 9))), ("2.jpg", photo("JPEG", (2, 9)))]
    assert by_page(*two).status_code == 302
    assert "at most 2 files" in by_page(("3.jpg", photo("JPEG", (3, 9)))).content.decode()
    settings.DOCUMENTS_PER_CASE, settings.CASE_MAX_BYTES = 9, 1_000
    told = by_api("3.jpg", photo("JPEG", (3, 9)))
    assert told.status_code == 400 and "together" in told.json()["error"]["message"]
    assert dispute.drafts.get().files.count() == 2


@pytest.mark.parametrize("piece", ["", "no_such_piece", "receipt\x00", "r" * 5_000, "__class__"])
def test_a_file_must_show_a_piece_of_evidence(by_page, by_api, untouched, piece):
    assert by_page(("a.jpg", photo()), piece=piece).status_code == 400
    assert by_api("a.jpg", photo(), piece=piece).status_code == 400
    assert untouched()


@pytest.mark.parametrize("content", ["not base64!", "AAA", "____", "", 1, None, ["a"], "\ud800"])
def test_what_is_no_base64_is_said(by_api, untouched, content):
    assert by_api("a.jpg", b"", content=content).status_code == 400
    assert untouched()


def test_files_for_a_dispute_that_is_not_there_or_has_no_draft(by_page, by_api, dispute, desk, address):
    dispute.drafts.all().delete()
    assert by_page(("a.jpg", photo())).status_code == 404
    assert by_api("a.jpg", photo()).status_code == 404
    assert not Document.objects.exists()


# --- time and memory -----------------------------------------------------------------------------

HEAVY = [
    pytest.param("pdf", bomb(), id="pdf that unfolds without end"),
    pytest.param("pdf", bomb_in_a_bomb(), id="pdf deflated twice"),
    pytest.param("pdf", many_small_bombs(), id="pdf of forty small bombs"),
    pytest.param("pdf", picture_bomb_in_a_pdf(), id="pdf with a picture of 3,600 million pixels"),
    pytest.param("pdf", laughing(), id="pdf that draws a million million strokes"),
    pytest.param("gif", endless_animation(), id="animation of ten thousand frames"),
    pytest.param("png", pixel_flood(), id="pixel flood"),
    pytest.param("pdf", pdf(100), id="honest pdf of as many pages as may be"),
]


@pytest.mark.parametrize(("kind", "content"), HEAVY if ALL else HEAVY[::4])
def test_looking_at_it_costs_little_time_and_memory(kind, content, tmp_path):
    """The looking process itself is watched: what the system says that it used."""
    (tmp_path / "sent").write_bytes(content)
    with (tmp_path / "sent").open("rb") as sent, (tmp_path / "said").open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "customers.documents.examine", kind],
            stdin=sent, stdout=said, stderr=subprocess.DEVNULL, cwd=house.BASE_DIR, env=child_environment(),
        )  # fmt: skip
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert used.ru_utime + used.ru_stime <= examine.CPU_SECONDS + 1
    assert used.ru_maxrss * 1024 <= examine.MEMORY_BYTES


def test_a_fine_scan_keeps_its_strokes(by_page, tmp_path):
    """Sixteen bits of grey were cut to white once, so that the bank would have got an empty page."""
    assert by_page(("scan.png", fine_scan())).status_code == 302
    with Image.open(io.BytesIO(kept_bytes(tmp_path)[0])) as kept:
        drawn = kept.convert("L")
    assert drawn.getpixel((5, 5)) > 200 and drawn.getpixel((5, 20)) < 40
