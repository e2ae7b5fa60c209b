"""What each process of ours does before anything of Django is imported."""

from __future__ import annotations

import gc
import os

from config import catalogues, embedded

QUIET_ALLOCATIONS = 25_000
"""To load us makes a million objects that stay, and a page some ten thousand of which nearly all go; Python would look
through the young ones every 700."""


def prepare() -> None:
    """Name the settings and, outside production, see that there are engines to talk to and words in every language."""
    gc.set_threshold(QUIET_ALLOCATIONS, 10, 10)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    embedded.ensure()
    if os.environ.get("RECOURSE_ENV") != "production":
        catalogues.compile_all()


def settle_memory() -> None:
    """All is loaded and stays: nothing has to wait while it is looked through, and copies of this process share it."""
    gc.collect()
    gc.freeze()
