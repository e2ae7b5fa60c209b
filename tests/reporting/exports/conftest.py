"""Exports as people order them: through the action, made by the worker, read back from where they lie."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage

from customers.actors import Actor
from customers.models import User
from reporting.actions.order_export import order_export
from reporting.models import Export
from reporting.tasks import make_exports
from tests.reporting.facts.conftest import past as past

IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
OCTOBER = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31)}


@pytest.fixture
def exported(fatima: User, own_files: Any) -> Callable[..., Export]:
    """exported("refunds", "csv"): ordered by Fatima for October unless told otherwise, and made."""

    def make(subject: str, format: str, **wish: Any) -> Export:
        export = order_export(actor=Actor.user(fatima), subject=subject, format=format, **{**OCTOBER, **wish})
        make_exports()
        export.refresh_from_db()
        return export

    return make


def content(export: Export) -> bytes:
    with default_storage.open(export.path) as file:
        return file.read()


def csv_rows(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(export).decode("utf-8-sig"), newline="")))
