"""Which exhibit stands on which page: ordered by weight, drawn together until the network's pages are enough.

First every page has its own sheet. Then pictures share one, then pages of papers; what still does not fit is left out,
the lightest first, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

A4 = (595, 842)
LEFT, RIGHT, TOP, BOTTOM, GAP = 34, 561, 796, 44, 10
"""Of the room between the marks, in points from the lower left."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Something that goes into the packet. `source` is the number of its bytes, `first` its first page in there.

    `kind` is the kind of file that it is handed in as. A higher `weight` stands further in front.
    """

    title: str
    piece: str
    kind: str
    source: int
    pages: int
    weight: int
    first: int = 0
    is_picture: bool = False
    is_record: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A page of a source, drawn into a box of a sheet; no box is the whole sheet."""

    source: int
    page: int
    is_picture: bool
    box: Box | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the packet. `marks` are the letters and titles of what stands on it."""

    kind: str
    marks: tuple[str, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheets behind the cover, what stands where, and what had to stay out."""

    exhibits: Sequence[Exhibit]
    sheets: Sequence[Sheet]
    left_out: Sequence[Exhibit]
    level: int


@dataclass(frozen=True, slots=True)
class Level:
    """How many share a sheet."""

    pictures: int
    pages: int


LEVELS = (Level(1, 1), Level(2, 1), Level(4, 2), Level(4, 4), Level(6, 4))


def lay_out(exhibits: Sequence[Exhibit], most_sheets: int) -> Plan:
    """Plan the sheets; `most_sheets` 0 is no limit. The plan is the widest that fits."""
    kept: list[Exhibit] = _ordered(exhibits)
    left_out: list[Exhibit] = []
    while True:
        for number, level in enumerate(LEVELS):
            lettered = _lettered(kept)
            sheets = [sheet for kind in _kinds(lettered) for sheet in _sheets(lettered, kind, level)]
            if not most_sheets or len(sheets) <= most_sheets:
                return Plan(lettered, sheets, left_out, number)
        lightest = min(kept, key=lambda exhibit: (exhibit.weight, -exhibit.pages))
        kept = [exhibit for exhibit in kept if exhibit is not lightest]
        left_out.append(lightest)


def _ordered(exhibits: Sequence[Exhibit]) -> list[Exhibit]:
    """By kind, the kind of the heaviest first: what is handed in as one file stands together."""
    heaviest: dict[str, int] = {}
    for exhibit in exhibits:
        heaviest[exhibit.kind] = max(heaviest.get(exhibit.kind, 0), exhibit.weight)
    return sorted(exhibits, key=lambda one: (-heaviest[one.kind], one.kind, -one.weight, not one.is_record))


def _kinds(exhibits: Sequence[Exhibit]) -> list[str]:
    return list(dict.fromkeys(exhibit.kind for exhibit in exhibits))


def _lettered(exhibits: Sequence[Exhibit]) -> list[Exhibit]:
    return [replace(exhibit, letter=letter_of(number)) for number, exhibit in enumerate(exhibits)]


def letter_of(number: int) -> str:
    """A to Z, then AA, AB, …"""
    return chr(65 + number) if number < 26 else letter_of(number // 26 - 1) + chr(65 + number % 26)


def _sheets(exhibits: Sequence[Exhibit], kind: str, level: Level) -> list[Sheet]:
    """Pictures that follow each other share sheets; pages of a paper share them among themselves."""
    sheets: list[Sheet] = []
    pictures: list[Exhibit] = []
    for exhibit in exhibits:
        if exhibit.kind != kind:
            continue
        if exhibit.is_picture:
            pictures.append(exhibit)
            continue
        sheets += _of_pictures(kind, pictures, level.pictures)
        pictures = []
        sheets += _of_paper(exhibit, 1 if exhibit.is_record else level.pages)
    return [*sheets, *_of_pictures(kind, pictures, level.pictures)]


def _of_pictures(kind: str, pictures: Sequence[Exhibit], together: int) -> list[Sheet]:
    sheets = []
    for start in range(0, len(pictures), together):
        shown = pictures[start : start + together]
        boxes = boxes_for(len(shown))
        slots = tuple(Slot(one.source, 0, True, box) for one, box in zip(shown, boxes, strict=True))
        sheets.append(Sheet(kind, tuple(_mark(one) for one in shown), slots))
    return sheets


def _of_paper(paper: Exhibit, together: int) -> list[Sheet]:
    sheets = []
    for start in range(0, paper.pages, together):
        numbers = range(start, min(start + together, paper.pages))
        whole = paper.is_record
        boxes: Sequence[Box | None] = [None] if whole else boxes_for(len(numbers))
        slots = tuple(
            Slot(paper.source, paper.first + number, False, box) for number, box in zip(numbers, boxes, strict=True)
        )
        sheets.append(Sheet(paper.kind, (_mark(paper),), slots))
    return sheets


def _mark(exhibit: Exhibit) -> str:
    return f"{exhibit.letter} {exhibit.title}"


def boxes_for(count: int) -> list[Box]:
    """One, two above each other, or four and six in two columns."""
    columns = 1 if count <= 2 else 2
    rows = -(-count // columns)
    wide, high = (RIGHT - LEFT - GAP * (columns - 1)) // columns, (TOP - BOTTOM - GAP * (rows - 1)) // rows
    boxes = []
    for number in range(count):
        row, column = divmod(number, columns)
        x, y = LEFT + column * (wide + GAP), TOP - (row + 1) * high - row * GAP
        boxes.append((x, y, x + wide, y + high))
    return boxes
