from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from tests.paypal_stand_in import PayPalStandIn

SETTINGS = {"client_id": "nobody", "client_secret": "nobody", "webhook_id": "WH0"}


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    stand_in: PayPalStandIn = request.getfixturevalue("paypal_stand_in")
    return stand_in.gateway(), stand_in.pay("50.00")
