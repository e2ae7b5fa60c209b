"""Everybody who works here has a second factor: led to it, kept out until then, each code good for once."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import connection
from django.test import Client

from customers.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "eleven lanterns over Porto"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def code_for_some_seconds(secret: str) -> str:
    """A code that does not end while it is brought."""
    if time.time() % 30 > 25:
        time.sleep(6)
    return code_of(secret)


@pytest.fixture(autouse=True)
def required(settings) -> None:
    settings.STAFF_MFA = settings.STEP_UP = True


@pytest.fixture
def with_password(boris) -> User:
    boris.set_password(PASSWORD)
    boris.save()
    return boris


@pytest.fixture
def with_app(with_password) -> User:
    """Boris has set up the app on his phone."""
    from tests.config.keep import request_of

    with request_of(with_password):
        TOTP.activate(with_password, SECRET)
    return with_password


@pytest.fixture
def enter() -> Callable[..., Client]:
    """enter(boris) is his browser after the password."""

    def browser(person: User) -> Client:
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        return client

    return browser


@pytest.mark.parametrize(
    "place",
    ["/staff/", "/staff/payments/", "/staff/finance/", "/admin/", "/api/docs/", "/api/schema/", "/staff/nowhere/"],
)
def test_without_one_every_page_of_staff_leads_to_the_set_up(place, with_password, enter):
    answer = enter(with_password).get(place)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/second-factor/?next=")


def test_without_one_no_move_is_made_and_no_poll_draws_a_page(with_password, enter):
    browser = enter(with_password)
    assert browser.post("/staff/refunds/RF-1/approval/").status_code == 302
    poll = browser.get("/staff/", headers={"HX-Request": "true"})
    assert poll["HX-Redirect"] == "/accounts/second-factor/"


@pytest.mark.django_db(transaction=True)
def test_the_set_up_page_says_what_to_do_and_after_the_app_and_the_codes_the_desk_opens(with_password, enter):
    browser = enter(with_password)
    assert "One more step" in browser.get("/accounts/second-factor/").content.decode()
    page = browser.get("/accounts/second-factor/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="(\w+)"', page)[1]

    answer = browser.post("/accounts/second-factor/totp/activate/", {"code": code_of(secret)})

    assert answer.url == "/accounts/second-factor/recovery-codes/"
    assert len(re.findall(r"<li>(\d{8})</li>", browser.get(answer.url).content.decode())) == 10
    assert not re.search(r"<li>\d{8}</li>", browser.get(answer.url).content.decode())
    assert browser.get("/staff/").status_code == 200


def test_the_key_of_the_app_is_not_readable_in_the_database(with_app):
    assert SECRET not in str(Authenticator.objects.get(type="totp").data)


def test_the_password_alone_opens_nothing_and_the_code_does(with_app, enter):
    browser = enter(with_app)
    assert browser.get("/staff/").url.startswith("/accounts/login/")
    answer = browser.post("/accounts/second-factor/authenticate/", {"code": code_of(SECRET)})
    assert answer.url == "/staff/"
    assert browser.get("/staff/").status_code == 200


def test_a_code_opens_once(with_app, enter):
    first, second = enter(with_app), enter(with_app)
    code = code_for_some_seconds(SECRET)
    assert first.post("/accounts/second-factor/authenticate/", {"code": code}).status_code == 302
    from django.core.cache import cache

    cache.clear()
    again = second.post("/accounts/second-factor/authenticate/", {"code": code})
    assert again.status_code == 200
    assert "was used already" in again.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_bring_the_same_code_at_once_one_gets_in(with_app, enter, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    browsers = [enter(with_app) for _ in range(8)]
    code, answers, start = code_for_some_seconds(SECRET), [], threading.Barrier(8)

    def bring(browser: Client) -> None:
        start.wait()
        answers.append(browser.post("/accounts/second-factor/authenticate/", {"code": code}).status_code)
        connection.close()

    threads = [threading.Thread(target=bring, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 7 + [302]


def test_the_code_that_set_the_app_up_does_not_sign_in(with_password, enter):
    browser = enter(with_password)
    page = browser.get("/accounts/second-factor/totp/activate/").content.decode()
    code = code_of(re.search(r'id="authenticator_secret" value="(\w+)"', page)[1])
    browser.post("/accounts/second-factor/totp/activate/", {"code": code})
    assert enter(with_password).post("/accounts/second-factor/authenticate/", {"code": code}).status_code == 200


def test_a_recovery_code_opens_once(with_app, enter):
    from tests.config.keep import request_of

    with request_of(with_app):
        code = RecoveryCodes.activate(with_app).generate_codes()[0]
    assert enter(with_app).post("/accounts/second-factor/authenticate/", {"code": code}).status_code == 302
    assert enter(with_app).post("/accounts/second-factor/authenticate/", {"code": code}).status_code == 200


def test_the_only_factor_is_not_removed(with_app, enter):
    browser = enter(with_app)
    browser.post("/accounts/second-factor/authenticate/", {"code": code_of(SECRET)})
    answer = browser.post("/accounts/second-factor/totp/deactivate/")
    assert "your only second factor" in answer.content.decode()
    assert Authenticator.objects.filter(user=with_app, type="totp").exists()


def test_a_session_from_before_shows_its_factor_and_goes_on(with_app, sign_in):
    answer = sign_in(with_app).get("/staff/payments/")
    assert answer.url.startswith("/accounts/second-factor/reauthenticate/?next=%2Fstaff%2Fpayments%2F")


def test_where_it_is_not_required_the_password_opens(settings, with_password, enter):
    settings.STAFF_MFA = False
    assert enter(with_password).get("/staff/").status_code == 200


@pytest.mark.parametrize("code", ["", "x" * 33, "\x00", "１２３４５６", "12 34 56 78 90 12 34"])
def test_a_code_that_is_none_is_refused_in_words(code, with_app, enter):
    assert enter(with_app).post("/accounts/second-factor/authenticate/", {"code": code}).status_code == 200


def test_what_allauth_offers_and_the_house_does_not_is_not_there(with_password, enter):
    browser = enter(with_password)
    for place in ("signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/set/", "login/code/confirm/"):
        assert browser.get(f"/accounts/{place}").status_code == 404
