"""Ida makes a key for a program; it is shown once and acts in its owner's name."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from customers.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_made_key_opens_what_its_scopes_name_and_only_its_hash_is_kept(ana):
    out = StringIO()
    call_command("create_api_key", "Ana@shop.example", "--scope", "payments:read", "--name", "shop", stdout=out)
    secret = out.getvalue().strip()
    key = ApiKey.objects.get()
    assert (key.owner, key.scopes, key.has_expired) == (ana, ["payments:read"], False)
    assert secret not in f"{key.__dict__}"
    caller = Client(headers={"Authorization": f"Api-Key {secret}"})
    assert caller.get("/api/v1/payments/").status_code == 200
    assert caller.get("/api/v1/refunds/").status_code == 403
    assert key.history.get().history_actor == "system:create_api_key"


@pytest.mark.parametrize("words", [["nobody@shop.example", "--scope", "payments:read"], ["ana@shop.example"]])
def test_a_key_needs_an_owner_and_a_scope(words, ana):
    with pytest.raises(CommandError):
        call_command("create_api_key", *words)
    assert not ApiKey.objects.exists()
