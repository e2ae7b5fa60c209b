"""The README names every variable that an operator may set, and none that nothing reads."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

WITHIN = {
    "INTERNAL_URL": "where the practice gateway reaches its own shop; set by make demo",
    "SANDBOX_WEBHOOK_SECRETS": "of the practice gateway, for tests",
    "SANDBOX_LATENCY_MS": "of the practice gateway, for tests and benches",
    "SANDBOX_WEIGHTS": "of the practice gateway, for tests and the demo",
    "CRASH_POINT": "where a test kills the process; never read in production",
}
"""Read by the settings, and deliberately not for operators: each with the reason."""

ELSEWHERE = {"PROMETHEUS_MULTIPROC_DIR", "RECOURSE_DATA"}
"""For operators, and read beside the settings."""


def read_by_the_settings() -> set[str]:
    text = (ROOT / "config/settings.py").read_text()
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', text))


def told_by_the_readme() -> set[str]:
    """The names in the first column of the table of variables."""
    text = (ROOT / "README.md").read_text()
    table = text[text.index("| variable | what it is |") :].split("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_every_variable_of_the_settings_is_told_or_has_a_reason_not_to_be():
    read = read_by_the_settings()
    assert len(read) > 60
    assert read - told_by_the_readme() - set(WITHIN) == set()


def test_nothing_is_told_that_nothing_reads_and_nothing_internal_is_told():
    assert told_by_the_readme() - read_by_the_settings() - ELSEWHERE == set()
    assert told_by_the_readme() & set(WITHIN) == set()
    assert set(WITHIN) <= read_by_the_settings()
