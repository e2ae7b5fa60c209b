"""JSON as it was meant: no key twice, no NaN, no abyss, no half characters, no more than 256 KB."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

BODY_LIMIT = 256 * 1024
DEPTH_LIMIT = 20

_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")


class TooLarge(APIException):
    """The body is over the limit."""

    status_code = 413
    default_code = "body_too_large"


class StrictJSONParser(BaseParser):
    """Reads one JSON object. Numbers with a point become Decimal; nothing becomes a float."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        raw = stream.read(BODY_LIMIT + 1)
        if len(raw) > BODY_LIMIT:
            raise TooLarge(_("The body is larger than 256 KB."))
        try:
            value = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=_object,
                parse_constant=_no_constant,
                parse_float=Decimal,
            )
        except (ValueError, RecursionError, ArithmeticError) as trouble:
            raise ParseError(_("The body is not JSON as it is defined: %s") % _said(trouble), "bad_json") from None
        return _checked(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a key stands there twice"))
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(_("%s is not a number") % word)


def _said(trouble: Exception) -> str:
    if isinstance(trouble, RecursionError):
        return _("nested too deeply")
    if isinstance(trouble, UnicodeDecodeError):
        return _("not UTF-8")
    return str(trouble)[:200]


def _checked(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ParseError(_("Send a JSON object."), "bad_json")
    _look_through(value, DEPTH_LIMIT)
    return value


def _look_through(value: Any, depth: int) -> None:
    """Refuse characters that no database and no letter can hold, wherever they hide."""
    if depth == 0:
        raise ParseError(_("The body is nested too deeply."), "bad_json")
    if isinstance(value, str) and _UNSAYABLE.search(value):
        raise ParseError(_("The body holds a NUL or half of a surrogate pair."), "bad_characters")
    children = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        _look_through(child, depth - 1)
