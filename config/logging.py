"""Logs: one structured line an event, all lines of a request under one correlation id."""

from __future__ import annotations

import logging.config
import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from customers.correlation import correlation_id, set_correlation_id

HEADER = "X-Request-ID"
SOUND_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class CorrelationMiddleware:
    """Take the caller's request id if it is sound, else make one; work under it and send it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        chosen = given if SOUND_ID.fullmatch(given) else uuid.uuid4().hex
        set_correlation_id(chosen)
        try:
            response = self.get_response(request)
        finally:
            set_correlation_id("")
        response[HEADER] = chosen
        return response


def configure(options: dict[str, Any]) -> None:
    """Send structlog and the standard library through the same formatter; called by Django at start."""
    shared: list[Any] = [
        _add_correlation_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(_dict_config(shared, level=options["level"], as_json=options["json"]))


def _dict_config(shared: list[Any], *, level: str, as_json: bool) -> dict[str, Any]:
    last = structlog.processors.JSONRenderer() if as_json else _for_people()
    processors: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        processors.append(structlog.processors.format_exc_info)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [*processors, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.server": {"propagate": True}, "httpx": {"level": "WARNING"}},
    }


def _for_people() -> structlog.dev.ConsoleRenderer:
    """Plain tracebacks: the pretty ones take a second each and print the values of variables."""
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)


def _add_correlation_id(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    if current := correlation_id():
        event.setdefault("correlation_id", current)
    return event
