"""A second account at the practice gateway, set up at the desk by Ida."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from customers.actors import Actor
from refunds.actions.gateway_accounts import add_gateway_account
from refunds.actions.gateway_secrets import set_gateway_secret
from refunds.flow import gate
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.sandbox.adapter import Sandbox

SECRET = "whsec-of-the-european-account"


@pytest.fixture
def europe(ida) -> Iterator[str]:
    """The account sandbox-eu, complete with its secret."""
    actor = Actor.user(ida)
    add_gateway_account(actor=actor, name="sandbox-eu", gateway="sandbox", label="Europe")
    set_gateway_secret(actor=actor, name="sandbox-eu", setting="webhook_secrets", value=SECRET)
    gateway_at("sandbox-eu").console.forget_everything()
    gate.forget("sandbox-eu")
    yield "sandbox-eu"
    gate.forget("sandbox-eu")


@pytest.fixture
def paid_in_europe(make_payment, europe):
    """paid_in_europe(mila) is a payment of hers that came in through sandbox-eu, which knows of it."""

    def pay(customer, *behaviours, **fields):
        payment = make_payment(customer, gateway_account=europe, **fields)
        console = gateway_at(europe).console
        console.register_payment(payment.gateway_reference, payment.captured_minor, payment.currency)
        if behaviours:
            console.script(payment.gateway_reference, behaviours)
        return payment

    return pay


def gateway_at(name: str) -> Sandbox:
    gateway = gateway_for_account(name)
    assert isinstance(gateway, Sandbox)
    return gateway
