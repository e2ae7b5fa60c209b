"""Which refunds somebody looks at: one value for the page, the address, a saved view, a bulk selection and the API.

    chosen = WorkFilter.from_query(request.GET)      # or from_json(stored); raises BadInput, field names the culprit
    chosen.rows(person)                              # QuerySet[Refund], unordered; `person` is who "me" stands for
    chosen.as_query()                                # "state=requested&reason=damaged", for an address
    chosen.as_json()                                 # {"state": ["requested"], "reason": ["damaged"]}, to be stored
    chosen.in_words()                                # "Open requests, damaged, from 100.00 EUR, nobody's"

The filters themselves stand in refunds.worklist.fields. A filter that is stored and no longer valid, because a person
or an account has gone, raises like a bad address does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.models import User
from refunds.models import Refund
from refunds.worklist.fields import ALL_FILTERS, AnyOf, RefundFilterSet, plain
from refunds.worklist.words import words_of

_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")
_MOST_VALUES = 50

Values = Mapping[str, "str | list[str]"]


@dataclass(frozen=True)
class WorkFilter:
    """Checked values by the word of their filter; lists where several may be chosen. No value, every refund."""

    values: Values = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read an address; what is no filter (page keys, the tab) is left alone. Raises BadInput."""
        return cls._checked({name: _said(query, name) for name in _in(query)})

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """Read a stored or sent object; a word that is no filter is refused. Raises BadInput."""
        if not isinstance(stored, Mapping):
            raise BadInput(_("A filter is an object of words and values."), "bad_filter", "filter")
        for name, value in stored.items():
            if name not in ALL_FILTERS:
                raise BadInput(_("There is no filter named %s.") % str(name)[:40], "unknown_filter", "filter")
            if not _is_plain(value, _takes_many(name)):
                raise BadInput(_("%s: this cannot be meant.") % ALL_FILTERS[name].label, "bad_filter", name)
        return cls._checked(dict(stored))

    @classmethod
    def _checked(cls, given: dict[str, Any]) -> Self:
        form = RefundFilterSet(given).form
        if not form.is_valid():
            name, errors = next(iter(form.errors.items()))
            raise BadInput(f"{ALL_FILTERS[name].label}: {errors[0]}", "bad_filter", name)
        kept = {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}
        return cls({name: plain(name, value, kept) for name, value in kept.items()})

    def rows(self, person: User | None = None, of: QuerySet[Refund] | None = None) -> QuerySet[Refund]:
        """The refunds that fit, in no order; out of `of`, where not all are meant."""
        chosen = RefundFilterSet(dict(self.values), queryset=of, request=person)
        if not chosen.is_valid():
            return Refund.objects.none()
        return chosen.qs

    def as_query(self, **more: str) -> str:
        """Write the filter as an address holds it, with other words behind it."""
        return urlencode({**self.as_json(), **more}, doseq=True)

    def as_json(self) -> dict[str, Any]:
        """Write the filter as it is stored, always in the same order."""
        return {name: self.values[name] for name in ALL_FILTERS if name in self.values}

    def in_words(self) -> str:
        """Say in one sentence which refunds are meant."""
        return words_of(self.values)

    def also(self, **values: str | list[str]) -> WorkFilter:
        """The same filter with these values instead of its own. Raises BadInput."""
        return WorkFilter.from_json({**self.as_json(), **values})

    def without(self, *names: str) -> WorkFilter:
        """The same filter without these words."""
        return WorkFilter({name: value for name, value in self.values.items() if name not in names})

    @property
    def states(self) -> frozenset[str]:
        """The states that a row can have; empty means every one."""
        chosen = frozenset(self.values.get("state", ()))
        if "due" not in self.values:
            return chosen
        return chosen & frozenset(Refund.WAITING) if chosen else frozenset(Refund.WAITING)


def names_filters(query: QueryDict) -> bool:
    """Whether an address says a filter at all, be it an empty one."""
    return bool(_in(query))


def _in(query: QueryDict) -> list[str]:
    return [name for name in ALL_FILTERS if name in query]


def _said(query: QueryDict, name: str) -> str | list[str]:
    if _takes_many(name):
        return [one for one in query.getlist(name) if isinstance(one, str) and one]
    return query.get(name, "")


def _takes_many(name: str) -> bool:
    return isinstance(ALL_FILTERS[name], AnyOf)


def _is_plain(value: object, many: bool) -> bool:
    said = value if isinstance(value, list) else [value]
    if (isinstance(value, list) and not many) or len(said) > _MOST_VALUES:
        return False
    return all(isinstance(one, str) and not _UNSAYABLE.search(one) for one in said)
