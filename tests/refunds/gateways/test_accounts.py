"""From the settings to a gateway: the right one, always the same one, or a plain refusal."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from refunds.gateways.accounts import gateway_accounts, gateway_for, gateway_for_account
from refunds.gateways.errors import BadConfiguration, UnknownAccount
from tests.localstripe import LocalStripe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_accounts(settings: Settings) -> None:
    settings.GATEWAY_ACCOUNTS = {
        "practice": {"gateway": "sandbox", "webhook_secrets": ["w"]},
        "shop": LocalStripe("http://127.0.0.1:9").config,
        "odd": {"gateway": "abacus"},
    }


def test_an_account_is_found_by_gateway_and_name() -> None:
    assert gateway_for("sandbox", "practice").account == "practice"
    assert gateway_for("stripe", "shop").code == "stripe"
    assert gateway_for_account("shop") is gateway_for("stripe", "shop")


@pytest.mark.parametrize(("code", "account"), [("stripe", "nobody"), ("stripe", "practice"), ("", "shop")])
def test_an_account_that_is_not_set_up_is_refused(code: str, account: str) -> None:
    with pytest.raises(UnknownAccount):
        gateway_for(code, account)


def test_a_gateway_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadConfiguration):
        gateway_for_account("odd")


def test_changed_settings_are_seen(settings: Settings) -> None:
    before = gateway_for_account("practice")
    settings.GATEWAY_ACCOUNTS = {"practice": {"gateway": "sandbox", "webhook_secrets": ["other"]}}

    assert gateway_for_account("practice") is not before
    assert [gateway.account for gateway in gateway_accounts()] == ["practice"]
