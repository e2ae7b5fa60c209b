"""How many documents belong together at most, and how large they may be, wherever they are kept together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise

from customers.documents.intake import Examined, megabytes
from customers.errors import BadInput


class Refusals(NamedTuple):
    """The sentences: `too_many` takes the number (%d), `too_large` the megabytes (%s), `twice` the name (%s)."""

    too_many: Promise
    too_large: Promise
    twice: Promise


def require_room(
    there: Collection[tuple[int, str]], coming: Sequence[Examined], refusals: Refusals, *, kept: Sequence[int] = ()
) -> None:
    """Let pass what fits beside `there`, size and sha256 of each. `kept` are sizes of documents that are only linked.

    Raises BadInput.
    """
    if len(there) + len(coming) + len(kept) > settings.DOCUMENTS_PER_CASE:
        raise BadInput(str(refusals.too_many) % settings.DOCUMENTS_PER_CASE, "too_many_documents", "documents")
    together = sum(size for size, _hash in there) + sum(len(found.kept) for found in coming) + sum(kept)
    if together > settings.CASE_MAX_BYTES:
        raise BadInput(str(refusals.too_large) % megabytes(settings.CASE_MAX_BYTES), "case_full", "documents")
    known = {sha256 for _size, sha256 in there}
    for found in coming:
        if found.sha256 in known:
            raise BadInput(str(refusals.twice) % found.name, "document_twice", "documents")
        known.add(found.sha256)
