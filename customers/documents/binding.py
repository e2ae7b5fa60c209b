"""The child process that binds parts of one paper: framed PDFs in, one PDF out. Knows no settings and no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO

import pikepdf

from customers.documents.confine import limit_self
from customers.documents.frames import unframed

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 110


class WrongPages(Exception):
    """A part has another number of pages than was counted ahead, so that their numbers would be wrong."""


def bind_parts(parts: Sequence[bytes], pages: Sequence[int]) -> bytes:
    """Put parts behind each other; `pages` are those that each must have. The same parts give the same bytes.

    Title and language are the first part's. Raises WrongPages.
    """
    first = pikepdf.open(BytesIO(parts[0]))
    opened = [first, *(pikepdf.open(BytesIO(part)) for part in parts[1:])]
    if [len(part.pages) for part in opened] != list(pages):
        raise WrongPages(f"The parts have {[len(part.pages) for part in opened]} pages instead of {list(pages)}.")
    for part in opened[1:]:
        first.pages.extend(part.pages)
    paper = BytesIO()
    first.save(paper, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return paper.getvalue()


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS)
    pages = [int(count) for count in sys.argv[1].split(",")]
    sys.stdout.buffer.write(bind_parts(list(unframed(sys.stdin.buffer.read())), pages))


if __name__ == "__main__":
    main()
