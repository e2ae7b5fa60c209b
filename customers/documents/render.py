"""A template and its values in, a PDF out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

PRINT_SECONDS = 120
"""How long a paper may take before its process is ended."""


class NotPrinted(Exception):
    """The paper could not be made. Says why for the log; nothing was written."""


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Print a template. The same values give the same bytes. Raises NotPrinted."""
    return print_html(render_to_string(template, dict(context)))


def print_html(html: str, seconds: float = PRINT_SECONDS) -> bytes:
    """Print one HTML text in a process of its own, which knows none of our secrets and has little memory and time."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "customers.documents.press"],
            input=html.encode(),
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise NotPrinted(f"Printing took longer than {seconds:g} seconds.") from None
    if child.returncode != 0 or not child.stdout.startswith(b"%PDF-"):
        raise NotPrinted(child.stderr.decode(errors="replace")[-2000:] or f"Printing ended with {child.returncode}.")
    return child.stdout


def _environment() -> dict[str, str]:
    """What the child needs to find its libraries, and a fixed day for whatever would write today's."""
    needed = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return {**kept, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
