"""The face of the demo shop, and its door: Marta gave it logo and colour, Ida connected the shop's own sign-in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw

from customers.actors import Actor
from customers.clock import clock_at
from customers.documents.intake import SentFile
from customers.errors import BadInput
from customers.models import User
from refunds.actions.hand_over import make_hand_over_secret
from refunds.actions.set_brand import save_brand, take_logo
from refunds.actions.widget_origins import add_widget_origin
from reporting.demo_shop.staff import DOMAIN

COLOUR = "#9a4a12"
_FACE = {
    "colour": COLOUR,
    "sender_name": "Lumen & Hearth",
    "support_email": "hello@lumen-hearth.example",
    "shop_url": "https://lumen-hearth.example/",
    "imprint": "Lumen & Hearth GmbH\nLindenweg 4, 10115 Berlin\n\nManaging director: Marta Silva",
    "privacy": "https://lumen-hearth.example/privacy",
    "terms": "https://lumen-hearth.example/terms",
}
_WELCOME = {
    "en": "Something is not as you hoped? Find your order, and we make it right.",
    "de": "Etwas ist nicht wie erhofft? Zeigen Sie uns Ihre Bestellung, und wir bringen es in Ordnung.",
}


def show_a_face(manager: Actor, now: datetime) -> None:
    """A colour two months ago, the logo and a welcome three weeks ago."""
    with clock_at(now - timedelta(days=61)):
        save_brand(actor=manager, number=0, why="Our copper instead of green", colour=COLOUR)
    with clock_at(now - timedelta(days=20)):
        logo = take_logo(actor=manager, file=_lamp())
        why = "Logo, imprint and a welcome"
        save_brand(actor=manager, number=1, why=why, logo=logo.sha256, welcome=_WELCOME, **_FACE)


def open_the_door(now: datetime) -> None:
    """The page of the shop at /widget/demo/ signs with this secret, and stands on one of these sites."""
    ida = Actor.user(User.objects.get(email=f"ida@{DOMAIN}"))
    with clock_at(now - timedelta(days=18)):
        make_hand_over_secret(actor=ida, overlap_hours=0)
        for here in dict.fromkeys((settings.PUBLIC_URL, settings.PUBLIC_URL.replace("//localhost", "//127.0.0.1"))):
            with suppress(BadInput):  # a machine that is reached without TLS frames nothing
                add_widget_origin(actor=ida, origin=here)


def _lamp() -> SentFile:
    """A lamp over a hearth, as a sign painter would cut it."""
    picture = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((4, 4, 156, 156), 40, fill=(154, 74, 18, 255))
    pen.polygon([(50, 88), (110, 88), (94, 40), (66, 40)], fill=(255, 246, 232, 255))
    pen.ellipse((68, 82, 92, 106), fill=(255, 205, 120, 255))
    pen.line((40, 126, 120, 126), fill=(255, 246, 232, 255), width=10)
    paper = BytesIO()
    picture.save(paper, "PNG")
    return SentFile("logo.png", paper.getvalue(), len(paper.getvalue()))
