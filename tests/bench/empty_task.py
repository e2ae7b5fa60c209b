"""The least that a task can do and still be counted."""

from __future__ import annotations

from functools import cache

from celery import shared_task
from django.conf import settings
from redis import Redis

COUNTER = "bench:empty-tasks"


@cache
def counted() -> Redis:
    return Redis.from_url(settings.REDIS_URL)


@shared_task
def nothing() -> None:
    counted().incr(COUNTER)
