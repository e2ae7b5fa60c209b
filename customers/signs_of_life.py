"""Leaving a sign of life in the database, where every page and every probe can read it, also without the broker."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, connection

from customers.models import SignOfLife

WORKER, JOB = "worker", "job"
SIGN_EVERY_SECONDS = 5
"""How often one process writes the same name at most."""

log = structlog.get_logger(__name__)

_written: dict[str, float] = {}

_WRITE = """
    INSERT INTO customers_signoflife (name, kind, seen_at, details) VALUES (%s, %s, now(), %s)
    ON CONFLICT (name) DO UPDATE SET seen_at = EXCLUDED.seen_at, details = EXCLUDED.details
"""


def give_sign(kind: str, name: str, **details: Any) -> None:
    """Write that this worker or job was alive just now. Never raises: a sign is worth no trouble."""
    name = _full_name(kind, name)
    if time.monotonic() - _written.get(name, -SIGN_EVERY_SECONDS) < SIGN_EVERY_SECONDS:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [name, kind, json.dumps(details)])
    except DatabaseError as trouble:
        log.warning("sign_of_life.not_written", name=name, error=str(trouble))
    else:
        _written[name] = time.monotonic()


def last_sign(kind: str, name: str = "") -> datetime | None:
    """When anything of this kind, or the one of this name, was last heard of."""
    named = {"name": _full_name(kind, name)} if name else {}
    return SignOfLife.objects.filter(kind=kind, **named).order_by("-seen_at").values_list("seen_at", flat=True).first()


def _full_name(kind: str, name: str) -> str:
    return f"{kind} {name}"[:200]
