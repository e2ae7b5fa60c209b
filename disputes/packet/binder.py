"""The child process that binds a packet: a line of JSON and bytes in, a line of JSON and PDFs out.

It tries one grade of fineness after the other until what is handed in is small enough. Knows no settings, no database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from customers.documents.confine import limit_self
from disputes.packet.grades import GRADES, Grade
from disputes.packet.plan import A4

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 100
MOST_PIXELS = 60_000_000
LOOK_DPI = 24
LEAST_DPI = 72
"""Below it letters of a picture fall apart on the sheet."""
FAINTEST = 12
"""So many of 256 shades lie between the lightest and the darkest spot of anything that shows something."""


class Source:
    """The bytes of one file; what was drawn of it in a grade is kept while its pages are placed."""

    def __init__(self, raw: bytes, is_picture: bool) -> None:
        self.raw, self.is_picture = raw, is_picture
        self._paper: Any = None

    @cached_property
    def ink(self) -> bytes:
        """The paper with everything that one sees as ink of its pages."""
        return _as_ink(self.raw)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(BytesIO(self.ink))

    @property
    def bytes_a_page(self) -> int:
        return len(self.ink) // max(len(self.pdf.pages), 1)

    def picture(self, page: int, box: Sequence[int], dpi: int) -> Image.Image:
        """What is drawn into the box, no finer than the grade; for a page of a paper, the page drawn."""
        wide, high = (box[2] - box[0]) * dpi // 72, (box[3] - box[1]) * dpi // 72
        drawn = self._photo() if self.is_picture else self._page(page, wide, high)
        drawn.thumbnail((max(wide, 1), max(high, 1)))
        return drawn

    def doubt(self, page: int, box: Sequence[int]) -> str:
        """Why nobody could read what is drawn into the box: "blank", "coarse"; "" where it can be read."""
        lightest_and_darkest: Any = self.picture(page, box, LOOK_DPI).convert("L").getextrema()
        if lightest_and_darkest[1] - lightest_and_darkest[0] < FAINTEST:
            return "blank"
        return "coarse" if self.is_picture and self._dots_an_inch(box) < LEAST_DPI else ""

    def _dots_an_inch(self, box: Sequence[int]) -> float:
        with Image.open(BytesIO(self.raw), formats=["JPEG", "PNG"]) as kept:
            return 72 * max(kept.width / (box[2] - box[0]), kept.height / (box[3] - box[1]))

    def _photo(self) -> Image.Image:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        with Image.open(BytesIO(self.raw), formats=["JPEG", "PNG"]) as kept:
            kept.load()
            if kept.mode in ("RGBA", "LA", "PA") or "transparency" in kept.info:
                clear = kept.convert("RGBA")
                paper = Image.new("RGB", clear.size, "white")
                paper.paste(clear, mask=clear.getchannel("A"))
                return paper
            return kept.convert("RGB")

    def _page(self, number: int, wide: int, high: int) -> Image.Image:
        import pypdfium2

        if self._paper is None:
            self._paper = pypdfium2.PdfDocument(self.ink)
        page = self._paper[number]
        points_wide, points_high = page.get_size()
        scale = min(wide / max(points_wide, 1), high / max(points_high, 1))
        drawn: Image.Image = page.render(scale=max(scale, 0.1), may_draw_forms=False).to_pil().convert("RGB")
        return drawn


def _as_ink(raw: bytes) -> bytes:
    """Make ink of what was filled into fields or stamped on: only ink goes along when a page is laid on a sheet."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        if "/AcroForm" not in pdf.Root and not any("/Annots" in page.obj for page in pdf.pages):
            return raw
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("print")
        return _saved(pdf)


def bind(order: Mapping[str, Any], blobs: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The whole packet and its parts, in the finest grade that is small enough; the coarsest where none is."""
    sources = [Source(raw, told["picture"]) for raw, told in zip(blobs, order["sources"], strict=True)]
    for number, grade in enumerate(GRADES):
        whole = _assemble(order, sources, grade)
        parts = [_part(whole, part["pages"]) for part in order["parts"]]
        if _fits(parts, order) or number == len(GRADES) - 1:
            told = {"grade": number, "fits": _fits(parts, order), "unclear": _unclear(order, sources)}
            return told, [_saved(whole), *parts]
    raise AssertionError("there is a grade")


def _unclear(order: Mapping[str, Any], sources: Sequence[Source]) -> list[tuple[int, str, int]]:
    """The files that people sent and nobody could read: source, why, and the first page of it."""
    found: dict[tuple[int, str], int] = {}
    for slots in order["sheets"]:
        for slot in slots:
            if slot["box"] is not None and (why := sources[slot["source"]].doubt(slot["page"], slot["box"])):
                found.setdefault((slot["source"], why), slot["page"])
    return [(source, why, page) for (source, why), page in found.items()]


def _fits(parts: Sequence[bytes], order: Mapping[str, Any]) -> bool:
    sizes = [len(part) for part in parts]
    together, each = order["most_bytes"], order["most_bytes_each"]
    return (not together or sum(sizes) <= together) and (not each or max(sizes, default=0) <= each)


def _assemble(order: Mapping[str, Any], sources: Sequence[Source], grade: Grade) -> pikepdf.Pdf:
    packet = pikepdf.new()
    marks = sources[order["marks"]].pdf
    for number, slots in enumerate(order["sheets"]):
        sheet = _whole(packet, sources, slots) if slots[0]["box"] is None else _drawn(packet, sources, slots, grade)
        sheet.add_overlay(marks.pages[number], pikepdf.Rectangle(0, 0, *A4))
    packet.docinfo["/Title"] = order["title"]
    return packet


def _whole(packet: pikepdf.Pdf, sources: Sequence[Source], slots: Sequence[Mapping[str, Any]]) -> pikepdf.Page:
    packet.pages.append(sources[slots[0]["source"]].pdf.pages[slots[0]["page"]])
    return packet.pages[-1]


def _drawn(
    packet: pikepdf.Pdf, sources: Sequence[Source], slots: Sequence[Mapping[str, Any]], grade: Grade
) -> pikepdf.Page:
    sheet = packet.add_blank_page(page_size=A4)
    for slot in slots:
        source, box = sources[slot["source"]], slot["box"]
        jpeg = _jpeg(source, slot, grade) if source.is_picture or grade[2] else None
        if jpeg is not None and (source.is_picture or len(jpeg[0]) < source.bytes_a_page):
            _place(packet, sheet, jpeg, box)
        else:
            sheet.add_overlay(source.pdf.pages[slot["page"]], pikepdf.Rectangle(*box))
    return sheet


def _jpeg(source: Source, slot: Mapping[str, Any], grade: Grade) -> tuple[bytes, int, int]:
    dpi, quality, _draws_papers = grade
    picture = source.picture(slot["page"], slot["box"], dpi)
    paper = BytesIO()
    picture.save(paper, "JPEG", quality=quality, optimize=True)
    return paper.getvalue(), picture.width, picture.height


def _place(packet: pikepdf.Pdf, sheet: pikepdf.Page, jpeg: tuple[bytes, int, int], box: Sequence[int]) -> None:
    """In the middle of its box, as large as it goes without changing its shape."""
    raw, wide, high = jpeg
    image = pikepdf.Stream(
        packet, raw, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=wide, Height=high,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    room_wide, room_high = box[2] - box[0], box[3] - box[1]
    scale = min(room_wide / wide, room_high / high)
    x, y = box[0] + (room_wide - wide * scale) / 2, box[1] + (room_high - high * scale) / 2
    name = sheet.add_resource(image, pikepdf.Name.XObject)
    sheet.contents_add(f"q {wide * scale:.2f} 0 0 {high * scale:.2f} {x:.2f} {y:.2f} cm {name} Do Q".encode())


def _part(whole: pikepdf.Pdf, pages: Sequence[int]) -> bytes:
    part = pikepdf.new()
    for number in pages:
        part.pages.append(whole.pages[number])
    part.docinfo["/Title"] = whole.docinfo["/Title"]
    return _saved(part)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    paper = BytesIO()
    pdf.save(paper, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return paper.getvalue()


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    head = json.loads(sys.stdin.buffer.readline())
    blobs = [sys.stdin.buffer.read(told["size"]) for told in head["sources"]]
    told, papers = bind(head, blobs)
    told["sizes"] = [len(paper) for paper in papers]
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(papers))


if __name__ == "__main__":
    main()
