"""allauth keeps secrets with the help of the request that is going on; tests that set one up have none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import context
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from customers.models import User


@contextmanager
def request_of(person: User) -> Iterator[None]:
    request = RequestFactory().get("/")
    request.user, request.session = person, SessionStore()
    with context.request_context(request):
        yield
