"""How stories go on once somebody has asked: reviewed, sent, answered at last."""

from __future__ import annotations

from datetime import timedelta

from refunds import permissions
from refunds.models import Refund
from reporting.demo_shop.stage import Stage, Story
from reporting.demo_shop.transfers import name_account

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def decided(stage: Stage, refund: Refund) -> Story:
    """People approve it, where the policy has not."""
    refund = stage.again(refund)
    if refund.state != Refund.State.UNDER_REVIEW:
        return
    yield stage.until_the_office_looks()
    first, second = stage.rng.sample([stage.staff.boris, stage.staff.chidi], 2)
    stage.approve(refund, first)
    if permissions.approvals_needed(refund) > 1:
        yield stage.some(10 * MINUTE, 4 * HOUR)
        stage.approve(refund, second)


def sent(stage: Stage, refund: Refund) -> Story:
    """A worker takes it a moment later."""
    if stage.again(refund).state == Refund.State.APPROVED:
        yield stage.some(SECOND, 4 * SECOND)
        stage.work()


def paid(stage: Stage, refund: Refund) -> Story:
    """Everything goes as it should."""
    yield from decided(stage, refund)
    yield from sent(stage, refund)


def ended_by_the_gateway(stage: Stage, refund: Refund, status: str, after: timedelta) -> Story:
    """The gateway ends what it has kept waiting."""
    if stage.again(refund).state != Refund.State.PROCESSING:
        return
    yield after
    stage.console.advance(stage.gateway_reference(refund), status)
    yield 2 * SECOND
    stage.take_webhooks()


def kept_waiting(stage: Stage, refund: Refund, status: str) -> Story:
    """It is sent, and the gateway has it and does not end it."""
    yield from paid(stage, refund)
    stage.hold_back(refund, status)


def paid_another_way(stage: Stage, refund: Refund, rail: str) -> Story:
    """Finance sends a failed refund another way."""
    if stage.again(refund).state != Refund.State.FAILED:
        return
    yield stage.until_the_office_looks()
    if rail != refund.rail:
        stage.propose_rail(refund, rail)
        yield stage.some(HOUR, 30 * HOUR)
        stage.agree_to_rail(refund)
        yield stage.until_the_office_looks()
    stage.retry(refund)
    yield from sent(stage, refund)
    if rail == Refund.Rail.BANK_TRANSFER:
        name_account(stage.again(refund))
        yield stage.until_the_office_looks()
        stage.transfer(refund)
