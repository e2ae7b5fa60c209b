"""Where a case stands in the list that somebody came from, and which stand before and behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from customers.errors import RecourseError
from customers.models import User
from refunds.models import Refund
from refunds.worklist.counts import MOST
from refunds.worklist.listing import Listing, read_listing
from refunds.worklist.orders import Order
from refunds.worklist.reading import key_of, read
from refunds.worklist.search import refunds_with

LONGEST_QUERY = 4000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """References, empty at an end. `number` counts from the top, 0 where that would be counting far."""

    query: str
    title: str
    previous: str
    next: str
    number: int


def neighbours_of(refund: Refund, query: str, person: User) -> Neighbours | None:
    """Find the neighbours in the list of this address; None where there is no such list (any more).

    A case that was decided and has left the list still knows who stood beside it.
    """
    if not query or len(query) > LONGEST_QUERY:
        return None
    try:
        listing = read_listing(QueryDict(query), person)
    except RecourseError:
        return None
    among = refunds_with(listing.words) if listing.words else None
    before = _beside(refund, listing, person, among, backwards=True, most=MOST if listing.order == Order.DUE else 1)
    behind = _beside(refund, listing, person, among, backwards=False, most=1)
    return Neighbours(
        query=listing.as_query(),
        title=listing.title,
        previous=before[0] if before else "",
        next=behind[0] if behind else "",
        number=len(before) + 1 if listing.order == Order.DUE and len(before) < MOST else 0,
    )


def _beside(
    refund: Refund, listing: Listing, person: User, among: list[int] | None, *, backwards: bool, most: int
) -> list[str]:
    found = read(
        listing.chosen,
        listing.order,
        person,
        most=most,
        beyond=key_of(refund, listing.order),
        backwards=backwards,
        among=among,
        # The state belongs to every row: the state machine reads it as soon as there is one.
        rows=Refund.objects.only("reference", "state", "decide_by", "created_at"),
    )
    return [other.reference for other in found.rows]
