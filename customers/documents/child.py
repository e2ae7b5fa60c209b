"""The child processes that print and examine: little memory, little time, none of our secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from django.conf import settings

NEEDED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")


class ChildFailed(Exception):
    """The child broke, took too long or used too much. Says why, for the log."""


def run_child(module: str, arguments: Sequence[str], sent: bytes, seconds: float) -> bytes:
    """Run a module of ours as a process: bytes on its standard input, its standard output back."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=sent,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(f"{module} took longer than {seconds:g} seconds.") from None
    if child.returncode != 0:
        raise ChildFailed(child.stderr.decode(errors="replace")[-2000:] or f"{module} ended with {child.returncode}.")
    return child.stdout


def child_environment() -> dict[str, str]:
    """What a child needs to find its libraries, and a fixed day for whatever would write today's."""
    kept = {name: os.environ[name] for name in NEEDED if name in os.environ}
    return {**kept, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
