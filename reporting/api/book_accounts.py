"""The mapping of accounts over HTTP."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers

from customers.api.base import Nothing, Request, Response
from customers.api.fields import Country, Day, StrictSerializer, Text
from customers.api.idempotency import once
from reporting.actions.order_export import checked_period
from reporting.actions.set_books import remove_book_account, set_book_account, set_book_values
from reporting.api.export_places import SET, ForKeepers
from reporting.books.journal import unmapped, values_of
from reporting.books.layout import layout_named
from reporting.models import BookAccount


class BookAccountOut(serializers.ModelSerializer):
    """One line of the mapping; what is empty means any."""

    class Meta:
        model = BookAccount
        fields: ClassVar = [
            "id", "layout", "ledger_account", "gateway_account", "tax_rate", "country", "theirs", "tax_code",
            "created_at",
        ]  # fmt: skip


class BookAccountIn(StrictSerializer):
    """A line that is there for the same account, rate and country is changed."""

    layout = Text(max_length=20)
    ledger_account = Text(max_length=40)
    theirs = Text(max_length=100)
    gateway_account = Text(max_length=64, required=False, allow_blank=True)
    tax_rate = serializers.DecimalField(max_digits=6, decimal_places=3, required=False, allow_null=True)
    country = Country(required=False)
    tax_code = Text(max_length=60, required=False, allow_blank=True)


class BooksWanted(StrictSerializer):
    """With both days, `unmapped` names what was posted then and has no account yet."""

    layout = Text(max_length=20)
    first_on = Day(required=False)
    last_on = Day(required=False)


class BookValuesIn(StrictSerializer):
    layout = Text(max_length=20)
    values = serializers.DictField(child=Text(max_length=60, allow_blank=True))


_BOOKS = inline_serializer(
    "Books",
    {
        "layout": serializers.CharField(),
        "accounts": BookAccountOut(many=True),
        "values": serializers.DictField(child=serializers.CharField()),
        "unmapped": serializers.ListField(child=serializers.CharField()),
    },
)


class BookAccountsView(ForKeepers):
    """The mapping of one program."""

    @extend_schema(operation_id="read_book_accounts", parameters=[BooksWanted], responses=_BOOKS)
    def get(self, request: Request) -> Response:
        """Read the lines of one layout, what it asks for, and what is not mapped yet."""
        return Response(_books(self.wanted(BooksWanted)))

    @extend_schema(operation_id="set_book_account", request=BookAccountIn, responses={201: BookAccountOut})
    @once
    def post(self, request: Request) -> Response:
        """Set a line."""
        return Response(BookAccountOut(set_book_account(actor=self.actor, **self.sent(BookAccountIn))).data, 201)


class BookAccountRemovalView(ForKeepers):
    """Taking a line away."""

    scopes: ClassVar = {"POST": SET}

    @extend_schema(operation_id="remove_book_account", request=Nothing, responses=BookAccountOut)
    @once
    def post(self, request: Request, line_id: int) -> Response:
        """Remove a line."""
        self.sent(Nothing)
        return Response(BookAccountOut(remove_book_account(actor=self.actor, line_id=line_id)).data)


class BookValuesView(ForKeepers):
    """What a program asks for."""

    scopes: ClassVar = {"POST": SET}

    @extend_schema(operation_id="set_book_values", request=BookValuesIn, responses=_BOOKS)
    @once
    def post(self, request: Request) -> Response:
        """Set values that the program asks for, such as DATEV's numbers of adviser and client."""
        given = self.sent(BookValuesIn)
        set_book_values(actor=self.actor, **given)
        return Response(_books({"layout": given["layout"]}))


def _books(wanted: dict[str, Any]) -> dict[str, Any]:
    layout = layout_named(wanted["layout"])
    values = values_of(layout)
    missing = []
    if "first_on" in wanted and "last_on" in wanted:
        period = checked_period(wanted["first_on"], wanted["last_on"])
        missing = [side.said() for side in unmapped(layout, period, values["currency"])]
    lines = BookAccount.objects.filter(layout=layout.name).order_by("ledger_account", "id")
    return {
        "layout": layout.name,
        "accounts": BookAccountOut(lines, many=True).data,
        "values": values,
        "unmapped": missing,
    }
