"""What people ask: one file for each intent in `intents/`, found by walking the folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("intents")

REFUND, PAYMENT, POLICY, NOTHING = "refund", "payment", "policy", ""


@dataclass(frozen=True, slots=True)
class Intent:
    """`answer` names the function that builds the answer ("case.how_much" of `answers/`), `needs` what it is about.

    `examples` are questions by language, as people write them; `means` are the meanings (see meanings.toml) that come
    together in such a question, in whatever language.
    """

    code: str
    answer: str
    needs: str
    means: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]

    def said_in(self, language: str) -> str:
        """The first example, by which people recognise the intent."""
        return self.examples.get(language, self.examples["en"])[0]


@cache
def intents() -> dict[str, Intent]:
    """Every intent by its code."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def _read(path: Path) -> Intent:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    examples = {language: tuple(lines) for language, lines in said["examples"].items()}
    return Intent(path.stem, said["answer"], said["needs"], tuple(said["means"]), examples)
