"""What the runs found, in one file that a machine reads: test-results/faults.json, one entry for each run and seed."""

from __future__ import annotations

import fcntl
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "test-results" / "faults.json"


def keep(run: str, passed: bool, **figures: Any) -> None:
    """Put a run's figures into the file, in the place of the same run with the same seed, and print them."""
    entry = {
        "run": run,
        "passed": passed,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **figures,
    }
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = json.loads(file.read() or "[]")
        kept = [old for old in before if (old["run"], old.get("seed")) != (run, figures.get("seed"))]
        file.seek(0)
        file.truncate()
        file.write(json.dumps([*kept, entry], indent=1) + "\n")
    said = ", ".join(f"{name} {value}" for name, value in figures.items())
    print(f"{run}: {'passed' if passed else 'FAILED'}: {said}", flush=True)
