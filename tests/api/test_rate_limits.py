"""A program that calls too often is told when to come again; the others notice nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import redis
from django.conf import settings as house
from django.test import Client
from pytest_django import Settings

from customers import rate_limits
from customers.models import Customer, User
from customers.rate_limits import count_call
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.crowd import all_at_once
from tests.programs import Program

ProgramOf = Callable[..., Program]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


@pytest.fixture(autouse=True)
def fresh_line() -> Iterator[None]:
    """No test remembers that another one's Valkey was away."""
    rate_limits._silent_until = 0.0
    yield
    rate_limits._silent_until = 0.0


@pytest.fixture
def few_calls(settings: Settings) -> None:
    settings.API_CALLS_PER_MINUTE = {"read": 3, "write": 2, "decide": 1, "wrong_key": 2}


@pytest.fixture
def valkey_away(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


@pytest.mark.usefixtures("few_calls")
def test_each_answer_says_what_is_left(program_of: ProgramOf, ana: User) -> None:
    answer = program_of(ana).get("refunds/")
    assert answer.status_code == 200
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("3", "2")
    assert 1 <= int(answer["RateLimit-Reset"]) <= 60
    assert "Retry-After" not in answer


@pytest.mark.usefixtures("few_calls")
def test_one_call_too_many_is_refused_in_the_one_shape(program_of: ProgramOf, ana: User) -> None:
    program = program_of(ana)
    assert [program.get("refunds/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.get("refunds/")
    error = refused.json()["error"]
    assert error["code"] == "too_many_requests"
    assert error["correlation_id"] == refused["X-Request-ID"]
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert refused["RateLimit-Remaining"] == "0"


@pytest.mark.usefixtures("few_calls")
def test_every_key_has_its_own_count_and_every_kind_of_call_too(program_of: ProgramOf, ana: User) -> None:
    first, second = program_of(ana), program_of(ana)
    for _ in range(4):
        first.get("refunds/")
    assert first.get("refunds/").status_code == 429
    assert first.post("refunds/", {}).status_code == 400
    assert second.get("refunds/").status_code == 200


@pytest.mark.usefixtures("few_calls")
def test_a_refused_request_writes_nothing_and_its_key_stays_free(
    program_of: ProgramOf, ana: User, make_payment: PaymentFactory, mila: Customer, settings: Settings
) -> None:
    program, payment = program_of(ana), make_payment(mila)
    wish = {"payment": payment.reference, "reason": "damaged"}
    for _ in range(2):
        program.post("refunds/", {})
    assert program.post("refunds/", wish, key="intent-of-mila").status_code == 429
    assert not Refund.objects.exists()
    settings.API_CALLS_PER_MINUTE = {**settings.API_CALLS_PER_MINUTE, "write": 100}
    assert program.post("refunds/", wish, key="intent-of-mila").status_code == 201


@pytest.mark.usefixtures("few_calls")
def test_wrong_keys_are_counted_by_where_they_come_from(client: Client, program_of: ProgramOf, ana: User) -> None:
    tries = [client.get("/api/v1/refunds/", headers={"Authorization": f"Api-Key wrong{n}.key"}) for n in range(4)]
    assert [answer.status_code for answer in tries] == [401, 401, 429, 429]
    assert program_of(ana).get("refunds/").status_code == 200


@pytest.mark.usefixtures("few_calls", "valkey_away")
def test_the_database_counts_while_valkey_is_away(program_of: ProgramOf, ana: User) -> None:
    program = program_of(ana)
    assert [program.get("refunds/").status_code for _ in range(5)] == [200, 200, 200, 429, 429]


@pytest.mark.usefixtures("few_calls")
def test_a_new_window_begins_when_the_old_one_is_over() -> None:
    assert [count_call("mila", "test", 1, 60).is_over for _ in range(2)] == [False, True]  # type: ignore[union-attr]
    line = redis.Redis.from_url(house.REDIS_URL)
    for key in line.scan_iter("*calls:*"):
        line.delete(key)
    assert not count_call("mila", "test", 1, 60).is_over  # type: ignore[union-attr]


def test_a_counter_that_lost_its_end_gets_a_new_one() -> None:
    count_call("mila", "test", 5, 60)
    line = redis.Redis.from_url(house.REDIS_URL)
    (key,) = line.scan_iter("*calls:*")
    line.persist(key)
    count_call("mila", "test", 5, 60)
    assert 0 < line.ttl(key) <= 60


def test_a_customer_in_a_hurry_is_asked_to_wait(
    client: Client, mila: Customer, make_payment: PaymentFactory, settings: Settings
) -> None:
    from customers.portal.links import make_link

    settings.PORTAL_POSTS_PER_MINUTE = 2
    payment = make_payment(mila)
    client.post(f"/portal/link/{make_link(mila)}/")
    asked = [client.post(f"/portal/payments/{payment.reference}/refund/quote/", {}) for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert "try again in" in asked[-1].content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
@pytest.mark.slow
@pytest.mark.parametrize("counts", ["valkey", "database"])
def test_eight_processes_together_are_admitted_no_more_often_than_the_limit(
    counts: str, request: pytest.FixtureRequest
) -> None:
    if counts == "database":
        request.getfixturevalue("valkey_away")
    limit, calls = 500, 1000 if counts == "valkey" else 100

    def call(_person: int, _round: int) -> int:
        stands = [count_call("mila", "race", limit, 600) for _ in range(calls)]
        return sum(stand is not None and not stand.is_over for stand in stands)

    (admitted,) = all_at_once(8, call)
    assert sum(admitted) == min(limit, 8 * calls)
