"""The gateways' official specifications, which stand beside the project and are no part of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]


def specification(name: str) -> dict[str, Any]:
    """Read `shared/specs/<name>` beside the project, or above it; skip the test where there is none."""
    for above in ROOT.parents:
        found = above / "shared" / "specs" / name
        if found.is_file():
            return dict(json.loads(found.read_text()))
    pytest.skip(f"{name} is not beside the project")


def validate(spec: dict[str, Any], schema: str, thing: object) -> None:
    """Hold a thing to a named schema of an OpenAPI file."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": spec["components"]}
    Draft202012Validator(whole).validate(thing)


def operation(spec: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """Find what a request asks for; fails where the specification has no such operation."""
    for template, operations in spec["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/?]+", template), path) and method.lower() in operations:
            return dict(operations[method.lower()])
    raise AssertionError(f"{method} {path} is not in the specification")
