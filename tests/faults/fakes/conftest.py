"""One program for all tests of a run; each test begins with nothing going wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.fake_gateways.running import FakeGateways, fake_gateways


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeGateways]:
    with fake_gateways(tmp_path_factory.mktemp("fakes"), seed=4) as running:
        yield running


@pytest.fixture
def fakes(program: FakeGateways) -> FakeGateways:
    """Nothing goes wrong but what the test wants."""
    program.all_goes_well()
    program.set_faults(outcome_ms=5, webhook_ms=1, hold_ms=100)
    program.send_webhooks_to(stripe="", paypal="", adyen="")
    return program
