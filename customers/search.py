"""Finding payments and customers by words: every word must begin one of theirs. Accents and letter case do not count.

A word of one or two letters must be the whole word. The database folds both sides with the same function, so that
what was written and what is asked for always mean the same.
"""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, QuerySet, Value

from customers.models.search import CustomerWords, PaymentWords

MOST_FOUND = 1000
"""More is not looked at, the newest first: whoever finds so many adds a word."""
LONGEST = 100


class Said(SearchQuery):
    """The words somebody typed, as PostgreSQL's own query; any text is safe in it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.function = "search_query"
        self.set_source_expressions([Value(words)])


def typed(text: str) -> str:
    """What a search field sent, fit to be looked for."""
    return text.replace("\x00", " ").strip()[:LONGEST]


def payments_with(words: str) -> list[int]:
    """Keys of the payments that fit, at most MOST_FOUND."""
    return _found(PaymentWords.objects.filter(words=Said(words)))


def customers_with(words: str) -> list[int]:
    """Keys of the customers that fit, at most MOST_FOUND."""
    return _found(CustomerWords.objects.filter(words=Said(words)))


def _found(rows: QuerySet[Model]) -> list[int]:
    """Look without an order first: only where very many fit is walking from the newest sure to end soon."""
    few = list(rows.values_list("pk", flat=True)[: MOST_FOUND + 1])
    return few if len(few) <= MOST_FOUND else list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
