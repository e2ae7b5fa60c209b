"""Bodies: one strict JSON object of at most 256 KB, or of as much as a view says."""

from __future__ import annotations

from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

from customers.strict_json import read_object

BODY_LIMIT = 256 * 1024


class TooLarge(APIException):
    """The body is over the limit."""

    status_code = 413
    default_code = "body_too_large"


class StrictJSONParser(BaseParser):
    """Reads one JSON object; nothing in it becomes a float."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        limit = getattr((parser_context or {}).get("view"), "body_limit", BODY_LIMIT)
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(_("The body is larger than %d KB.") % (limit // 1024))
        return read_object(raw)
