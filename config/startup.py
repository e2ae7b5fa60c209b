"""What each process of ours does before anything of Django is imported."""

from __future__ import annotations

import os

from config import catalogues, embedded


def prepare() -> None:
    """Name the settings and, outside production, see that there are engines to talk to and words in every language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    embedded.ensure()
    if os.environ.get("RECOURSE_ENV") != "production":
        catalogues.compile_all()
