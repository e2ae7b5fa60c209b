"""JSON as it was meant: no key twice, no NaN, no abyss, no half characters. Numbers with a point become Decimal."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from customers.errors import BadInput

DEPTH_LIMIT = 20

_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")


def read_object(raw: bytes) -> dict[str, Any]:
    """Read one JSON object; raise BadInput for anything else."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise BadInput(_("Send a JSON object."), "bad_json")
    return value


def read_json(raw: bytes) -> Any:
    """Read one JSON value in UTF-8; raise BadInput for what is none, or holds what no text can hold."""
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError, ArithmeticError) as trouble:
        raise BadInput(_("This is not JSON as it is defined: %s") % _said(trouble), "bad_json") from None
    _look_through(value, DEPTH_LIMIT)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a key stands there twice"))
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(_("%s is not a number") % word)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_float=Decimal)


def _said(trouble: Exception) -> str:
    if isinstance(trouble, RecursionError):
        return _("nested too deeply")
    if isinstance(trouble, UnicodeDecodeError):
        return _("not UTF-8")
    return str(trouble)[:200]


def _look_through(value: Any, depth: int) -> None:
    """Refuse characters that no database and no letter can hold, wherever they hide."""
    if depth == 0:
        raise BadInput(_("The JSON is nested too deeply."), "bad_json")
    if isinstance(value, str) and _UNSAYABLE.search(value):
        raise BadInput(_("There is a NUL or half of a surrogate pair in the text."), "bad_characters")
    children = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _look_through(child, depth - 1)
