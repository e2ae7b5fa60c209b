"""The description of the API, drawn once in a process: it is the same for everybody who asks."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


class SchemaOnce(SchemaGenerator):
    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return deepcopy(api_schema())


@cache
def api_schema() -> dict[str, Any]:
    """Describe every operation, in English. Whoever changes something in it works on a copy."""
    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)
