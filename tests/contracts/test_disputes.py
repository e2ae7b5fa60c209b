"""What every gateway promises about disputes: what it says that it can do it does, and silence proves nothing."""

from __future__ import annotations

import pytest

from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.dispute_types import AnswerState, EvidenceInstruction
from refunds.gateways.errors import BadConfiguration, GatewayError
from tests.contracts.rigs import nobody_at

METHODS = {
    "read_dispute": "reads_disputes",
    "pull_disputes": "lists_disputes",
    "accept_dispute": "accepts_disputes",
    "read_warning": "reads_warnings",
}
"""Each method with the capability that promises it."""

CASES = {"mollie": "tr_WDqYK6vllg/chb_n9z0tp"}
"""What a case is called where it is not simply dp_1."""

every_gateway = pytest.mark.parametrize("adapter", list(gateway_classes().values()), ids=list(gateway_classes()))


def unreachable(adapter: type[Gateway]) -> Gateway:
    return adapter("nobody", nobody_at(adapter.code))


def overrides(adapter: type[Gateway], name: str) -> bool:
    return getattr(adapter, name) is not getattr(Gateway, name)


@every_gateway
@pytest.mark.parametrize(("method", "capability"), METHODS.items())
def test_it_does_what_it_says_and_nothing_else(adapter: type[Gateway], method: str, capability: str) -> None:
    assert overrides(adapter, method) == getattr(adapter.capabilities, capability)


@every_gateway
def test_who_takes_answers_says_so_and_says_how_much(adapter: type[Gateway]) -> None:
    assert overrides(adapter, "answer_dispute") == overrides(adapter, "evidence_budget")
    if overrides(adapter, "answer_dispute"):
        assert adapter.capabilities.evidence
        budget = unreachable(adapter).evidence_budget()
        assert budget.content_types


@every_gateway
def test_a_gateway_that_cannot_be_reached_leaves_a_dispute_open(adapter: type[Gateway]) -> None:
    gateway = unreachable(adapter)
    if adapter.capabilities.reads_disputes:
        with pytest.raises(GatewayError) as silence:
            gateway.read_dispute(CASES.get(adapter.code, "dp_1"))
        assert not isinstance(silence.value, BadConfiguration)
    if overrides(adapter, "answer_dispute"):
        instruction = EvidenceInstruction("DP-1-1-1", "dp_1", "ch_1", {"uncategorized_text": "It was delivered."})
        answered = gateway.answer_dispute(instruction)
        assert answered.state is AnswerState.UNKNOWN
        assert answered.code and answered.message
    if adapter.capabilities.accepts_disputes:
        answered = gateway.accept_dispute("dp_1", "DP-1-1-1")
        assert answered.state is AnswerState.UNKNOWN
        assert answered.code and answered.message
