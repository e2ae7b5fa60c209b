"""What the door to our own files does with an address that means none of them, as people and scanners send it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

NO_FILES = (
    "//etc/passwd",
    "///",
    "/../config/settings.py",
    "/%2e%2e/config/settings.py",
    "/..%2f..%2f..%2f..%2fetc/passwd",
    "/css/../../manage.py",
    "/..\\config\\settings.py",
    "/%00",
    "/css/base.css%00.png",
    "/%ff%fe",
    "/%ed%a0%80",
    "/css",
    "/css/",
    "/" + "a" * 5000,
    "/" + "a/" * 2000,
)
"""What stands after /static."""


@pytest.fixture
def as_in_production(settings: Any, tmp_path: Path) -> None:
    """Files are read in once, from where they were collected."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "base.css").write_text("/* of the shop */")
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False


@pytest.mark.parametrize("rest", NO_FILES)
def test_what_is_no_file_is_not_found(rest: str):
    assert Client().get(f"/static{rest}").status_code == 404


@pytest.mark.parametrize("rest", NO_FILES)
def test_nor_is_it_where_files_were_collected(as_in_production: None, rest: str):
    assert Client().get(f"/static{rest}").status_code == 404


def test_what_is_a_file_is_served(as_in_production: None):
    assert b"".join(Client().get("/static/css/base.css")) == b"/* of the shop */"
