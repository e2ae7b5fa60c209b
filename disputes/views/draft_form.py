"""The form of a draft as it is posted, by a press or by itself: which fields somebody changed, and what they had read.

Each field brings along the version and a hash of the text that its page was drawn with, so that what nobody touched
here is never taken for a change, however old the page is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from disputes.evidence.pieces import PIECES
from disputes.evidence_screen import TextField
from disputes.models import EvidenceDraft


@dataclass(frozen=True, slots=True)
class Posted:
    """What was changed here, and the version of each field that it was changed from."""

    texts: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    goods: str | None = None
    left_out: list[str] | None = None
    defence: str | None = None


def read_draft_form(posted: QueryDict, fields: list[str]) -> Posted:
    """Read the form; what is not in it, or as it was drawn, is not changed."""
    found = Posted(goods=posted.get("goods"), defence=posted.get("defence"), left_out=_left_out(posted))
    for name in fields:
        text = posted.get(f"text-{name}")
        version, _colon, drawn = posted.get(f"was-{name}", "").partition(":")
        if text is not None and hash_of(text) != drawn:
            found.texts[name] = text
            found.seen[name] = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1
    return found


def drawn_as(fields: list[TextField], draft: EvidenceDraft, posted: QueryDict | None = None) -> list[tuple[str, str]]:
    """The marks for the form: of the draft as it is, or, after a save without a new page, of what the page shows.

    A field that somebody else changed meanwhile keeps the mark that its page was drawn with.
    """
    marks = []
    for one in fields:
        mark = f"{draft.version}:{hash_of(one.text)}"
        if posted is not None and hash_of(posted.get(f"text-{one.name}", "")) != hash_of(one.text):
            mark = posted.get(f"was-{one.name}", mark)[:80]
        marks.append((one.name, mark))
    return marks


def changed_elsewhere(fields: list[TextField], posted: QueryDict) -> list[TextField]:
    """Fields whose text is no longer what the page shows, because somebody else wrote in them."""
    shown = {one.name: hash_of(posted.get(f"text-{one.name}", "")) for one in fields}
    return [one for one in fields if shown[one.name] != hash_of(one.text) and not one.set_aside]


def hash_of(text: str) -> str:
    """A short mark of a text, whatever line ends a browser gives it."""
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode(errors="surrogatepass")).hexdigest()[:16]


def _left_out(posted: Mapping[str, Any]) -> list[str] | None:
    """Our records that were shown and are not ticked; none where the form has none of them."""
    shown = posted.getlist("record")  # type: ignore[attr-defined]
    ticked = set(posted.getlist("print"))  # type: ignore[attr-defined]
    return [piece for piece in shown if piece not in ticked and piece in PIECES] if shown else None
