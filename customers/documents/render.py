"""A template and its values in, a PDF out. Long papers are printed in parts, on as many processors as there are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from django.template.loader import render_to_string

from customers.documents.child import ChildFailed, run_child
from customers.documents.frames import framed, unframed

PRINT_SECONDS = 120
"""How long a paper may take before its process is ended."""

PRESS, BINDER = "customers.documents.press", "customers.documents.binding"


class NotPrinted(Exception):
    """The paper could not be made. Says why for the log; nothing was written."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a paper carries. `at` is its moment in ISO 8601, `metadata` the XMP that speaks of it."""

    name: str
    text: str
    description: str
    metadata: str
    at: str


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Print a template. The same values give the same bytes. Raises NotPrinted."""
    return print_html(render_to_string(template, dict(context)))


def print_html(html: str, seconds: float = PRINT_SECONDS, attached: Attached | None = None) -> bytes:
    """Print one HTML text in a process of its own, which knows none of our secrets and has little memory and time.

    With a file attached it becomes PDF/A-3.
    """
    (paper,) = _press([html], seconds, attached)
    return paper


def print_side_by_side(texts: Iterable[str], at_once: int = 1, seconds: float = PRINT_SECONDS) -> Iterator[bytes]:
    """Print many texts, `at_once` in each child, on all processors; the papers come in order, as they get ready.

    No more texts are taken than are being printed. Raises NotPrinted.
    """
    source, workers = iter(texts), processors()
    with ThreadPoolExecutor(workers) as hands:
        running: list[Future[list[bytes]]] = []
        while True:
            while len(running) < workers + 1 and (batch := list(islice(source, at_once))):
                running.append(hands.submit(_press, batch, seconds))
            if not running:
                return
            yield from running.pop(0).result()


def bind(parts: Sequence[bytes], pages: Sequence[int]) -> bytes:
    """Bind the parts of one paper, each with its number of pages. Raises NotPrinted where a part has another."""
    try:
        return run_child(BINDER, [",".join(map(str, pages))], framed(parts), PRINT_SECONDS)
    except ChildFailed as trouble:
        raise NotPrinted(str(trouble)) from None


def pages_in(paper: bytes) -> int:
    """How many pages a paper has that we printed ourselves."""
    import pikepdf

    with pikepdf.open(BytesIO(paper)) as pdf:
        return len(pdf.pages)


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _press(texts: Sequence[str], seconds: float, attached: Attached | None = None) -> list[bytes]:
    order = {"papers": texts, "attached": asdict(attached) if attached else None}
    try:
        papers = list(unframed(run_child(PRESS, [], json.dumps(order).encode(), seconds)))
    except (ChildFailed, ValueError) as trouble:
        raise NotPrinted(str(trouble)) from None
    if len(papers) != len(texts) or not all(paper.startswith(b"%PDF-") for paper in papers):
        raise NotPrinted("What was printed is no PDF.")
    return papers
