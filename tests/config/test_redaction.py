"""What is planted in messages, extras, exceptions and addresses does not come out of the log."""

from __future__ import annotations

import io
import json
import logging
import random
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.test import Client

from config.logging import _dict_config
from config.redaction import Redaction
from customers.card_numbers import is_card_number, mask_card_numbers

CANARIES = {
    "a key of our API": "Authorization: Api-Key Zx81canA.qwertzuiopasdfghjklyxcvbnm012345",
    "a key of our API alone": "key Zx82canA.qwertzuiopasdfghjklyxcvbnm012345 was refused",
    "a bearer token": "Bearer canary3ab.cdefghijkl-mnop",
    "basic sign-in": "Basic Y2FuYXJ5NDpzZWNyZXQ0",
    "a secret key of Stripe": "sk_live_canary5abcdefgh",
    "a restricted key of Stripe": "rk_test_canary6abcdefgh",
    "a webhook secret": "whsec_canary7abcdefgh",
    "a password in a form": "email=a&password=canary8-secret&next=/",
    "a password in JSON": '{"password": "canary9-secret"}',
    "a password of the database": "postgresql://recourse:canary10pw@db:5432/recourse",
    "a session cookie": "Cookie: recourse=canary11sessionid; theme=dark",
    "a session in the clear": "sessionid=canary12sessionid",
    "a token of the forms": "csrfmiddlewaretoken=canary13token",
    "a link of the portal": "GET /portal/link/canary14_token-abcdefghijkl/ HTTP/1.1",
    "a token in a query": "GET /somewhere/?token=canary15token&page=2",
    "a JSON web token": "eyJjYW5hcnkxNiI6MX0.eyJjYW5hcnkxNiI6MX0.canary16sig",
    "a signed value": "canary17value:1vABcd:abcdefghijklmnopqrstuvwxyz0123456789ABC",
    "a code of the second factor": "totp=canary18",
    "a private key": "-----BEGIN PRIVATE KEY-----\ncanary19\n-----END PRIVATE KEY-----",
    "a secret of the settings": "it was canary20-of-the-settings all along",
}
NEEDLES = ("canary", "Zx81", "Zx82", "Y2FuYXJ5", "qwertzuiop")


class Written:
    """What stands in the log, line by line."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@pytest.fixture(params=["for machines", "for people"])
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """The log of this test, through the house's own formatter."""
    shared = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name]
    config = _dict_config(
        shared, level="INFO", json=request.param == "for machines", secrets=["canary20-of-the-settings"]
    )
    recipe = config["formatters"]["structured"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=recipe["foreign_pre_chain"], processors=recipe["processors"]
        )
    )
    root = logging.getLogger()
    before, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    yield Written(stream)
    root.handlers = before
    root.setLevel(level)


def as_message(said: str) -> None:
    logging.getLogger("somewhere").warning(f"It said {said} and left")


def as_argument(said: str) -> None:
    logging.getLogger("somewhere").warning("It said %s and left", said)


def as_event(said: str) -> None:
    structlog.get_logger("somewhere").warning(said)


def as_extra(said: str) -> None:
    structlog.get_logger("somewhere").warning("it.happened", detail=said, body={"deep": [said, {said: said}]})


def as_exception(said: str) -> None:
    try:
        raise ValueError(said)
    except ValueError:
        structlog.get_logger("somewhere").exception("it.broke")


def as_cause(said: str) -> None:
    try:
        try:
            raise KeyError(said)
        except KeyError as trouble:
            raise RuntimeError("wrapped") from trouble
    except RuntimeError:
        logging.getLogger("somewhere").exception("it broke")


WAYS = (as_message, as_argument, as_event, as_extra, as_exception, as_cause)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CANARIES)
def test_no_secret_comes_out(written: Written, what: str, way: Callable[[str], None]) -> None:
    way(CANARIES[what])
    assert written.text
    assert not [needle for needle in NEEDLES if needle in written.text]


@pytest.mark.parametrize(
    "name", ["password", "api_key", "X-Api-Key", "stripe_secret_key", "Authorization", "session_key", "card_number"]
)
def test_what_stands_under_a_secrets_name_is_removed_whatever_it_is(written: Written, name: str) -> None:
    structlog.get_logger("somewhere").warning("it.happened", **{name: "canary"}, more={name: ["canary", 47_119_922]})
    assert "canary" not in written.text
    assert "47119922" not in written.text
    assert "[removed]" in written.text


ISSUERS = (
    *[(prefix, 16) for prefix in ("4", "51", "55", "2221", "2720", "6011", "65", "644", "3528", "3589", "62")],
    *[("4", 13), ("34", 15), ("37", 15), ("36", 14), ("305", 14)],
)


def card_like(rng: random.Random) -> str:
    """A number that an issuer could have given out, written in one of the ways in which people write it."""
    prefix, length = rng.choice(ISSUERS)
    body = prefix + "".join(str(rng.randrange(10)) for _ in range(length - len(prefix) - 1))
    digits = next(body + str(last) for last in range(10) if is_card_number(body + str(last)))
    groups = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4)}.get(length)
    separator = rng.choice(["", "", " ", "-", "."])
    if not groups or not separator:
        return digits
    parts, at = [], 0
    for size in groups:
        parts.append(digits[at : at + size])
        at += size
    return separator.join(parts)


def test_five_hundred_card_numbers_and_none_comes_out(written: Written) -> None:
    rng = random.Random(4111)
    numbers = [card_like(rng) for _ in range(500)]
    shapes = ("It said %s.", "https://shop.example/pay?pan=%s&x=1", "pan:%s", "(%s)", "%s", "card%s", "\n%s\t")
    for nth, number in enumerate(numbers):
        WAYS[nth % len(WAYS)](shapes[nth % len(shapes)] % number)
        structlog.get_logger("somewhere").info("it.happened", number=int("".join(filter(str.isdigit, number))))
    digits_only = "".join(character for character in written.text if character not in " -.")
    assert not [number for number in numbers if number in written.text]
    assert not [number for number in numbers if "".join(filter(str.isdigit, number)) in digits_only]


def order_numbers(rng: random.Random) -> Iterator[str]:
    """Five thousand, in the shapes that shops use."""
    for nth in range(1000):
        yield f"LH-{20117 + nth}"
        yield f"RF-2026-{nth:06d}"
        yield f"{rng.randrange(10**6, 10**12)}"
        yield f"2026{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}-{rng.randrange(10**8):08d}"
        yield f"{rng.choice('ABCDEFGH')}{rng.randrange(10**11):011d}-{rng.randrange(100):02d}"


def test_five_thousand_order_numbers_stay(written: Written) -> None:
    numbers = list(order_numbers(random.Random(2026)))
    for at in range(0, len(numbers), 50):
        logging.getLogger("somewhere").warning(" ".join(numbers[at : at + 50]))
    assert len(numbers) == 5000
    assert [number for number in numbers if number not in written.text] == []


def test_the_last_four_digits_stay_readable() -> None:
    assert mask_card_numbers("Card 4242 4242 4242 4242!") == "Card [card ending 4242]!"


@pytest.mark.parametrize(
    "other", ["4242424242424241", "1234567812345678", "1764136103000123", "42424242424242421234567"]
)
def test_other_long_numbers_are_left_alone(other: str) -> None:
    assert mask_card_numbers(other) == other


def test_mail_addresses_are_shortened(written: Written) -> None:
    logging.getLogger("somewhere").warning("A letter to mila.novak@home.example came back")
    assert "m***@home.example" in written.text
    assert "novak" not in written.text


@pytest.mark.parametrize("breaking", ["\n", "\r\n", "\u2028", "\x0b", "\x85", "\x1b[2K"])
def test_a_line_break_in_what_somebody_sent_begins_no_line(written: Written, breaking: str) -> None:
    structlog.get_logger("somewhere").warning("it.happened", detail=f"x{breaking}2026-01-01 all is well")
    logging.getLogger("somewhere").warning(f"x{breaking}2026-01-01 all is well")
    assert len(written.lines) == 2
    assert not [line for line in written.text.split("\n") if breaking.strip("\n") and breaking in line]


def test_a_thing_that_cannot_be_written_is_named_by_its_kind() -> None:
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

    assert Redaction()(None, "", {"a": Odd()}) == {"a": "<Odd>"}


def test_a_line_for_machines_is_sound_json_whatever_is_in_it(written: Written) -> None:
    structlog.get_logger("somewhere").warning("it.happened", b={1: {2, 3}}, c=b"\xff", d=2**70, e=1.5, f=None)
    if written.text.startswith("{"):
        assert json.loads(written.text)["c"] == "\ufffd"


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_route_and_not_its_address(written: Written, client: Client) -> None:
    client.get("/portal/link/canary14_token-abcdefghijkl/?token=canary15", headers={"X-Request-ID": "order-4711.retry"})
    lines = [line for line in written.lines if "request" in line and "ms" in line]
    assert len(lines) == 1
    assert "portal/link/<str:token>/" in lines[0]
    for part in ("GET", "status", "queries"):
        assert part in lines[0]
    assert "canary" not in written.text
