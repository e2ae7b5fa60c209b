"""Mila is signed in at the shop and comes over with a token; what is wrong with one lets nobody in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from customers.actors import Actor
from customers.models import Customer, User
from customers.portal.links import make_link
from refunds.actions.hand_over import make_hand_over_secret
from refunds.models import HandOverSecret, OperationEvent, UsedNonce

pytestmark = pytest.mark.django_db

README = Path(__file__).parents[3] / "README.md"
IN, OUT = "/portal/payments/", 410


@pytest.fixture
def secret(ida: User) -> str:
    return make_hand_over_secret(actor=Actor.user(ida), overlap_hours=24)[1]


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(secret: str, payload: bytes) -> str:
    written = encoded(payload)
    return f"{written}.{encoded(hmac.new(secret.encode(), written.encode(), hashlib.sha256).digest())}"


def token(secret: str, **said: Any) -> str:
    """A sound token for Mila, unless something else is said; None leaves a word out."""
    now = int(time.time())
    usual = {"email": "mila@home.example", "iat": now, "exp": now + 120, "nonce": "n" * 16}
    payload = {name: value for name, value in {**usual, **said}.items() if value is not None}
    return signed(secret, json.dumps(payload).encode())


def enter(browser: Client, written: str) -> Any:
    return browser.get("/portal/enter/", {"token": written})


def test_the_snippet_of_the_readme_signs_mila_in_once(client: Client, mila: Customer, secret: str) -> None:
    codes = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(next(code for code in codes if "def hand_over" in code), "README.md", "exec"), names)
    assert (Path("templates/refunds/door/hand_over.py.txt")).read_text().split("def ", 1)[1] in "".join(codes)

    written = names["hand_over"](secret, "Mila@Home.example", "/portal/policy/")
    assert enter(client, written)["Location"] == "/portal/policy/"
    assert "Mila Novak" in client.get(IN).content.decode()

    second = Client()
    assert enter(second, written).status_code == OUT
    assert second.get(IN).status_code == 302


def test_our_own_number_says_who_it_is_as_well(client: Client, mila: Customer, secret: str) -> None:
    assert enter(client, token(secret, email=None, customer=mila.reference))["Location"] == IN


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/staff/", "/portal/../staff/", "\\"])
def test_nobody_is_led_elsewhere(client: Client, mila: Customer, secret: str, elsewhere: str) -> None:
    assert enter(client, token(secret, next=elsewhere))["Location"] == IN


def test_what_is_wrong_with_a_token_lets_nobody_in_and_is_not_said(
    client: Client, mila: Customer, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = int(time.time())
    sound = token(secret)
    payload, signature = sound.split(".")
    header = encoded(b'{"alg":"none","typ":"JWT"}')
    hostile = {
        "": "",
        "expired": token(secret, iat=now - 200, exp=now - 1),
        "of tomorrow": token(secret, iat=now + 3600, exp=now + 3700),
        "too long a life": token(secret, exp=now + 301),
        "backwards": token(secret, iat=now + 10, exp=now + 5),
        "another secret": token("rho_another"),
        "no secret at all": token(""),
        "no algorithm": f"{header}.{payload}.",
        "a JWT": f"{header}.{payload}.{signature}",
        "no signature": f"{payload}.",
        "a changed payload": f"{encoded(json.dumps({'email': 'tom@home.example'}).encode())}.{signature}",
        "huge": "A" * 100_000 + "." + signature,
        "a huge number": token(secret, exp=10**400),
        "no whole number": token(secret, iat=now + 0.5),
        "true for a number": token(secret, iat=True),
        "no nonce": token(secret, nonce=None),
        "a short nonce": token(secret, nonce="abc"),
        "two people": token(secret, customer=mila.reference),
        "nobody": token(secret, email=None),
        "a stranger": token(secret, email="nobody@home.example"),
        "a list": token(secret, email=["mila@home.example"]),
        "a foreign word": token(secret, admin=True),
        "a NUL": token(secret, email="mila@home.example\x00"),
        "half a pair": signed(secret, b'{"email":"\\ud800"}'),
        "a key twice": signed(secret, b'{"email":"a@b.example","email":"mila@home.example"}'),
        "no JSON": signed(secret, b"email=mila@home.example"),
        "an abyss": signed(secret, b"[" * 1400),
        "signs of its own": "😀.\x00",
    }
    pages = set()
    for why, written in hostile.items():
        answer = enter(client, written)
        assert answer.status_code == OUT, why
        pages.add(re.sub(r'value="[^"]+"|nonce[-=]\S+', "", answer.content.decode()))
    assert len(pages) == 1
    assert client.get(IN).status_code == 302
    assert not UsedNonce.objects.exists()
    assert "It has expired." in caplog.text and secret not in caplog.text


def test_who_goes_on_with_bad_tokens_has_to_wait(client: Client, mila: Customer, secret: str) -> None:
    statuses = [enter(client, "a.b").status_code for _try in range(42)]
    assert statuses[:40] == [OUT] * 40 and statuses[40:] == [429, 429]
    assert enter(client, token(secret))["Location"] == IN


def test_a_link_moves_nobody_to_another_account_without_their_yes(
    client: Client, mila: Customer, tom: Customer, secret: str
) -> None:
    client.post(f"/portal/link/{make_link(tom)}/")
    written = token(secret)
    asked = enter(client, written)
    assert asked.status_code == 200 and "This signs you in as Mila Novak." in asked.content.decode()
    assert "Tom Berg" in client.get(IN).content.decode()
    assert client.post(f"/portal/enter/?token={written}")["Location"] == IN
    assert "Mila Novak" in client.get(IN).content.decode()


def test_while_a_secret_is_replaced_both_count_and_then_only_the_new_one(
    client: Client, sign_in: Callable[[User], Client], ida: User, mila: Customer, secret: str
) -> None:
    desk = sign_in(ida)
    page = desk.post("/staff/door/secret/", {"overlap_hours": "1"})
    fresh = re.findall(r"rho_[A-Za-z0-9_-]{43}", page.content.decode())[0]
    assert fresh not in desk.get("/staff/door/").content.decode()
    assert not HandOverSecret.objects.filter(ciphertext__contains=fresh[4:]).exists()
    assert enter(Client(), token(secret, nonce="a" * 16))["Location"] == IN
    assert enter(Client(), token(fresh, nonce="b" * 16))["Location"] == IN

    desk.post("/staff/door/secret/", {"overlap_hours": "0"})
    assert enter(Client(), token(secret, nonce="c" * 16)).status_code == OUT
    assert enter(Client(), token(fresh, nonce="d" * 16)).status_code == OUT
    assert desk.post("/staff/door/secret/end/").status_code == 302
    assert desk.post("/staff/door/secret/end/").status_code == 409
    assert [act.actor for act in OperationEvent.objects.filter(kind="hand_over.ended")] == [f"user:{ida.pk}"]


def test_an_admin_tries_a_token_out_and_reads_what_is_wrong(
    sign_in: Callable[[User], Client], ida: User, mila: Customer, secret: str, client: Client
) -> None:
    desk, sound = sign_in(ida), token(secret)
    assert "It would sign in Mila Novak." in desk.post("/staff/door/token/", {"token": sound}).content.decode()
    late = desk.post("/staff/door/token/", {"token": token(secret, iat=1, exp=2)})
    assert late.status_code == 400 and "It has expired." in late.content.decode()
    assert enter(client, sound)["Location"] == IN


def test_only_admins_make_secrets(sign_in: Callable[[User], Client], marta: User) -> None:
    assert sign_in(marta).post("/staff/door/secret/", {"overlap_hours": "0"}).status_code == 403
    assert not HandOverSecret.objects.exists()


def test_a_program_makes_a_secret_that_comes_once_and_ends_it(
    program_of: Callable[..., Any], ida: User, client: Client, mila: Customer
) -> None:
    program = program_of(ida, "door:read", "door:write")
    made = program.post("hand-over-secrets/", {"overlap_hours": 0}, key="one")
    again = program.post("hand-over-secrets/", {"overlap_hours": 0}, key="one")
    assert made.status_code == 201 and "Hand-Over-Secret" not in again.headers
    assert made["Hand-Over-Secret"] not in program.get("hand-over-secrets/").content.decode()
    assert enter(client, token(made["Hand-Over-Secret"]))["Location"] == IN
    assert program.post("hand-over-secrets/end/", {}).json() == {"ended": 1}
    assert program.post("hand-over-secrets/", {"overlap_hours": 999}).status_code == 400


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_bring_a_token_at_once_one_comes_in(mila: Customer, secret: str) -> None:
    written = token(secret)

    def come(_number: int) -> int:
        try:
            return enter(Client(), written).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert sorted(crowd.map(come, range(8))) == [302] + [OUT] * 7
