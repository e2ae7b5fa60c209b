"""Which intent a question means: TF-IDF and the cosine to every example, computed once when it is first asked.

It is compared twice: word by word with the examples of each language, and, in the language that knows most of its
words, meaning by meaning with all of them. People do not always write in the language of their page. Below a likeness,
or where two intents are about as likely, nothing is chosen.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from refunds.assistant.meanings import features_of_meanings, features_of_pairs, meanings_of
from refunds.assistant.phrasings import intents
from refunds.assistant.words import features_of, words_of

LEAST_LIKENESS = 0.4
LEAST_MARGIN = 0.1
MEANING_SHARE = 0.7
"""Lower answers more and is wrong more often: tests/assistant/test_measures.py counts both."""


class Found(NamedTuple):
    """An intent and how much the question is like the nearest of its examples, from 0 to 1."""

    code: str
    likeness: float


@dataclass(slots=True)
class Index:
    """The examples of one language. `lists` has for each feature the examples that have it, with its weight there."""

    codes: list[str] = field(default_factory=list)
    rarity: dict[str, float] = field(default_factory=dict)
    lists: dict[str, list[tuple[int, float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, examples: Iterable[tuple[str, dict[str, float]]]) -> Index:
        """Build it of pairs: an intent, and the features of an example of it."""
        index, vectors, seen = cls(), [], Counter[str]()
        for code, features in examples:
            index.codes.append(code)
            vectors.append(features)
            seen.update(features.keys())
        index.rarity = {name: 1 + math.log((1 + len(vectors)) / (1 + count)) for name, count in seen.items()}
        lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, vector in enumerate(vectors):
            for name, weight in index.weighed(vector).items():
                lists[name].append((number, weight))
        index.lists = dict(lists)
        return index

    def weighed(self, features: dict[str, float]) -> dict[str, float]:
        """The features with their rarity, brought to length one; what no example has counts as rare as can be."""
        unknown = 1 + math.log(1 + len(self.codes))
        weights = {name: count * self.rarity.get(name, unknown) for name, count in features.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {name: weight / length for name, weight in weights.items()} if length else {}

    def best(self, features: dict[str, float]) -> dict[str, float]:
        """The greatest likeness for each intent."""
        likeness: dict[int, float] = defaultdict(float)
        for name, weight in self.weighed(features).items():
            for number, its_weight in self.lists.get(name, ()):
                likeness[number] += weight * its_weight
        found: dict[str, float] = {}
        for number, value in likeness.items():
            found[self.codes[number]] = max(value, found.get(self.codes[number], 0.0))
        return found


def look_for(question: str) -> list[Found]:
    """Every intent that the question is like at all, the likeliest first, whatever language it is written in."""
    features = features_of(question)
    words: dict[str, float] = {}
    for index in indexes().values():
        for code, likeness in index.best(features).items():
            words[code] = max(likeness, words.get(code, 0.0))
    meanings = index_of_meanings().best(features_of_meanings(question, language_of(question)))
    both = {code: _together(words.get(code, 0.0), meanings.get(code, 0.0)) for code in {*words, *meanings}}
    return sorted((Found(*pair) for pair in both.items()), key=lambda found: (-found.likeness, found.code))


def _together(words: float, meanings: float) -> float:
    return (1 - MEANING_SHARE) * words + MEANING_SHARE * meanings


def language_of(question: str) -> str:
    """The language whose examples know most of the words, and among those the one that finds most in it."""
    words = words_of(question)

    def known(language: str) -> tuple[int, int]:
        rarity = indexes()[language].rarity
        return sum(word in rarity for word in words), len(meanings_of(question, language))

    return max(indexes(), key=known)


def choose(found: list[Found]) -> str:
    """The code of the intent that is surely meant, or an empty string."""
    if not found or found[0].likeness < LEAST_LIKENESS:
        return ""
    second = found[1].likeness if len(found) > 1 else 0.0
    return found[0].code if found[0].likeness - second >= LEAST_MARGIN else ""


@cache
def indexes() -> dict[str, Index]:
    """An index of words for each language that has examples."""
    by_language: dict[str, list[tuple[str, dict[str, float]]]] = defaultdict(list)
    for code, language, line in _examples():
        by_language[language].append((code, features_of(line)))
    return {language: Index.of(examples) for language, examples in by_language.items()}


@cache
def index_of_meanings() -> Index:
    """One index for all languages: what the intents say that they mean, and what their examples do."""
    said = [(code, features_of_pairs(means.split())) for code, intent in intents().items() for means in intent.means]
    return Index.of([*said, *((code, features_of_meanings(line, language)) for code, language, line in _examples())])


def _examples() -> Iterator[tuple[str, str, str]]:
    """Intent, language and words."""
    for intent in intents().values():
        for language, lines in intent.examples.items():
            yield from ((intent.code, language, line) for line in lines)
