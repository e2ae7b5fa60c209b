"""What a person sees where there is nothing, and what is known about it."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from config.errors import broken
from customers.correlation import set_correlation_id

pytestmark = pytest.mark.django_db


def test_an_address_that_is_none_gets_a_page_with_a_way_on(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    assert b'href="/"' in answer.content


def test_the_front_door_leads_to_the_portal(client):
    assert client.get("/").headers["Location"] == "/portal/"


def test_a_form_from_elsewhere_is_refused_with_a_page():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert b"<h1>" in answer.content


def test_a_crash_tells_the_number_under_which_the_log_has_it():
    set_correlation_id("crash-4711")
    try:
        answer = broken(RequestFactory().get("/"))
    finally:
        set_correlation_id("")
    assert answer.status_code == 500
    assert b"crash-4711" in answer.content
    assert b"Traceback" not in answer.content
