"""What the endpoints that only read reports have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from customers.api.base import ApiView, Request
from customers.errors import BadInput
from refunds import permissions

READ = permissions.scope_for(permissions.REPORT)


class ForReporters(ApiView):
    """For who may read reports."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}
    moves: ClassVar[Mapping[str, str]] = {"GET": permissions.REPORT}


def query_words(names: tuple[str, ...], many: tuple[str, ...]) -> list[OpenApiParameter]:
    words = [OpenApiParameter(name, OpenApiTypes.STR) for name in names]
    return [*words, *(OpenApiParameter(name, OpenApiTypes.STR, many=True) for name in many)]


def known(request: Request, names: tuple[str, ...]) -> QueryDict:
    """The query, refused where it has a word that means nothing here."""
    query: QueryDict = request.query_params
    if foreign := sorted(set(query) - set(names)):
        raise BadInput(_("There is no such field."), "unknown_field", foreign[0][:60])
    return query
