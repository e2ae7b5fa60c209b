"""How a paper is proved to be ours: an address with the beginning of its checksum, as text and as a picture to scan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from customers.models import IssuedPaper
from customers.models.issued_paper import CODE_SIGNS

MOST_SHOWN = 20
"""The same figures printed again and again have one checksum."""

MASK = 2
"""Any of the eight can be scanned; to try them all takes longer than to print a page."""

_CODE = re.compile(rf"[0-9a-f]{{{CODE_SIGNS},64}}")


@dataclass(frozen=True, slots=True)
class Verification:
    """`groups` are the checksum in pieces to compare by eye; `picture` is a QR code of the address as SVG."""

    url: str
    groups: list[str]
    picture: SafeString


def verification(checksum: str) -> Verification:
    url = settings.PUBLIC_URL + reverse("verify_paper", args=[checksum[:CODE_SIGNS]])
    return Verification(url, [checksum[at : at + 16] for at in range(0, 64, 16)], _picture(url))


def papers_of(code: str) -> list[IssuedPaper]:
    """The papers whose checksum begins so; none for what is no code of ours."""
    plain = re.sub(r"[\s-]", "", code).lower()
    if not _CODE.fullmatch(plain):
        return []
    found = IssuedPaper.objects.filter(code=plain[:CODE_SIGNS]).order_by("created_at", "id")
    return [paper for paper in found[:MOST_SHOWN] if paper.checksum.startswith(plain)]


def _picture(url: str) -> SafeString:
    """One path of whole runs: a box for each dark square would take longer to print than the rest of a page."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(url)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{start} {y}h{end - start}v1h{start - end}z" for y, row in enumerate(rows) for start, end in _runs(row)
    )
    size = len(rows)
    return mark_safe(f'<svg class="qr" viewBox="0 0 {size} {size}"><path fill="#1b1c19" d="{path}"/></svg>')  # noqa: S308 - figures only


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Where dark begins and ends."""
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x
            start = None
