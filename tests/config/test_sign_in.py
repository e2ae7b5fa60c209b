"""Who is shown at the door: in the demo everybody, elsewhere nobody."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from config.sign_in import demo_people
from customers.models import User

pytestmark = pytest.mark.django_db


def test_the_demos_sign_in_page_names_its_people(boris, fatima):
    shown = demo_people(RequestFactory().get("/accounts/login/"))
    assert [tuple(person.values()) for person in shown["demo_people"]] == [
        ("boris@shop.example", "approver"),
        ("fatima@shop.example", "finance"),
    ]
    assert demo_people(RequestFactory().get("/staff/refunds/")) == {}


def test_outside_the_demo_nobody_is_named(client, boris):
    page = client.get("/accounts/login/")
    assert page.status_code == 200
    assert b"boris@" not in page.content


def test_nobody_signs_up(client):
    client.post("/accounts/signup/", {"email": "eve@example.org", "password1": "a-long-enough-sentence"})
    assert not User.objects.filter(email="eve@example.org").exists()
