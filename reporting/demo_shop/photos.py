"""What customers of the demo photograph, and what a workshop writes: drawn here, so that no picture is shipped."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from customers.documents.intake import SentFile

SIZE = (1200, 900)


def photo_of_damage(rng: Random) -> SentFile:
    """A brown thing on a table, with a crack."""
    picture = Image.new("RGB", SIZE, (214, 203, 186))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, *SIZE), fill=(168, 138, 104))
    left = rng.randint(260, 420)
    pen.rounded_rectangle((left, 240, left + 430, 700), 60, fill=(92 + rng.randint(0, 60), 74, 58))
    pen.ellipse((left + 40, 210, left + 390, 300), fill=(236, 226, 206))
    picture = picture.filter(ImageFilter.GaussianBlur(1.5))
    pen = ImageDraw.Draw(picture)
    x, y = left + rng.randint(120, 300), 300
    while y < 640:
        nx, ny = x + rng.randint(-34, 34), y + rng.randint(20, 46)
        pen.line((x, y, nx, ny), fill=(22, 17, 14), width=rng.randint(3, 7))
        x, y = nx, ny
    return _file(f"IMG_{rng.randint(1000, 9999)}.jpg", picture, "JPEG")


def bill_of_a_workshop(rng: Random) -> SentFile:
    """A short PDF of two pages."""
    pages = []
    for number in (1, 2):
        page = Image.new("RGB", (620, 877), "white")
        pen = ImageDraw.Draw(page)
        pen.text((60, 60), f"Repair estimate, page {number} of 2", fill="black")
        for line in range(rng.randint(6, 14)):
            pen.line((60, 120 + line * 32, rng.randint(260, 540), 120 + line * 32), fill=(120, 120, 120), width=6)
        pages.append(page)
    paper = BytesIO()
    pages[0].save(paper, "PDF", save_all=True, append_images=pages[1:])
    return SentFile("estimate.pdf", paper.getvalue(), len(paper.getvalue()))


def _file(name: str, picture: Image.Image, kind: str) -> SentFile:
    paper = BytesIO()
    picture.save(paper, kind)
    return SentFile(name, paper.getvalue(), len(paper.getvalue()))
