from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from refunds.gateways.accounts import database_conninfo
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes


def rig(request: pytest.FixtureRequest) -> tuple[Gateway, str]:
    request.getfixturevalue("django_db_setup")
    config = {"database": database_conninfo(), "webhook_secrets": ["whsec_contract"]}
    sandbox: Any = gateway_classes()["sandbox"]("contract", config)
    payment_reference = f"pay_{datetime.now(UTC).timestamp()}".replace(".", "_")
    sandbox.console.register_payment(payment_reference, 5000, "EUR")
    return sandbox, payment_reference
