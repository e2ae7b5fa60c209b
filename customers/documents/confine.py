"""How a child process takes away its own memory and time. Imports nothing of Django."""

from __future__ import annotations

import resource
import sys


def limit_self(memory_bytes: int, cpu_seconds: int, *, may_write: bool = False) -> None:
    """Take away memory and time beyond what honest work needs, so that a hostile file ends alone.

    Unless it may write, no file of it grows; what it says goes through pipes.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space cannot be limited
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
