"""The socket: which lists of the desk can be kept under a name. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.models import User

REFUNDS = "refunds"

Kept = tuple[dict[str, Any], str]
"""A filter as it is stored, and an order."""


@dataclass(frozen=True, slots=True)
class KeptList:
    """One list. `url` names its page, which understands `?view=`. What cannot be meant raises BadInput.

    `check` takes a filter as it was stored or sent and the order asked for, `read` an address of the list and who looks
    at it; `say` puts a stored filter into words.
    """

    code: str
    label: Promise
    url: str
    check: Callable[[object, str], Kept]
    read: Callable[[QueryDict, User], Kept]
    say: Callable[[Mapping[str, Any]], str]


_lists: dict[str, KeptList] = {}


def keep_list(kept: KeptList) -> None:
    _lists[kept.code] = kept


def kept_list(code: str) -> KeptList:
    """The list of this name. Raises BadInput."""
    if code not in _lists:
        raise BadInput(_("There is no such list."), "unknown_list", "list")
    return _lists[code]


def kept_lists() -> list[KeptList]:
    return list(_lists.values())


def list_names() -> list[tuple[str, str]]:
    return [(code, code) for code in _lists]
