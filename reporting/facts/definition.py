"""The name of all that sums are made by: sums made by something else are not read, and are made anew."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings

from reporting.facts.cubes import cubes_of, number_of
from reporting.facts.sources import SOURCES
from reporting.facts.spans import BUCKETS, SPANS


def definition() -> str:
    return _definition(settings.SHOP_TIME_ZONE)


@cache
def _definition(zone: str) -> str:
    said = hashlib.sha256(zone.encode())
    for source in SOURCES:
        said.update(f"{source.number} {source.things(by_product=False)} {source.things(by_product=True)}".encode())
        said.update(repr([number_of(cube) for cube in cubes_of(source)]).encode())
    said.update(repr((BUCKETS, sorted(SPANS.items()))).encode())
    return said.hexdigest()
