"""What the stories of alerts stand on."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.models import DisputeFee


@pytest.fixture(autouse=True)
def known_fee(db: None) -> None:
    """The practice gateway takes 20.00 EUR for a dispute, by its contract."""
    DisputeFee.objects.create(
        kind=DisputeFee.Kind.DISPUTE, gateway="sandbox", currency="EUR", amount_minor=2_000,
        valid_from=date(2025, 6, 17), source="Contract with the practice gateway, page 4",
    )  # fmt: skip
