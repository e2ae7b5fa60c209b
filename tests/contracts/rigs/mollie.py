from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from tests.mollie_stand_in import MollieStandIn

SETTINGS = {"api_key": "test_nobody"}


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    mollie: MollieStandIn = request.getfixturevalue("mollie")
    return mollie.gateway(), mollie.pay("50.00")
