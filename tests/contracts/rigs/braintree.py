from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from tests.braintree_stand_in import BraintreeStandIn

SETTINGS = {"merchant_id": "nobody", "public_key": "nobody", "private_key": "nobody"}


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    braintree: BraintreeStandIn = request.getfixturevalue("braintree")
    return braintree.gateway(), braintree.pay("50.00")
