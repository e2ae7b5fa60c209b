"""The child process that looks at what came in: bytes on standard input, a line of JSON and bytes on standard output.

A picture comes back drawn anew, so that nothing of the file survives but what one sees: no EXIF, no second file behind
it. A PDF comes back as it is, or with the reason why not. Knows no settings and no database.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import Any

from customers.documents.confine import limit_self
from customers.documents.try_out import CannotBeShown, require_drawable, require_honest_sizes

LOADED = ("PIL.Image", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "pikepdf", "pypdfium2")
"""What the process that it is born from loads ahead."""

MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
MOST_PIXELS = 40_000_000
MOST_PAGES = 100
MOST_OBJECTS = 100_000
DEEPEST = 40
TRAILING_BYTES = 64
"""What a PDF may carry behind its end: line breaks of old mailers."""

FORBIDDEN_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute",
}  # fmt: skip
FORBIDDEN_KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/XFA": "script",
}
FORBIDDEN_KINDS = {"/EmbeddedFile": "embedded", "/Filespec": "embedded", "/RichMedia": "embedded"}

_MAGIC = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
}


class Refused(Exception):
    """The file is not taken; the argument is the reason's code."""


def looks_like(kind: str, raw: bytes) -> bool:
    """Whether the first bytes say what the name says."""
    return raw.startswith(_MAGIC[kind]) and (kind != "webp" or raw[8:12] == b"WEBP")


def examine(kind: str, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return kind and pages of what is kept, and its bytes. Raises Refused."""
    return _examine_pdf(raw) if kind == "pdf" else _draw_anew(kind, raw)


def _draw_anew(kind: str, raw: bytes) -> tuple[dict[str, Any], bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and a refusal instead of a warning
    try:
        with Image.open(BytesIO(raw), formats=[kind.upper()]) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            sent.seek(0)
            sent.load()
            upright = _in_eight_bits(ImageOps.exif_transpose(sent))
            has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            drawn = upright.convert("RGBA" if has_alpha else "RGB")
    except Refused:
        raise
    except Exception as trouble:
        raise Refused("broken") from trouble
    drawn.info.clear()
    paper = BytesIO()
    if kind in ("png", "gif") or has_alpha:
        drawn.save(paper, "PNG")
        return {"kind": "png", "pages": 1}, paper.getvalue()
    drawn.save(paper, "JPEG", quality=90)
    return {"kind": "jpeg", "pages": 1}, paper.getvalue()


def _in_eight_bits(picture: Any) -> Any:
    """Sixteen bits of grey, as good scanners write them, become eight; a plain conversion would cut all to white."""
    from PIL import Image

    if picture.mode != "I;16":
        return picture
    return Image.frombytes("L", picture.size, picture.tobytes()[1::2])


def _examine_pdf(raw: bytes) -> tuple[dict[str, Any], bytes]:
    import pikepdf

    end = raw.rfind(b"%%EOF")
    if end < 0 or len(raw) - end - 5 > TRAILING_BYTES or raw[end + 5 :].strip():
        raise Refused("broken")
    try:
        with pikepdf.open(BytesIO(raw), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            pages = len(pdf.pages)
            if not 1 <= pages <= MOST_PAGES:
                raise Refused("too_many_pages" if pages else "broken")
            if len(pdf.objects) > MOST_OBJECTS:
                raise Refused("too_big_inside")
            for thing in pdf.objects:
                _look_through(thing, DEEPEST)
            _look_through(pdf.trailer, DEEPEST)
            require_honest_sizes(pdf)
        require_drawable(raw, pages)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except CannotBeShown as reason:
        raise Refused(str(reason)) from None
    except (Refused, MemoryError):
        raise
    except Exception as trouble:
        raise Refused("broken") from trouble
    return {"kind": "pdf", "pages": pages}, raw


def _look_through(thing: Any, depth: int) -> None:
    """Refuse scripts, programs and files inside, wherever they hide. Indirect objects are looked at on their own."""
    import pikepdf

    if depth == 0:
        raise Refused("too_big_inside")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in thing.items():
            if key in FORBIDDEN_KEYS:
                raise Refused(FORBIDDEN_KEYS[key])
            if isinstance(value, pikepdf.Name):
                _refuse_named(key, str(value))
            elif isinstance(value, pikepdf.Object) and not value.is_indirect:
                _look_through(value, depth - 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                _look_through(value, depth - 1)


def _refuse_named(key: str, name: str) -> None:
    if key == "/S" and name in FORBIDDEN_ACTIONS:
        raise Refused("launch" if name == "/Launch" else "script")
    if key in ("/Type", "/Subtype") and name in FORBIDDEN_KINDS:
        raise Refused(FORBIDDEN_KINDS[name])


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    raw = sys.stdin.buffer.read()
    try:
        found, kept = examine(sys.argv[1], raw)
    except Refused as refusal:
        found, kept = {"refused": str(refusal)}, b""
    except MemoryError:
        found, kept = {"refused": "too_big_inside"}, b""
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
