"""What the import contracts cannot say about packages of others: policy and gateways stay away from the database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = ("django.db", "django.http", "django.shortcuts", "rest_framework")
# It asks Django which database this process talks to, and hands the answer to the adapters as a value.
ALLOWED = {"refunds/gateways/accounts.py"}
FILES = sorted(
    str(path.relative_to(ROOT)) for room in ("policy", "gateways") for path in (ROOT / "refunds" / room).rglob("*.py")
)


@pytest.mark.parametrize("file", [file for file in FILES if file not in ALLOWED])
def test_values_in_values_out(file: str) -> None:
    wrong = [name for name in imported(ROOT / file) if name.startswith(FORBIDDEN)]
    assert not wrong


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names
