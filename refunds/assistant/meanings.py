"""What the words of a text are about, whatever words they are: "voucher" and "Gutschein" are both `voucher`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path

from refunds.assistant.words import words_of

FILE = Path(__file__).with_name("meanings.toml")
PAIR_WEIGHT = 0.6
MANNERS = "greeting"


def meanings_of(text: str, language: str) -> list[str]:
    """The meanings that a text has when it is read in a language, by name. Manners beside a question are none."""
    said = f" {' '.join(words_of(text))} "
    found = sorted(name for name, pattern in _patterns()[language].items() if pattern.search(said))
    return [name for name in found if name != MANNERS] or found


def features_of_meanings(text: str, language: str) -> dict[str, float]:
    """Meanings, and each two of them together, each with its weight."""
    return features_of_pairs(meanings_of(text, language))


def features_of_pairs(found: list[str]) -> dict[str, float]:
    return {**dict.fromkeys(found, 1.0), **{f"{a} {b}": PAIR_WEIGHT for a, b in combinations(found, 2)}}


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    """One expression for each language and meaning; it looks at words between single blanks."""
    by_language: dict[str, dict[str, re.Pattern[str]]] = defaultdict(dict)
    for name, said in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for language, phrases in said.items():
            by_language[language][name] = re.compile("|".join(map(_expression, phrases)))
    return dict(by_language)


def _expression(phrase: str) -> str:
    """ "refund*" is every word that begins so, "*konto" every one that ends so."""
    words = [re.escape(word).replace(r"\*", r"\S*") for word in phrase.split()]
    return rf"(?<= ){' '.join(words)}(?= )"
