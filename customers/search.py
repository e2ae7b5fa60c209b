"""Finding payments and customers by words: every word must begin one of theirs. Accents and letter case do not count.

A word of one or two letters must be the whole word. The database folds both sides with the same function, so that
what was written and what is asked for always mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, QuerySet, Value

from customers.models.search import CustomerWords, PaymentWords

MOST_FOUND = 200
"""More is not shown, the newest first: whoever finds so many adds a word."""
LOOKED_AT = 2000
"""So many are fetched to choose the newest from. Where more fit, they are met often on the way back from the newest."""
OF_VERY_MANY = 100
LONGEST = 100


class Keys(list[int]):
    """Keys of what fits, the newest first. `is_all` says whether nothing else does."""

    def __init__(self, keys: Iterable[int], *, is_all: bool = True) -> None:
        super().__init__(keys)
        self.is_all = is_all


class Said(SearchQuery):
    """The words somebody typed, as PostgreSQL's own query; any text is safe in it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.function = "search_query"
        self.set_source_expressions([Value(words)])


def typed(text: str) -> str:
    """What a search field sent, fit to be looked for."""
    return text.replace("\x00", " ").strip()[:LONGEST]


def payments_with(words: str) -> Keys:
    """The payments that fit, at most MOST_FOUND."""
    return _found(PaymentWords.objects.filter(words=Said(words)))


def customers_with(words: str) -> Keys:
    """The customers that fit, at most MOST_FOUND."""
    return _found(CustomerWords.objects.filter(words=Said(words)))


def cases_with(words: str, rows: QuerySet[Any], number: re.Pattern[str]) -> Keys:
    """The cases on payments, at most MOST_FOUND, that fit every word: `number` is what one of ours begins like."""
    numbers = [word.upper() for word in words.split() if number.fullmatch(word)]
    others = " ".join(word for word in words.split() if not number.fullmatch(word))
    payments = payments_with(others) if others else None
    rows = rows.order_by()
    for begins in numbers:
        rows = rows.filter(reference__startswith=begins)
    if payments is not None:
        rows = rows.filter(payment__in=payments)
    found = list(rows.values_list("pk", flat=True)[: MOST_FOUND + 1])
    return Keys(found[:MOST_FOUND], is_all=len(found) <= MOST_FOUND and (payments is None or payments.is_all))


def _found(rows: QuerySet[Model]) -> Keys:
    """The newest that fit. Only where very many fit is walking from the newest sure to end soon."""
    keys = rows.values_list("pk", flat=True)
    few = list(keys[: LOOKED_AT + 1])
    if len(few) <= LOOKED_AT:
        return Keys(sorted(few, reverse=True)[:MOST_FOUND], is_all=len(few) <= MOST_FOUND)
    return Keys(keys.order_by("-pk")[:OF_VERY_MANY], is_all=False)
