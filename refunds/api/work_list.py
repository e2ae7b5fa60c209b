"""Lists of refunds over HTTP: every filter of the desk, in an order that an index has, with the search's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from customers.api.base import PAGE_WORDS, Request
from customers.errors import BadInput
from customers.models import User
from refunds.models import Refund
from refunds.worklist.fields import ALL_FILTERS, AnyOf, choices_of
from refunds.worklist.listing import Listing, read_listing
from refunds.worklist.orders import WALKS, orders_for
from refunds.worklist.reading import Key, key_of, read
from refunds.worklist.search import refunds_with

OTHER_WORDS = ("q", "order", "view")


class WorkList:
    """What a request asks for, read page by page: `page_keys` and `__call__` are what the paging needs."""

    def __init__(self, request: Request, person: User) -> None:
        self.person = person
        self.listing = _listing_of(request, person)
        walk = WALKS[self.listing.order]
        sign = "-" if walk.descending else ""
        self.page_keys = (f"{sign}{walk.moment}", f"{sign}id")

    def __call__(self, most: int, beyond: Key | None) -> tuple[list[Refund], Key | None]:
        """Up to `most` refunds behind a key, and the key up to which was looked where more may fit behind it."""
        listing = self.listing
        found = read(
            listing.chosen,
            listing.order,
            self.person,
            most=most,
            beyond=beyond,
            among=refunds_with(listing.words) if listing.words else None,
            rows=Refund.objects.select_related("payment", "customer", "plan"),
        )
        return found.rows, found.stopped_at

    def key_of(self, refund: Refund) -> Key:
        return key_of(refund, self.listing.order)


def _listing_of(request: Request, person: User) -> Listing:
    query = request.query_params
    known = {*ALL_FILTERS, *OTHER_WORDS, *PAGE_WORDS}
    foreign = {name: [_("There is no such field.")] for name in query if name not in known}
    if foreign:
        raise serializers.ValidationError(foreign, code="unknown_field")
    if "\x00" in query.get("q", "") or len(query.get("q", "")) > 100:
        raise BadInput(_("Search with up to 100 characters."), "bad_words", "q")
    listing = read_listing(query, person, "all")
    if query.get("order") and query["order"] not in orders_for(listing.chosen):
        raise BadInput(_("These refunds have no such order."), "bad_order", "order")
    return listing


def described() -> list[OpenApiParameter]:
    """Every word of the list, for the schema."""
    said = [
        OpenApiParameter("q", str, description="Words that must all begin a name, a number or a mail address."),
        OpenApiParameter(
            "order", str, enum=[str(order) for order in WALKS], description="Newest first, or due first where all wait."
        ),
        OpenApiParameter("view", int, description="A saved view; filters beside it replace its own."),
    ]
    return said + [_described(name) for name in ALL_FILTERS]


def _described(name: str) -> OpenApiParameter:
    known = ALL_FILTERS[name]
    values = [value for value, _label in choices_of(known)] if name != "account" else []
    many = isinstance(known, AnyOf)
    return OpenApiParameter(
        name, str, enum=values or None, many=many, explode=many or None, description=str(known.label)
    )
