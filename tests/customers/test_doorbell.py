"""Who is at something: one of all processes, until it is done; and nobody waits because Valkey is away."""

from __future__ import annotations

import time

import pytest

from customers import doorbell

LOOKS = "shop.tasks.look"

pytestmark = pytest.mark.usefixtures("empty_queue")


def test_the_first_one_is_at_it_until_it_is_done():
    with doorbell.first_at(LOOKS, 30) as ana:
        with doorbell.first_at(LOOKS, 30) as boris:
            assert (ana, boris) == (True, False)
        with doorbell.first_at(LOOKS, 30) as chidi:
            assert not chidi, "Boris was not the first, so Ana still is"
    with doorbell.first_at(LOOKS, 30) as boris:
        assert boris


def test_whoever_takes_too_long_ends_nobody_elses_turn():
    with doorbell.first_at(LOOKS, 1):
        time.sleep(1.1)
        chidi = doorbell.first_at(LOOKS, 30)
        assert chidi.__enter__()
    with doorbell.first_at(LOOKS, 30) as late:
        assert not late
    chidi.__exit__(None, None, None)


def test_what_took_long_rests_for_a_while():
    assert not doorbell.is_resting(LOOKS)
    doorbell.rest(LOOKS, 0.3)
    assert doorbell.is_resting(LOOKS)
    time.sleep(0.35)
    assert not doorbell.is_resting(LOOKS)


def test_where_nobody_can_say_so_everybody_is_the_first_and_nothing_rests(settings):
    doorbell._redis.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    try:
        doorbell.rest(LOOKS, 30)
        with doorbell.first_at(LOOKS, 30) as ana, doorbell.first_at(LOOKS, 30) as boris:
            assert ana and boris and not doorbell.is_resting(LOOKS)
    finally:
        doorbell._redis.cache_clear()
