"""A session ends when it is quiet, at the end of the day, and whenever its owner says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config.door import UNATTENDED
from customers.portal.links import make_link
from customers.staff_sessions import device_of, sessions_of

pytestmark = pytest.mark.django_db

PASSWORD = "eleven lanterns over Porto"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def enter(boris):
    """enter() is another browser in which Boris has signed in with his password."""
    boris.set_password(PASSWORD)
    boris.save()

    def browser(**headers: str) -> Client:
        client = Client(headers=headers)
        answer = client.post("/accounts/login/", {"login": boris.email, "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return browser


def later(**distance: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**distance))


def test_after_a_quiet_quarter_of_an_hour_one_signs_in_again_and_comes_back(enter, boris):
    browser = enter()
    with later(minutes=16):
        answer = browser.get("/staff/payments/?q=lamp")
        assert answer.url == "/accounts/login/?next=/staff/payments/%3Fq%3Dlamp"
        back = browser.post(answer.url, {"login": boris.email, "password": PASSWORD, "next": "/staff/payments/?q=lamp"})
        assert back.url == "/staff/payments/?q=lamp"


def test_whoever_works_stays_in(enter):
    browser = enter()
    for minutes in (10, 20, 30):
        with later(minutes=minutes):
            assert browser.get("/staff/").status_code == 200


def test_a_page_that_asks_by_itself_keeps_nobody_in(enter):
    browser = enter()
    for minutes in (5, 10, 14):
        with later(minutes=minutes):
            poll = browser.get("/staff/", headers={"HX-Request": "true", UNATTENDED: "1"})
            assert poll.status_code == 200
    with later(minutes=16):
        poll = browser.get("/staff/", headers={"HX-Request": "true", UNATTENDED: "1"})
        assert poll["HX-Redirect"] == "/accounts/login/"


def test_the_button_of_the_warning_counts_as_a_sign_of_life(enter):
    browser = enter()
    with later(minutes=14):
        assert browser.post("/accounts/sessions/alive/").status_code == 204
    with later(minutes=20):
        assert browser.get("/staff/").status_code == 200
    assert Client().post("/accounts/sessions/alive/").status_code == 403


def test_the_longest_day_ends_after_twelve_hours_even_for_who_never_stops(enter):
    browser = enter()
    for minutes in range(10, 12 * 60, 10):
        with later(minutes=minutes):
            assert browser.post("/accounts/sessions/alive/").status_code == 204
    with later(minutes=12 * 60 + 1):
        assert browser.get("/staff/").status_code == 302


def test_the_session_has_a_new_key_after_signing_in(boris, enter):
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    browser.cookies["recourse"] = before
    browser.post("/accounts/login/", {"login": boris.email, "password": PASSWORD})
    assert browser.cookies["recourse"].value != before


def test_a_customer_signed_in_beside_stays_when_the_member_of_staff_is_out(enter, mila):
    browser = enter()
    browser.post(f"/portal/link/{make_link(mila)}/")
    with later(minutes=16):
        assert browser.get("/staff/").status_code == 302
        assert browser.get("/portal/payments/").status_code == 200


def test_boris_sees_his_sessions_and_ends_one_and_all_others(enter, boris):
    here = enter(**{"User-Agent": FIREFOX})
    phone, library, office = (enter() for _ in range(3))
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert len(sessions_of(boris)) == 4
    keys = {row.session_key: row.pk for row in sessions_of(boris)}

    here.post("/accounts/sessions/ending/", {"session": keys[phone.session.session_key]})
    assert phone.get("/staff/").status_code == 302
    assert library.get("/staff/").status_code == 200

    here.post("/accounts/sessions/ending/")
    assert [browser.get("/staff/").status_code for browser in (library, office, here)] == [302, 302, 200]


def test_a_foreign_session_is_not_ended(enter, boris, chidi):
    enter()
    (row,) = sessions_of(boris)
    stranger = Client()
    stranger.force_login(chidi)
    stranger.post("/accounts/sessions/ending/", {"session": row.pk})
    assert len(sessions_of(boris)) == 1


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "\x00", "0"])
def test_a_session_that_is_none_ends_nothing_of_importance(number, enter, boris):
    browser = enter()
    assert browser.post("/accounts/sessions/ending/", {"session": number}).status_code == 302
    assert browser.get("/staff/").status_code == 200


def test_a_new_password_ends_the_other_sessions(enter, boris):
    here, there = enter(), enter()
    new = "a kettle of seventeen fish"
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert (here.get("/staff/").status_code, there.get("/staff/").status_code) == (200, 302)


@pytest.mark.parametrize("password", ["short", "passwordpassword", "boris-meyer-boris", "recourse-refunds-2026"])
def test_a_password_that_is_easily_guessed_is_not_taken(password, enter, boris):
    answer = enter().post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert answer.status_code == 200
    boris.refresh_from_db()
    assert boris.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("said", "device"),
    [(FIREFOX, "Firefox, Windows"), ("curl/8", "curl/8"), ("", "?"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone")],
)  # fmt: skip
def test_devices_are_named_as_people_know_them(said, device):
    assert device_of(said) == device
