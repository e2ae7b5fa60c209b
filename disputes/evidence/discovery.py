"""Finding the reasons: every module in disputes/reasons that holds a `REASON`. No list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from disputes import reasons
from disputes.evidence.reason import Reason

FALLBACK = "general"


@cache
def catalogue() -> Mapping[str, Reason]:
    """Every reason by its category."""
    modules = [
        importlib.import_module(f"{reasons.__name__}.{found.name}") for found in pkgutil.iter_modules(reasons.__path__)
    ]
    return {module.REASON.category: module.REASON for module in modules}


def reason_for(category: str) -> Reason:
    """The catalogue's page for a category; the general one for a category that nobody has written up."""
    return catalogue().get(category) or catalogue()[FALLBACK]
