"""One line for each request: what was asked for by its route, never by its address, which may hold a secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from config.request_counts import count_request

QUIET_ROUTES = ("healthz", "readyz", "metrics")
NO_ROUTE = "(none)"

log = structlog.get_logger(__name__)


class AccessLog:
    """Stands right behind the correlation id. Queries are counted outside production only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counter, began = QueryCounter(), time.perf_counter()
        with counter.counting():
            response = self.get_response(request)
        route, seconds = route_of(request), time.perf_counter() - began
        count_request(request.method, route, response.status_code, seconds)
        log.log(
            _level(request, route),
            "request",
            method=(request.method or "")[:10],
            route=route,
            status=response.status_code,
            ms=round(1000 * seconds, 1),
            **_caller(request),
            **({} if settings.PRODUCTION else {"queries": counter.queries}),
        )
        return response


class QueryCounter:
    """Counts the statements that this request sends to the database."""

    def __init__(self) -> None:
        self.queries = 0

    def counting(self) -> AbstractContextManager[None]:
        return nullcontext() if settings.PRODUCTION else connection.execute_wrapper(self)

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, such as portal/link/<str:token>/."""
    return request.resolver_match.route if request.resolver_match else NO_ROUTE


def _level(request: HttpRequest, route: str) -> int:
    quiet = route in QUIET_ROUTES or request.path_info.startswith(settings.STATIC_URL)
    return logging.DEBUG if quiet else logging.INFO


def _caller(request: HttpRequest) -> dict[str, Any]:
    """Who asked, as far as the request found out: looking now would cost a query."""
    if (key := getattr(request, "auth", None)) is not None:
        return {"user": key.owner_id, "key": key.prefix}
    user = getattr(request, "_cached_user", None)
    return {"user": user.pk} if user is not None and user.is_authenticated else {}
