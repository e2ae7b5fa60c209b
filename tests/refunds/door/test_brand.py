"""Marta gives the portal the shop's face: looked at first, kept in a history, in letters and on papers too."""

from __future__ import annotations

import base64
import io
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from customers import brand as brands
from customers.brand_colours import DARK_GROUNDS, LIGHT_GROUNDS, TEXT_RATIO, contrast, palette_of
from customers.models import BrandLogo, BrandVersion, Customer, Message, User
from customers.notifications.send import deliver_due
from customers.portal.links import make_link
from tests.files import pdf, photo, photo_with_a_place

pytestmark = pytest.mark.django_db

Desk = Callable[[User], Client]


def wish(**more: Any) -> dict[str, Any]:
    return {"number": "0", "why": "Our new face", "name": "Kiosk & Co", "colour": "#ffcc00", **more}


def save(desk: Client, **more: Any) -> Any:
    return desk.post("/staff/brand/", {**wish(**more), "save": "1"})


def front() -> str:
    return Client().get("/portal/").content.decode()


def picture(name: str = "logo.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo("PNG", (900, 300)) if content is None else content)


def test_marta_looks_first_and_then_customers_see_it(sign_in: Desk, marta: User) -> None:
    desk = sign_in(marta)
    look = desk.post("/staff/brand/", wish(look="1", why="", welcome_en="Hello from the kiosk."))
    page = look.content.decode()
    assert look.status_code == 200 and "Kiosk &amp; Co" in page and "Hello from the kiosk." in page
    assert "Your colour was corrected" in page and "brand/ffcc00." in page
    assert "Kiosk" not in front() and not BrandVersion.objects.exists()

    assert save(desk, welcome_en="Hello from the kiosk.", imprint="Kiosk Ltd, 1 Road", privacy=SHOP).status_code == 302
    seen = front()
    assert "Kiosk &amp; Co" in seen and "Hello from the kiosk." in seen and f'href="{SHOP}"' in seen
    assert "Kiosk Ltd, 1 Road" in Client().get("/portal/legal/imprint/").content.decode()
    assert Client().get("/portal/legal/terms/").status_code == 404
    assert 'style="' not in seen


SHOP = "https://kiosk.example/privacy"


def test_a_logo_is_drawn_anew_and_stands_in_portal_letter_and_paper(
    sign_in: Desk, marta: User, mila: Customer, settings: Any
) -> None:
    desk = sign_in(marta)
    look = desk.post("/staff/brand/", {**wish(look="1"), "logo_file": picture("logo.jpg", photo_with_a_place())})
    sha256 = re.findall(r'name="logo" value="([0-9a-f]{64})"', look.content.decode())[0]
    assert save(desk, logo=sha256, sender_name="Kiosk, Ümlaut", support_email="help@kiosk.example").status_code == 302
    shown = Client().get(f"/portal/brand/{sha256}.png")
    assert shown["Cache-Control"].endswith("immutable") and b"SECRETCAMERA" not in shown.content
    assert Image.open(io.BytesIO(shown.content)).format == "PNG"
    assert f"/portal/brand/{sha256}.png" in front()

    Client().post("/portal/sign-in-link/", {"email": mila.email})
    deliver_due()
    letter, kept = mail.outbox[-1], Message.objects.get()
    assert letter.from_email == '"Kiosk, Ümlaut" <refunds@localhost>'
    assert letter.message()["From"].endswith("<refunds@localhost>")
    assert f"{settings.PUBLIC_URL}/portal/brand/{sha256}.png" in kept.body_html
    assert palette_of("#ffcc00").light.fill in kept.body_html and "help@kiosk.example" in kept.body_text
    paper = render_paper()
    assert paper.startswith(b"%PDF-") and b"/Image" in paper


def render_paper() -> bytes:
    from customers.documents.render import render_pdf

    return render_pdf("pdf/base.html", {"language": "en"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("logo.png", b"\x89PNG\r\n\x1a\nbroken"),
        ("logo.pdf", pdf()),
        ("logo.png", b""),
    ],
)
def test_what_is_no_picture_is_not_taken(sign_in: Desk, marta: User, name: str, content: bytes) -> None:
    answer = sign_in(marta).post("/staff/brand/", {**wish(save="1"), "logo_file": picture(name, content)})
    assert answer.status_code == 400
    assert not BrandLogo.objects.exists() and not BrandVersion.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"), ("colour", "#12345g"), ("colour", "#fff;}x"), ("support_email", "nobody"),
        ("shop_url", "javascript:alert(1)"), ("shop_url", "https://a.example/ b"), ("name", "a" * 81),
        ("name", "a\x00b"), ("sender_name", "Kiosk\u2028Bcc: x@y.example"), ("imprint", "x" * 5001),
        ("welcome_en", "x" * 201), ("logo", "0" * 64), ("number", "9" * 30), ("why", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_comes_back_with_a_sentence(sign_in: Desk, marta: User, field: str, value: str) -> None:
    answer = save(sign_in(marta), **{field: value})
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert not BrandVersion.objects.exists()


def test_any_colour_can_be_read_on_any_ground_of_both_schemes() -> None:
    dice = random.Random(7)
    for colour in ("#ffffff", "#000000", "#ffcc00", *(f"#{dice.randrange(1 << 24):06x}" for _colour in range(60))):
        palette = palette_of(colour)
        for shades, grounds in ((palette.light, LIGHT_GROUNDS), (palette.dark, DARK_GROUNDS)):
            assert min(contrast(shades.text, ground) for ground in (*grounds, shades.soft)) >= TEXT_RATIO, colour
            assert contrast(shades.fill, shades.on_fill) >= TEXT_RATIO, colour
            assert contrast(shades.fill_hover, shades.on_fill) >= TEXT_RATIO, colour


def test_the_colours_are_a_stylesheet_that_is_kept_for_ever_and_asks_nothing(
    django_assert_num_queries: Any, sign_in: Desk, marta: User, mila: Customer
) -> None:
    save(sign_in(marta))
    phone = Client()
    phone.post(f"/portal/link/{make_link(mila)}/")
    address = re.findall(r'href="(/portal/brand/[^"]+\.css)"', phone.get("/portal/payments/").content.decode())[0]
    with django_assert_num_queries(0):
        sheet = Client().get(address)
        at_the_door = front()
    assert sheet["Cache-Control"].endswith("immutable") and b"--accent:light-dark(#" in sheet.content
    assert sheet.content.decode() in at_the_door and len(sheet.content) < 500
    worn = address.replace(address.split(".")[1], "0" * 16)
    assert Client().get(worn)["Cache-Control"] == "no-cache"


def test_every_version_stays_and_comes_back_and_two_at_once_do_not_overwrite(
    sign_in: Desk, marta: User, ida: User
) -> None:
    desk = sign_in(marta)
    save(desk)
    late = save(sign_in(ida), name="Ida's")
    assert late.status_code == 409 and "Somebody else saved the brand meanwhile" in late.content.decode()
    save(desk, number="1", name="Kiosk Two")
    assert desk.post("/staff/brand/versions/1/restoration/", {"why": "No", "number": "2"}).status_code == 302
    assert "Kiosk &amp; Co" in front()
    assert desk.post("/staff/brand/versions/0/restoration/", {"why": "Plain", "number": "3"}).status_code == 302
    assert "Kiosk" not in front() and "brand/" not in front()
    assert desk.post("/staff/brand/versions/9/restoration/", {"why": "?", "number": "4"}).status_code == 404
    told = BrandVersion.objects.order_by("number").values_list("number", "name", "why", "actor")
    assert [row[:3] for row in told] == [
        (1, "Kiosk & Co", "Our new face"), (2, "Kiosk Two", "Our new face"), (3, "Kiosk & Co", "No"), (4, "", "Plain"),
    ]  # fmt: skip
    assert {row[3] for row in told} == {f"user:{marta.pk}"}


def test_who_may_not_does_not(sign_in: Desk, ana: User) -> None:
    assert save(sign_in(ana)).status_code == 403
    assert not BrandVersion.objects.exists()


def test_another_process_sees_it_within_seconds(settings: Any, marta: User, sign_in: Desk) -> None:
    desk = sign_in(marta)
    save(desk)
    brands.remember(brands.Brand())  # as a process that looked before it was saved
    assert "Kiosk" not in front()
    settings.BRAND_SECONDS = 0
    assert "Kiosk &amp; Co" in front()


def test_a_program_does_all_of_it(program_of: Callable[..., Any], marta: User) -> None:
    program = program_of(marta, "settings:read", "settings:write")
    unset = program.get("brand/").json()
    assert (unset["number"], unset["name"], unset["author"]) == (0, "", "")
    content = base64.b64encode(photo("PNG")).decode()
    logo = program.post("brand/logos/", {"name": "logo.png", "content": content}).json()
    assert (logo["width"], logo["height"]) == (60, 40)
    look = program.post("brand/preview/", {"colour": "#FFCC00"}).json()
    assert look["light"]["wish_ratio"] < 4.5 <= look["light"]["text_ratio"]
    kept = program.post("brand/", {"name": "Kiosk", "logo": logo["sha256"], "why": "New", "number": 0})
    assert kept.status_code == 201 and program.get("brand/").json()["logo"] == logo["sha256"]
    assert program.post("brand/", {"why": "New", "number": 0}).status_code == 409
    assert program.post("brand/restoration/", {"version": 0, "why": "Back", "number": 1}).status_code == 201
    assert [row["number"] for row in program.get("brand/versions/").json()["results"]] == [2, 1]
    refused = program.post("brand/", {"welcome": {"xx": "?"}, "why": "New", "number": 2})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_language")
