"""What a shop collects for an answer to a dispute: drawn here, so that no picture is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from customers.documents.intake import SentFile

WIDE, HIGH = 1240, 1754
PAPER, INK, GREY, LINE, GREEN = "white", (27, 28, 25), (104, 102, 93), (214, 210, 200), (11, 90, 74)
BRASS, WOOD = (194, 150, 84), (92, 74, 58)
FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "inter"

TERMS_OF_RETURN = (
    "You may send goods back within thirty days of delivery, unused and in their packaging.",
    "Opened software, e-books and licences cannot be returned once they were downloaded.",
    "Workshops can be moved or canceled up to seven days before they take place.",
    "We refund to the card or account that was paid with, within fourteen days of receipt.",
)
TERMS_OF_CANCELING = (
    "The subscription renews by itself at the end of each period, for the price named above.",
    "You may cancel at any time under “My account”, effective from the next period on.",
    "We announce every renewal by mail seven days before it is charged.",
    "Periods that have begun are not refunded.",
)


def product_page(shop: str, title: str, price: str, words: Iterable[str], picture: str = "lamp") -> SentFile:
    """The page of an article as it was before the purchase; `picture` is of a lamp, a screen or a chair."""
    page, pen = _browser(f"{_address(shop)}/articles")
    pen.text((70, 150), shop, font=_font(34, "SemiBold"), fill=GREEN)
    pen.rounded_rectangle((70, 240, 600, 770), 24, fill=(236, 231, 218))
    _PICTURES[picture](pen)
    y = _lines(pen, title, (650, 250), 520, 40, "SemiBold")
    pen.text((650, y + 20), price, font=_font(34, "Medium"), fill=INK)
    pen.rounded_rectangle((650, y + 90, 960, y + 160), 12, fill=GREEN)
    pen.text((690, y + 106), "Add to basket", font=_font(26, "Medium"), fill="white")
    _paragraphs(pen, "Description", words, 850)
    return _png("product page.png", page)


def _lamp(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(335, 330), (450, 520), (220, 520)], fill=BRASS)
    pen.rectangle((325, 520, 345, 680), fill=WOOD)
    pen.ellipse((255, 670, 415, 706), fill=WOOD)


def _screen(pen: ImageDraw.ImageDraw) -> None:
    """The plan of a room in a window."""
    pen.rounded_rectangle((120, 330, 550, 650), 14, fill=INK)
    pen.rectangle((136, 346, 534, 634), fill="white")
    pen.rectangle((176, 380, 494, 600), outline=GREY, width=6)
    pen.rectangle((196, 400, 316, 470), fill=BRASS)
    pen.ellipse((380, 480, 470, 570), fill=GREEN)
    pen.rectangle((305, 650, 365, 690), fill=GREY)


def _chair(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((240, 320, 430, 500), 16, fill=BRASS)
    pen.rectangle((225, 500, 445, 530), fill=WOOD)
    for left in (235, 415):
        pen.rectangle((left, 530, left + 20, 690), fill=WOOD)


_PICTURES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {"lamp": _lamp, "screen": _screen, "chair": _chair}


def checkout_page(shop: str, head: str, terms: Iterable[str]) -> SentFile:
    """The last step before paying, with the terms beside the button and the box that was ticked."""
    page, pen = _browser(f"{_address(shop)}/checkout")
    pen.text((70, 150), "Check your order", font=_font(40, "SemiBold"), fill=INK)
    y = _paragraphs(pen, head, terms, 250)
    pen.rounded_rectangle((70, y + 30, 104, y + 64), 6, outline=GREEN, width=4)
    pen.line((78, y + 48, 86, y + 57, 98, y + 38), fill=GREEN, width=5)
    _lines(pen, "I have read the terms above and agree to them.", (124, y + 30), 1000, 26)
    pen.rounded_rectangle((70, y + 110, 460, y + 186), 12, fill=GREEN)
    pen.text((112, y + 130), "Order and pay now", font=_font(28, "Medium"), fill="white")
    return _png("checkout.png", page)


def parcel_at_the_door() -> SentFile:
    """What a carrier's driver photographs."""
    picture = Image.new("RGB", (1200, 900), (198, 190, 178))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((380, 60, 820, 720), fill=(74, 96, 88))
    pen.rectangle((420, 110, 780, 380), fill=(120, 142, 136))
    pen.ellipse((750, 430, 782, 462), fill=(214, 190, 120))
    pen.rectangle((0, 720, 1200, 900), fill=(132, 124, 112))
    pen.rectangle((450, 560, 760, 780), fill=(186, 144, 96))
    pen.rectangle((590, 560, 622, 780), fill=(214, 196, 160))
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((480, 610, 580, 690), fill="white")
    pen.text((490, 622), "LINDENWEG 4", font=_font(12, "Medium"), fill=INK)
    return _file("parcel at the door.jpg", picture, "JPEG")


def signed_note(shop: str, head: str, facts: Iterable[tuple[str, str]], signed: str) -> SentFile:
    """A paper that the customer signed: a delivery note, or the report of a service."""
    page = Image.new("RGB", (WIDE, HIGH), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((110, 110), shop, font=_font(30, "SemiBold"), fill=GREEN)
    pen.text((110, 200), head, font=_font(44, "SemiBold"), fill=INK)
    y = 330
    for name, value in facts:
        pen.text((110, y), name, font=_font(26), fill=GREY)
        y = _lines(pen, value, (430, y), 700, 26, "Medium") + 24
        pen.line((110, y - 10, WIDE - 110, y - 10), fill=LINE, width=2)
    pen.line((110, 1400, 640, 1400), fill=INK, width=2)
    pen.text((110, 1412), f"Signature: {signed}", font=_font(22), fill=GREY)
    pen.line([(150, 1370), (190, 1310), (210, 1380), (250, 1320), (290, 1376), (340, 1340), (420, 1362), (520, 1330)],
             fill=(30, 50, 120), width=5, joint="curve")  # fmt: skip
    paper = BytesIO()
    page.save(paper, "PDF", resolution=150)
    return SentFile(f"{head.lower()}.pdf", paper.getvalue(), len(paper.getvalue()))


def _browser(address: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", (WIDE, 1560), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, WIDE, 96), fill=(240, 238, 232))
    for nth, colour in enumerate(((214, 110, 96), (222, 182, 92), (120, 172, 110))):
        pen.ellipse((34 + nth * 40, 36, 58 + nth * 40, 60), fill=colour)
    pen.rounded_rectangle((190, 24, WIDE - 60, 72), 24, fill="white")
    pen.text((216, 34), address, font=_font(22), fill=GREY)
    return page, pen


def _paragraphs(pen: ImageDraw.ImageDraw, head: str, words: Iterable[str], y: int) -> int:
    pen.text((70, y), head, font=_font(30, "SemiBold"), fill=INK)
    y += 64
    for text in words:
        pen.ellipse((76, y + 12, 86, y + 22), fill=GREEN)
        y = _lines(pen, text, (110, y), WIDE - 200, 26) + 20
    return y


def _lines(
    pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width: int, size: int, weight: str = "Regular"
) -> int:
    """Write a text in lines of at most so many pixels; return where it ends."""
    font, (x, y), line = _font(size, weight), at, ""
    for word in text.split():
        if line and pen.textlength(f"{line} {word}", font=font) > width:
            pen.text((x, y), line, font=font, fill=INK)
            line, y = word, y + size * 3 // 2
        else:
            line = f"{line} {word}".strip()
    pen.text((x, y), line, font=font, fill=INK)
    return y + size * 3 // 2


def _address(shop: str) -> str:
    return f"https://{''.join(sign for sign in shop.lower() if sign.isalnum())}.example"


@cache
def _font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Inter-{weight}.otf"), size)


def _png(name: str, picture: Image.Image) -> SentFile:
    return _file(name, picture, "PNG")


def _file(name: str, picture: Image.Image, kind: str) -> SentFile:
    paper = BytesIO()
    picture.save(paper, kind)
    return SentFile(name, paper.getvalue(), len(paper.getvalue()))
