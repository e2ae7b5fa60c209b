"""The beginnings of a new gateway: python -m config.new_gateway NAME

Writes an adapter with its table test, its samples and its rig, all of them red, each with a message that says what to
do next. CONTRIBUTING.md walks the way from there. The texts stand in `skeleton`, in the places where they go.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[2]
SKELETON = Path(__file__).parent / "skeleton"

_NAME = re.compile(r"(?=.{2,32}$)[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class NameRefused(Exception):
    """No gateway can be called that. Nothing was written."""


def write_gateway(name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new gateway and return them. Raises NameRefused."""
    texts = {root / _place(source, name): _text(source, name) for source in _sources()}
    refuse_bad(name)
    refuse_taken(name, texts, root)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(texts)


def refuse_bad(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise NameRefused(
            f"{name!r} is no name for a gateway: 2 to 32 small letters, digits and single underscores,"
            " a letter first, and no word of Python's own."
        )


def refuse_taken(name: str, paths: dict[Path, str], root: Path) -> None:
    module = root / "refunds/gateways" / f"{name}.py"
    taken = [path for path in (module, module.with_suffix(""), *paths) if path.exists()]
    if taken:
        raise NameRefused(f"There is {taken[0].relative_to(root)} already.")


def _sources() -> list[Path]:
    return sorted(SKELETON.rglob("*.txt"))


def _place(source: Path, name: str) -> str:
    return str(source.relative_to(SKELETON)).removesuffix(".txt").replace("__code__", name)


def _text(source: Path, name: str) -> str:
    return Template(source.read_text()).substitute(code=name, Name=_class_name(name))


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
