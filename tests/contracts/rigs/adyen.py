from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from tests.adyen_stand_in import StandIn

SETTINGS = {"secret_key": "nobody", "merchant_account": "NobodyECOM"}


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    adyen: StandIn = request.getfixturevalue("adyen")
    return adyen.gateway(), adyen.pay(5000)
