"""Somebody guesses passwords: from many places, with made-up addresses, all at once. Nobody else is shut out.

A hundred times in the suite, a thousand times in `make full`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client

from customers.addresses import address_of
from customers.models import User

PASSWORD = "eleven lanterns over Porto"
TRIES, PLACES = int(os.environ.get("GUESSES", "100")), 50


@pytest.fixture(autouse=True)
def nobody_else_waits(db: None) -> Iterator[None]:
    """What is counted here must not keep out the people of the next test: they come from the same address."""
    yield
    cache.clear()


@pytest.fixture
def boris_with_password(boris) -> User:
    boris.set_password(PASSWORD)
    boris.save()
    return boris


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """Every password that reached the hasher while it was compared."""
    seen: list[str] = []
    verify = MD5PasswordHasher.verify

    def noted(self: Any, password: str, encoded: str) -> bool:
        seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", noted)
    return seen


def guess(number: int, email: str) -> int:
    headers = {"X-Forwarded-For": f"203.0.113.{number % 250}, 198.51.100.{number % 7}", "X-Real-IP": "192.0.2.1"}
    client = Client(headers=headers, REMOTE_ADDR=f"10.0.0.{number % PLACES}")
    answer = client.post("/accounts/login/", {"login": email, "password": f"wrong guess {number}"})
    connection.close()
    return answer.status_code


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_ten_are_looked_at(boris_with_password, looks):
    with ThreadPoolExecutor(4) as crowd:
        statuses = list(crowd.map(guess, range(TRIES), [boris_with_password.email] * TRIES))
    assert set(statuses) <= {200, 429}
    assert len(looks) <= 10


@pytest.mark.django_db
def test_spellings_of_one_address_count_as_one(boris_with_password, looks):
    spellings = ["boris@shop.example", "BORIS@shop.example", " boris@shop.example", "bóris@shop.example",
                 "ｂoris@shop.example"]  # fmt: skip
    for number in range(40):
        client = Client(REMOTE_ADDR=f"10.1.0.{number}")
        client.post("/accounts/login/", {"login": spellings[number % 5], "password": "wrong guess"})
    assert len(looks) <= 10


@pytest.mark.django_db
def test_one_place_that_guesses_is_told_to_wait_in_the_form_that_it_reads(boris_with_password):
    client = Client()
    for _ in range(6):
        page = client.post("/accounts/login/", {"login": "boris@shop.example", "password": "wrong"})
    assert page.status_code == 429
    assert page["Retry-After"] == "900"
    assert "Too many" in page.content.decode()


@pytest.mark.django_db
def test_colleagues_behind_the_same_proxy_still_get_in(boris_with_password, chidi):
    chidi.set_password(PASSWORD)
    chidi.save()
    for _ in range(20):
        Client().post("/accounts/login/", {"login": "boris@shop.example", "password": "wrong"})
    answer = Client().post("/accounts/login/", {"login": chidi.email, "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_the_right_password_wipes_the_count(boris_with_password, looks):
    for _ in range(5):
        for word in ("wrong", "wrong", PASSWORD):
            Client().post("/accounts/login/", {"login": "boris@shop.example", "password": word})
    assert len(looks) == 15


@pytest.mark.django_db
def test_the_answer_does_not_tell_whether_there_is_an_account(boris_with_password):
    pages = [
        Client().post("/accounts/login/", {"login": email, "password": "wrong guess"}).content.decode()
        for email in ("boris@shop.example", "nobody@shop.example")
    ]
    plain = [page.replace("boris@", "x@").replace("nobody@", "x@") for page in pages]
    strip = [_without_tokens(page) for page in plain]
    assert strip[0] == strip[1]


@pytest.mark.django_db
def test_a_forgotten_password_of_nobody_is_answered_alike_and_mails_nobody(boris_with_password, mailoutbox):
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("boris@shop.example", "no@shop.example")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert [letter.to for letter in mailoutbox] == [["boris@shop.example"]]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(proxies, forwarded, address, settings, rf):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)) == address


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
