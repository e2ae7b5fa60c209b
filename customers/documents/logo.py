"""The child process that fits a logo: a picture that was drawn anew in, a small PNG out. Knows no settings.

The first line of the answer says how wide and high it is, and whether it would be lost on dark paper.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import Any

from customers.documents.confine import limit_self

LOADED = ("PIL.Image", "PIL.ImageStat", "PIL.JpegImagePlugin", "PIL.PngImagePlugin")
"""What the process that it is born from loads ahead."""

MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
WIDEST, HIGHEST = 480, 160
"""Pixels: twice what a page shows, for screens that are fine enough."""

DARK = 80
"""Of 255: below it a logo does not stand out from the dark scheme's paper."""


def fitted(raw: bytes) -> tuple[dict[str, int | bool], bytes]:
    """Make it no larger than it is shown, with nothing in it but what one sees."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # it has passed the limit of customers.documents.examine
    with Image.open(BytesIO(raw), formats=["PNG", "JPEG"]) as sent:
        drawn = sent.convert("RGBA")
    drawn.thumbnail((WIDEST, HIGHEST))
    drawn.info.clear()
    paper = BytesIO()
    drawn.save(paper, "PNG", optimize=True)
    return {"width": drawn.width, "height": drawn.height, "is_dark": _is_dark(drawn)}, paper.getvalue()


def _is_dark(drawn: Any) -> bool:
    """Whether one sees through it, and what is left is darker than not."""
    from PIL import ImageStat

    alpha = drawn.getchannel("A")
    if alpha.getextrema()[0] == 255 or not alpha.getbbox():
        return False
    seen = alpha.point(lambda opacity: 255 if opacity > 127 else 0)
    return seen.getbbox() is not None and ImageStat.Stat(drawn.convert("L"), seen).mean[0] < DARK


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    size, picture = fitted(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(size).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
