"""I18: no state changes by an event that is not proven. Fourteen ways, every gateway, through the real door."""

from __future__ import annotations

import json
import logging
from collections import Counter

import pytest
from Adyen.util import is_valid_hmac_notification
from django.test import Client

from refunds.models import WebhookEvent
from tests.adyen_stand_in import HMAC_KEY
from tests.refunds.webhooks.forgers import FORGERS, VARIANTS, WAYS, Forger, Letter

pytestmark = pytest.mark.django_db

every_forger = pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.code)


@pytest.fixture
def quiet():
    """Refusals are logged; a thousand of them take longer to write down than to make."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def door(settings, forger, quiet):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def knock(letter: Letter):
        return client.post(
            f"/webhooks/{forger.code}/", letter.body, content_type="application/json", headers=letter.headers
        )

    with forger.at_work() as config:
        settings.GATEWAY_ACCOUNTS = {forger.code: config}
        yield knock


@every_forger
def test_no_forgery_is_accepted_breaks_anything_or_leaves_a_trace(forger: Forger, door) -> None:
    for n in range(VARIANTS):
        assert door(forger.genuine(n)).json()["received"] == 1
    stored = set(WebhookEvent.objects.values_list("event_id", "body_hash", "state"))
    tried: Counter[str] = Counter()

    for way, forge in WAYS.items():
        for n in range(VARIANTS):
            answer = door(forge(forger, n))
            if way == "replay":
                assert (answer.status_code, answer.json()["received"]) == (200, 0)
            else:
                assert (answer.status_code, answer.json()["error"]["code"]) == (400, "forged_webhook"), (way, n)
            tried[way] += 1

    assert set(WebhookEvent.objects.values_list("event_id", "body_hash", "state")) == stored
    assert set(tried.values()) == {25}
    assert tried.total() == 350


@every_forger
def test_every_forgery_is_another_one(forger: Forger) -> None:
    letters = {
        (letter.body, tuple(letter.headers.items()))
        for forge in WAYS.values()
        for letter in (forge(forger, n) for n in range(VARIANTS))
    }

    assert len(letters) == len(WAYS) * VARIANTS


def test_some_of_them_deceive_the_helper_of_adyens_sdk() -> None:
    """Which looks at the first item only, and at the text that its fields make together."""
    forger = next(forger for forger in FORGERS if forger.code == "adyen")

    assert [n for n in range(13) if _sdk_believes(forger.rewritten(n))] == [0, 1, 2, 3, 4]
    assert all(_sdk_believes(forger.with_a_second(n)) for n in range(VARIANTS))


def _sdk_believes(letter: Letter) -> bool:
    return bool(is_valid_hmac_notification(json.loads(letter.body), HMAC_KEY))


def test_three_gateways_make_a_thousand_and_fifty() -> None:
    assert len(WAYS) * VARIANTS * 3 == 1050
    assert {"stripe", "adyen", "paypal"} <= {forger.code for forger in FORGERS}
