"""What every endpoint stands on: declared scopes, strict input, pages by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, cast

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from customers.actors import Actor
from customers.api.fields import StrictSerializer
from customers.errors import NotFound
from customers.models import ApiKey

Row = TypeVar("Row", bound=Model)
PAGE_WORDS = ("cursor", "limit")


class Walk(Protocol):
    """Rows that are read in portions: they know their keys, and how far was looked where more may fit behind."""

    @property
    def page_keys(self) -> tuple[str, ...]: ...

    def __call__(self, most: int, beyond: Any) -> tuple[list[Any], Any]: ...


class ApiView(APIView):
    """An endpoint. `scopes` names what a key needs for each method, `moves` what its owner must be allowed to do.

    A method without a scope is refused. Reading needs an owner with any role.
    """

    http_method_names = ["get", "head", "post"]
    scopes: ClassVar[Mapping[str, str]] = {}
    moves: ClassVar[Mapping[str, str]] = {}
    page_keys: ClassVar[tuple[str, ...]] = ("-id",)
    page_by: ClassVar[type] = int

    @property
    def actor(self) -> Actor:
        return Actor.api_key(cast("ApiKey", self.request.auth))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Answers hold personal data: nobody on the way keeps them."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        if (allowance := getattr(request, "allowance", None)) is not None:
            for name, value in allowance.headers().items():
                answer[name] = value
        return answer

    def sent(self, expected: type[StrictSerializer]) -> dict[str, Any]:
        """The body, as the serializer expects it."""
        return self._checked(expected(data=self.request.data))

    def wanted(self, expected: type[StrictSerializer]) -> dict[str, Any]:
        """The query string, as the serializer expects it; page words aside."""
        given = {name: value for name, value in self.request.query_params.items() if name not in PAGE_WORDS}
        return self._checked(expected(data=given))

    def page(self, rows: QuerySet[Row] | Walk, shown_by: type[serializers.Serializer]) -> Response:
        """One page of rows, newest first unless `page_keys` says otherwise; or of what a walk of its own reads."""
        paging = cast("type[BasePagination]", api_settings.DEFAULT_PAGINATION_CLASS)()
        found = paging.paginate_queryset(cast("QuerySet[Row]", rows), self.request, view=self)
        return paging.get_paginated_response(shown_by(found or [], many=True).data)

    def _checked(self, serializer: StrictSerializer) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


def shown(row: Any, by: type[serializers.Serializer]) -> dict[str, Any]:
    """What `by(row).data` would be, for an answer that is given often."""
    return _shower(by).to_representation(row)


@cache
def _shower(by: type[serializers.Serializer]) -> serializers.Serializer:
    """One for all rows: to build its fields takes longer than to read a row with them. It keeps nothing of a row."""
    return by()


class Nothing(StrictSerializer):
    """A body without fields."""


def page_of(shown_by: type[serializers.Serializer]) -> serializers.Serializer:
    """Describe a page for the schema."""
    name = shown_by.__name__.removesuffix("Out")
    return inline_serializer(
        f"{name}Page",
        {
            "results": shown_by(many=True),
            "next": serializers.CharField(allow_null=True, help_text=_("cursor of the next page")),
        },
    )


def one_or_not_found(rows: Iterable[Row] | QuerySet[Row], what: str, code: str) -> Row:
    """The first row, or NotFound in the one shape."""
    for row in rows:
        return row
    raise NotFound(what, code)


__all__ = ["ApiView", "Nothing", "Request", "Response", "one_or_not_found", "page_of", "shown"]
