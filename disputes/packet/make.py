"""Making a packet: cover and contents, the exhibits in order, marks on every sheet, small enough for the gateway."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from customers.documents.child import ChildFailed, run_child
from customers.documents.render import NotPrinted, print_html
from customers.money import format_money
from disputes.evidence.discovery import reason_for
from disputes.evidence.facts import CaseFacts
from disputes.evidence.pieces import PIECES
from disputes.evidence.preflight import most_pages
from disputes.packet.grades import GRADES
from disputes.packet.plan import Exhibit, Plan, lay_out
from disputes.packet.records import Record, records_for
from refunds.gateways.dispute_types import EvidenceBudget

BIND_SECONDS = 110
ANYTHING = "uncategorized_file"
LONGEST_BRIEF = 80
SPARE = 0.98
"""So much of the gateway's bytes is used: what it counts around them is not ours."""
RECORDS = 0
"""The number of the print of our own records among the sources."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the draft. `kind` is jpeg, png or pdf."""

    name: str
    piece: str
    kind: str
    pages: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is handed in: our word for its kind, and its pages of the packet."""

    kind: str
    pages: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Packet:
    """The whole to look at, the parts to hand in, and what had to be done to make it fit."""

    whole: bytes
    parts: Sequence[Part]
    contents: Sequence[tuple[str, str, str]]
    left_out: Sequence[str] = field(default_factory=list)
    level: int = 0
    grade: int = 0
    fits: bool = True
    unclear: Sequence[tuple[str, str, int]] = ()
    """Files that nobody could read: name, "blank" or "coarse", and the page of the file, from 1."""

    @property
    def pages(self) -> int:
        return sum(part.pages for part in self.parts)

    @property
    def is_coarse(self) -> bool:
        """Whether pictures were made so small that somebody should look whether they can be read."""
        return self.grade >= len(GRADES) - 2


def make_packet(
    facts: CaseFacts,
    attachments: Sequence[Attachment],
    budget: EvidenceBudget,
    *,
    summary: str = "",
    statements: Sequence[tuple[str, str]] = (),
    dispute_number: str = "",
    without: Collection[str] = (),
) -> Packet:
    """Print and bind everything. `without` are pieces of our own records that stay out. Raises NotPrinted.

    `statements`, heading and text, stand on the cover where the gateway has no fields for them.
    """
    with override("en"):
        records, print_of_records, starts = _print_records(facts, without)
        exhibits = [*_of_records(facts, records, starts, budget), *_of_files(facts, attachments, budget)]
        said = {"summary": summary, **_on_the_cover(facts, statements), "dispute_number": dispute_number}
        front, plan, contents = _print_front(facts, exhibits, budget, said)
        marks = _print_marks(facts, plan, _page_count(front))
        return _bind(facts, plan, contents, front, marks, print_of_records, attachments, budget)


def _on_the_cover(facts: CaseFacts, statements: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """What is said in one line and what is longer; what the cover tells anyway is left out."""
    told = (
        facts.customer_name,
        facts.customer_email,
        f"{facts.what}: {format_money(facts.paid_minor, facts.paid_currency, 'en')}",
    )
    new = [(head, text) for head, text in statements if text.strip() not in told]
    brief = [(head, text) for head, text in new if len(text) <= LONGEST_BRIEF and "\n" not in text]
    return {"brief": brief, "statements": [one for one in new if one not in brief]}


def kind_in(budget: EvidenceBudget, kind: str) -> str:
    """The kind of file that it goes as: its own where the gateway knows that, else with everything else."""
    if not budget.file_kinds or kind in budget.file_kinds:
        return kind if budget.file_kinds else ANYTHING
    return ANYTHING if ANYTHING in budget.file_kinds else budget.file_kinds[-1]


def contents_of(plan: Plan, front_pages: int) -> list[tuple[str, str, str]]:
    """Letter, title and pages of every exhibit."""
    pages: dict[str, list[int]] = {}
    for number, sheet in enumerate(plan.sheets, start=front_pages + 1):
        for mark in sheet.marks:
            pages.setdefault(mark.partition(" ")[0], []).append(number)
    return [(one.letter, one.title, _span(pages[one.letter])) for one in plan.exhibits]


def _span(pages: Sequence[int]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}"


def _print_records(facts: CaseFacts, without: Collection[str]) -> tuple[list[Record], bytes, list[int]]:
    """Our records in one print, and the page on which each begins; the last number is that of all pages."""
    import pikepdf  # as in customers/documents: only where a paper is looked into

    wins = reason_for(facts.category).wins[facts.goods]
    pieces = dict.fromkeys(["proof_of_credit", *wins, "receipt"] if facts.credits else [*wins, "receipt"])
    records = records_for(facts, [piece for piece in pieces if piece not in without])
    if not records:
        return [], b"", [0]
    printed = print_html(render_to_string("pdf/packet_records.html", {"records": records}))
    with pikepdf.open(BytesIO(printed)) as pdf, pdf.open_outline() as outline:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        aims: list[Any] = [entry.destination for entry in outline.root]
        starts = [numbers[aim[0].objgen] for aim in aims]
        return records, printed, [*starts, len(pdf.pages)]


def _of_records(
    facts: CaseFacts, records: Sequence[Record], starts: Sequence[int], budget: EvidenceBudget
) -> list[Exhibit]:
    return [
        Exhibit(
            title=record.title,
            piece=record.piece,
            kind=kind_in(budget, PIECES[record.piece].file_kind),
            source=RECORDS,
            pages=starts[number + 1] - starts[number],
            weight=_weight(facts, record.piece),
            first=starts[number],
            is_record=True,
        )
        for number, record in enumerate(records)
    ]


def _of_files(facts: CaseFacts, attachments: Sequence[Attachment], budget: EvidenceBudget) -> list[Exhibit]:
    return [
        Exhibit(
            title=_title_of(one),
            piece=one.piece,
            kind=kind_in(budget, PIECES[one.piece].file_kind if one.piece in PIECES else ANYTHING),
            source=number,
            pages=one.pages,
            weight=_weight(facts, one.piece),
            is_picture=one.kind != "pdf",
        )
        for number, one in enumerate(attachments, start=RECORDS + 1)
    ]


def _title_of(one: Attachment) -> str:
    name = PurePosixPath(one.name).stem
    return f"{PIECES[one.piece].title}: {name}" if one.piece in PIECES else name


def _weight(facts: CaseFacts, piece: str) -> int:
    """What it counts for in this case; a proof of refund always counts most, what nobody asks for least."""
    wins = list(reason_for(facts.category).wins[facts.goods])
    if piece == "proof_of_credit" and facts.credits:
        return len(wins) + 1
    if piece == "messages" and not facts.letters:
        return 0  # that nobody wrote is said, and behind everything that shows something
    return len(wins) - wins.index(piece) if piece in wins else 0


def _print_front(
    facts: CaseFacts, exhibits: Sequence[Exhibit], budget: EvidenceBudget, said: Mapping[str, object]
) -> tuple[bytes, Plan, list[tuple[str, str, str]]]:
    """Cover and contents. How long they are says where the exhibits begin, so they are printed until that is true."""
    most, pages = most_pages(budget, facts.network), 1
    while True:
        plan = lay_out(exhibits, max(most - pages, 1) if most else 0)
        contents = contents_of(plan, pages)
        context = {**said, "facts": facts, "reason": reason_for(facts.category), "contents": contents}
        front = print_html(render_to_string("pdf/packet_front.html", context))
        if (printed := _page_count(front)) <= pages:
            break
        pages = printed
    if printed < pages:  # fewer exhibits, a shorter list: only the numbers change now
        contents = contents_of(plan, printed)
        front = print_html(render_to_string("pdf/packet_front.html", {**context, "contents": contents}))
    return front, plan, contents


def _print_marks(facts: CaseFacts, plan: Plan, front_pages: int) -> bytes:
    """A clear sheet for each of the packet, with nothing but its marks and its number."""
    heads = ["" for _page in range(front_pages)]
    heads += [" · ".join(f"Exhibit {mark}" for mark in sheet.marks) for sheet in plan.sheets]
    pages = [{"head": head, "number": number} for number, head in enumerate(heads, start=1)]
    context = {"pages": pages, "total": len(pages), "reference": facts.reference}
    return print_html(render_to_string("pdf/packet_marks.html", context))


def _page_count(printed: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(printed)) as pdf:
        return len(pdf.pages)


def _bind(
    facts: CaseFacts,
    plan: Plan,
    contents: Sequence[tuple[str, str, str]],
    front: bytes,
    marks: bytes,
    records: bytes,
    attachments: Sequence[Attachment],
    budget: EvidenceBudget,
) -> Packet:
    blobs = [records, *(one.content for one in attachments), front, marks]
    pictures = [False, *(one.kind != "pdf" for one in attachments), False, False]
    at_front = len(blobs) - 2
    front_sheets = [[{"source": at_front, "page": page, "box": None}] for page in range(_page_count(front))]
    sheets = front_sheets + [
        [{"source": slot.source, "page": slot.page, "box": slot.box} for slot in sheet.slots] for sheet in plan.sheets
    ]
    kinds = [kind_in(budget, ANYTHING)] * len(front_sheets) + [sheet.kind for sheet in plan.sheets]
    parts = {kind: [number for number, one in enumerate(kinds) if one == kind] for kind in dict.fromkeys(kinds)}
    order = {
        "title": f"{facts.reference}: answer to a dispute",
        "sources": [{"size": len(raw), "picture": pic} for raw, pic in zip(blobs, pictures, strict=True)],
        "marks": len(blobs) - 1,
        "sheets": sheets,
        "parts": [{"pages": numbers} for numbers in parts.values()],
        "most_bytes": int(budget.bytes_together * SPARE),
        "most_bytes_each": int(budget.bytes_per_file * SPARE),
    }
    told, papers = _run(order, blobs)
    return Packet(
        whole=papers[0],
        parts=[Part(kind, len(parts[kind]), raw) for kind, raw in zip(parts, papers[1:], strict=True)],
        contents=contents,
        left_out=[exhibit.title for exhibit in plan.left_out],
        level=plan.level,
        grade=told["grade"],
        fits=told["fits"],
        unclear=[(attachments[source - RECORDS - 1].name, why, page + 1) for source, why, page in told["unclear"]],
    )


def _run(order: Mapping[str, object], blobs: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    sent = json.dumps(order).encode() + b"\n" + b"".join(blobs)
    try:
        answer = run_child("disputes.packet.binder", [], sent, BIND_SECONDS)
    except ChildFailed as trouble:
        raise NotPrinted(str(trouble)) from None
    head, _newline, rest = answer.partition(b"\n")
    told = json.loads(head)
    papers, at = [], 0
    for size in told["sizes"]:
        papers.append(rest[at : at + size])
        at += size
    return told, papers
