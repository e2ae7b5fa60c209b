"""PostgreSQL and Valkey out of wheels, for the demo, development and the tests.

A production process never comes here: it is given DATABASE_URL and REDIS_URL.
"""

from __future__ import annotations

import os
from pathlib import Path

from config.embedded.engines import Engines

PROJECT_DIR = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The folder for everything that this machine keeps: RECOURSE_DATA, or ./var."""
    return Path(os.environ.get("RECOURSE_DATA") or PROJECT_DIR / "var").resolve()


def default_engines() -> Engines:
    return Engines(data_dir() / "engines")


def ensure() -> Engines | None:
    """Start the engines where the environment names no servers, and write their addresses into it.

    Answers None when there was nothing to do: in production, or with both addresses given.
    """
    if os.environ.get("RECOURSE_ENV") == "production":
        return None
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return None
    engines = default_engines()
    engines.start()
    for name, url in engines.addresses().items():
        os.environ.setdefault(name, url)
    return engines
