"""A text as what can be compared: its words and the pieces of them, so that endings and slips matter little."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import pairwise

PIECES = (3, 4)
WORD_WEIGHT, PAIR_WEIGHT, PIECE_WEIGHT = 1.0, 0.7, 0.5

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words in small letters and without accents: "Rückerstattung" is "ruckerstattung"."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in folded if not unicodedata.combining(letter)))


def features_of(text: str) -> dict[str, float]:
    """Words, pairs of neighbours, and the pieces of each word with its edges, each with its weight."""
    words, found = words_of(text), defaultdict[str, float](float)
    for word in words:
        found[word] += WORD_WEIGHT
        for piece in _pieces(f"_{word}_"):
            found[f"~{piece}"] += PIECE_WEIGHT
    for first, second in pairwise(words):
        found[f"{first} {second}"] += PAIR_WEIGHT
    return dict(found)


def _pieces(word: str) -> list[str]:
    return [word[start : start + size] for size in PIECES for start in range(len(word) - size + 1)]
