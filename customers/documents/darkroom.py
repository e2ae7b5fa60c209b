"""The child process that turns one page of a PDF into a picture: PDF in, PNG out. Knows no settings and no database."""

from __future__ import annotations

import sys
from io import BytesIO

from customers.documents.confine import limit_self

LOADED = ("PIL.Image", "PIL.PngImagePlugin", "pypdfium2")
"""What the process that it is born from loads ahead."""

MEMORY_BYTES = 1536 * 1024**2
CPU_SECONDS = 20
MOST_PIXELS = 12_000_000


def picture_of(raw: bytes, page_number: int, width: int) -> bytes:
    """Draw a page, counted from 1, so many pixels wide; a very long page comes out narrower."""
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    document.init_forms()  # what was filled into a form is drawn too; nothing of it can run here
    page = document[page_number - 1]
    points_wide, points_high = page.get_size()
    scale = width / max(points_wide, 1)
    if points_wide * points_high * scale * scale > MOST_PIXELS:
        scale = (MOST_PIXELS / (points_wide * points_high)) ** 0.5
    drawn = page.render(scale=scale).to_pil().convert("RGB")
    paper = BytesIO()
    drawn.save(paper, "PNG")
    return paper.getvalue()


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    sys.stdout.buffer.write(picture_of(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
