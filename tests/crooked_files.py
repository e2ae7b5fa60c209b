"""More files that somebody sends on purpose: papers that unfold, loop, lie about their size, or carry a second self."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache

import pikepdf
from PIL import Image

from tests.files import archive, pdf, photo, photo_with_a_place

SCRIPT = b"<script>alert('EVIL')</script>"
A4 = "0 0 595 842"


def raw_pdf(page: str = "", *more: bytes, kids: str = "[3 0 R]", count: int = 1, box: str = A4) -> bytes:
    """A PDF written by hand: 1 the root, 2 the tree of pages, 3 a page, 4 and on what is given."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids {kids} /Count {count} >>".encode(),
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {page} >>".encode(),
        *more,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, filters: str = "/FlateDecode", more: str = "") -> bytes:
    return f"<< /Length {len(content)} /Filter {filters} {more} >>\nstream\n".encode() + content + b"\nendstream"


@cache
def deflated(byte: bytes, megabytes: int) -> bytes:
    """So many megabytes of one byte, made small without ever being there: one block is deflated and repeated."""
    block, press, check = byte * 1_000_000, zlib.compressobj(9), 1
    first, next_one = (press.compress(block) + press.flush(zlib.Z_FULL_FLUSH) for _block in range(2))
    for _block in range(megabytes):
        check = zlib.adler32(block, check)
    return first + next_one * (megabytes - 1) + b"\x03\x00" + check.to_bytes(4, "big")


def bomb(megabytes: int = 600) -> bytes:
    return raw_pdf("/Contents 4 0 R", stream(deflated(b" ", megabytes)))


def bomb_in_a_bomb() -> bytes:
    """A stream that is deflated twice: some kilobytes, then hundreds of them, then half a gigabyte."""
    inner = deflated(b" ", 600)
    return raw_pdf("/Contents 4 0 R", stream(zlib.compress(inner, 9), "[/FlateDecode /FlateDecode]"))


def many_small_bombs() -> bytes:
    """Forty pages, each of which is almost small enough."""
    each = stream(deflated(b" ", 30))
    numbers = range(4, 43)
    pages = [f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents {n + 40} 0 R >>".encode() for n in numbers]
    kids = "[" + " ".join(f"{n} 0 R" for n in (3, *numbers)) + "]"
    return raw_pdf("", *pages, b"null", *(each for _n in range(41)), kids=kids, count=40)


def picture_bomb_in_a_pdf() -> bytes:
    """A page with a picture that says it is 60,000 by 60,000 pixels."""
    told = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 1"
    picture = stream(deflated(b"\xff", 20), more=told)
    draws = stream(zlib.compress(b"q 595 0 0 842 0 0 cm /P Do Q"))
    return raw_pdf("/Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >>", draws, picture)


def laughing() -> bytes:
    """Twelve drawings, each of which draws the next one ten times: a million million strokes."""
    forms = []
    for number in range(12):
        inner = f"<< /XObject << /F {number + 6} 0 R >> >>" if number < 11 else "<< >>"
        words = b"/F Do " * 10 if number < 11 else b"0 0 m 9 9 l S "
        told = f"/Type /XObject /Subtype /Form /BBox [{A4}] /Resources {inner}"
        forms.append(stream(zlib.compress(words), more=told))
    page = "/Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>"
    return raw_pdf(page, stream(zlib.compress(b"/F Do")), *forms)


def with_password() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", user="user", R=6))


def with_files_on_a_page() -> bytes:
    """A pin on the page that holds a program."""
    file = b"<< /Type /Filespec /F (evil.exe) /EF << /F 5 0 R >> >>"
    pin = b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 6 0 R >>"
    return raw_pdf("/Annots [4 0 R]", pin, stream(zlib.compress(b"MZ")), file)


def with_hidden_script() -> bytes:
    """A script in an object stream that nothing seems to point at but the page's second wish."""
    act = "<< /S /URI /URI (https://shop.example/) /Next << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
    return raw_pdf(f"/AA << /O {act} >>")


def broken_table() -> bytes:
    return pdf(2).replace(b"startxref", b"startxrfe")


def table_that_points_elsewhere() -> bytes:
    honest = raw_pdf()
    at = honest.rindex(b"startxref\n") + 10
    return honest[:at] + b"9\n%%EOF\n"


def animation() -> bytes:
    frames = [Image.new("RGB", (40, 40), (20 * n, 90, 30)) for n in range(9)]
    paper = io.BytesIO()
    frames[0].save(paper, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0, comment=SCRIPT)
    return paper.getvalue()


def endless_animation() -> bytes:
    """Ten thousand frames behind the first one."""
    first, others = photo("GIF", (2, 2)), photo("GIF", (3, 3))
    frame = others[others.index(b"\x2c") : -1]
    return first[:-1] + frame * 10_000 + b";"


def ribbon() -> bytes:
    """One pixel high and seventy thousand wide."""
    paper = io.BytesIO()
    Image.new("L", (70_000, 1)).save(paper, "PNG")
    return paper.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def png_with(kind: bytes, content: bytes) -> bytes:
    """A picture with a chunk of one's own behind its head."""
    honest = photo("PNG")
    return honest[:33] + chunk(kind, content) + honest[33:]


def png_bomb_of_text() -> bytes:
    return png_with(b"zTXt", b"note\x00\x00" + deflated(b"A", 200))


def png_bomb_of_colours() -> bytes:
    return png_with(b"iCCP", b"colours\x00\x00" + deflated(b"A", 200))


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 200


def fine_scan() -> bytes:
    """Sixteen bits of grey for every pixel, as good scanners write: a dark stroke on light paper."""
    paper = io.BytesIO()
    scan = Image.new("I;16", (60, 40), 60_000)
    for x in range(60):
        scan.putpixel((x, 20), 3_000)
    scan.save(paper, "PNG")
    return paper.getvalue()


def turned() -> bytes:
    """A picture that was taken with the phone on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return photo(exif=exif)


def lying_form() -> bytes:
    """HTML, PDF and a script at once: a browser that guesses would run it."""
    return b"%PDF-1.7\n" + SCRIPT + pdf()[9:]


def crooked_files() -> Iterator[tuple[str, str, bytes]]:
    """What it is, the name it comes under, its bytes. None of them may be kept."""
    yield "pdf that unfolds without end", "receipt.pdf", bomb()
    yield "pdf deflated twice", "receipt.pdf", bomb_in_a_bomb()
    yield "pdf of forty small bombs", "receipt.pdf", many_small_bombs()
    yield "pdf with a picture of 3,600 million pixels", "receipt.pdf", picture_bomb_in_a_pdf()
    yield "pdf that draws a million million strokes", "receipt.pdf", laughing()
    yield "pdf of ten thousand pages", "receipt.pdf", raw_pdf(kids="[" + "3 0 R " * 10_000 + "]", count=10_000)
    yield "pdf whose pages are its own parents", "receipt.pdf", raw_pdf(kids="[2 0 R]")
    yield "pdf without a page", "receipt.pdf", raw_pdf(kids="[]", count=0)
    yield "pdf as large as a country", "receipt.pdf", raw_pdf(box="0 0 1000000000 1000000000")
    yield "pdf as thin as a thread", "receipt.pdf", raw_pdf(box="0 0 0.001 14000")
    yield "pdf without any room", "receipt.pdf", raw_pdf(box="0 0 0 0")
    yield "pdf with a broken table", "receipt.pdf", broken_table()
    yield "pdf with a table elsewhere", "receipt.pdf", table_that_points_elsewhere()
    yield "pdf with a strong password", "receipt.pdf", with_password()
    yield "pdf with a program pinned to it", "receipt.pdf", with_files_on_a_page()
    yield "pdf with a script behind a link", "receipt.pdf", with_hidden_script()
    yield "pdf with a script in its first line", "receipt.pdf", lying_form()
    yield "png with endless notes", "photo.png", png_bomb_of_text()
    yield "png with endless colours", "photo.png", png_bomb_of_colours()
    yield "tiff", "photo.tiff", photo("TIFF")
    yield "tiff that says it is a jpeg", "photo.jpg", photo("TIFF")
    yield "heic", "photo.heic", heic()
    yield "heic that says it is a jpeg", "photo.jpg", heic()
    yield "bmp", "photo.bmp", photo("BMP")
    yield "postscript", "paper.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "postscript that says it is a png", "photo.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "html page saved as a picture", "page.htm.png", b"<html>" + photo("PNG")
    yield "letter of a mail program", "mail.eml", b"Content-Type: text/html\n\n" + SCRIPT


def cleaned_files() -> Iterator[tuple[str, str, bytes]]:
    """What may be kept: a picture drawn anew, so that nothing hidden in it lives on, or a paper that only miscounts."""
    yield "animation with a script as its note", "photo.gif", animation()
    yield "animation of ten thousand frames", "photo.gif", endless_animation()
    yield "picture with a place in it, as webp", "photo.webp", photo("WEBP", exif=_place())
    yield "picture with a place in it, as png", "photo.png", photo("PNG", exif=_place())
    yield "picture with a page as its note", "photo.png", png_with(b"tEXt", b"note\x00" + SCRIPT)
    yield "picture with a zip in a chunk of its own", "photo.png", png_with(b"evIL", archive(evil=b"EVIL" * 99))
    yield "pdf that says it has a billion pages", "receipt.pdf", raw_pdf(count=10**9)
    yield "pdf with a box that is none", "receipt.pdf", raw_pdf(box="0 0 (a) /b")
    yield "picture of one line", "photo.png", ribbon()
    yield "picture turned on its side", "photo.jpg", turned()
    yield "picture in the colours of print", "photo.jpg", _cmyk()
    yield "picture with a place, a camera and a zip behind it", "photo.jpg", photo_with_a_place() + archive(e=b"EVIL")


def _place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return exif


def _cmyk() -> bytes:
    paper = io.BytesIO()
    Image.new("CMYK", (60, 40), (20, 90, 30, 9)).save(paper, "JPEG")
    return paper.getvalue()
