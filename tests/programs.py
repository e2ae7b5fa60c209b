"""Programs that call: each with a key of somebody's."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from customers.models import ApiKey, User
from customers.models.apikey import SCOPES

ALL_SCOPES = tuple(SCOPES)
"""What a key can be good for: the one list that keys are made from."""

_intents = itertools.count(1)


class Program:
    """A program of the shop that holds an API key."""

    def __init__(self, secret: str, key: ApiKey) -> None:
        self.key = key
        self.client = Client(headers={"Authorization": f"Api-Key {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any, key: str | None = None, **headers: str) -> Any:
        """POST with a fresh Idempotency-Key, unless one is given; "" sends none."""
        chosen = f"intent-{next(_intents)}" if key is None else key
        given = {"Idempotency-Key": chosen} if chosen else {}
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.post(f"/api/v1/{path}", raw, content_type="application/json", headers={**given, **headers})


@pytest.fixture
def program_of(db: None) -> Callable[..., Program]:
    """program_of(ana) is a program that acts in Ana's name, with all scopes unless some are named."""

    def make(owner: User, *scopes: str) -> Program:
        key, secret = ApiKey.objects.create_key(name="shop", owner=owner, scopes=list(scopes or ALL_SCOPES))
        return Program(secret, key)

    return make
