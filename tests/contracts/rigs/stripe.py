from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from tests.localstripe import LocalStripe

SETTINGS = {"secret_key": "sk_test_nobody"}


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    localstripe: LocalStripe = request.getfixturevalue("localstripe")
    return localstripe.gateway(), localstripe.pay(5000)["id"]
