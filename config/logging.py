"""Logs: one structured line an event, all lines of a request under one correlation id, none with a secret in it."""

from __future__ import annotations

import logging.config
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from config.redaction import Redaction
from customers.correlation import HEADER, correlation_id, set_correlation_id

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
    logging.config.dictConfig(_dict_config(shared, **options))


def _dict_config(shared: list[Any], *, level: str, json: bool, secrets: Sequence[str] = ()) -> dict[str, Any]:
    """Tracebacks become text before the redaction, and after it nothing is added any more."""
    processors: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        Redaction(secrets),
        structlog.processors.JSONRenderer() if json else _for_people(),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": processors,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"propagate": True},
            "httpx": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
        },
    }


def _for_people() -> structlog.dev.ConsoleRenderer:
    """Plain tracebacks: the pretty ones take a second each and print the values of variables."""
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)


def _add_correlation_id(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    if current := correlation_id():
        event.setdefault("correlation_id", current)
    return event
