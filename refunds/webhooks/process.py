"""Working off stored webhooks, account by account: while one gateway is asked, those of all others go on."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, field

from customers.correlation import working_under
from refunds.flow.gate import questions_for
from refunds.gateways.accounts import account_codes
from refunds.gateways.discovery import gateway_classes
from refunds.models import WebhookEvent
from refunds.webhooks.act import act_on, close_known
from refunds.webhooks.leases import LEASE_SECONDS, accounts_due, give_back, keep_leased, lease
from refunds.webhooks.records import NO_ANSWERS, Answers, Questions, told
from refunds.webhooks.refund_events import known_already
from refunds.webhooks.sockets import is_asked

TAKEN_TOGETHER = 32
WORKED_TOGETHER = 8
LOOK_AGAIN_SECONDS = 0.1
"""So many are worked off, and so long answers are waited for, before it is looked what else has come."""


@dataclass(slots=True)
class _Asked:
    """Events of one account whose answers are on their way."""

    events: Sequence[WebhookEvent]
    answers: Answers
    renewed_at: float = field(default_factory=time.monotonic)

    @property
    def is_answered(self) -> bool:
        return all(answer.done() for answer in self.answers.values())


def process_due_webhooks(stop_at: float = math.inf, limit: int = TAKEN_TOGETHER) -> int:
    """Work off stored events that are due, so many of each account, beginning none after `stop_at` (monotonic) but the
    first. Returns how many were worked off.

    What comes in while a gateway is being asked is worked off meanwhile, if it is another's; after `stop_at` only where
    nothing has to be asked.
    """
    with Questions() as questions:
        desk = _Desk(questions, limit)
        desk.take(accounts_due(), stop_at)
        while desk.asked:
            desk.hear()
            if desk.asked:
                is_over = time.monotonic() >= stop_at
                desk.take([account for account in accounts_due() if not (is_over and account in desk.readers)])
    return desk.worked


class _Desk:
    """What one pass has before it: `asked` holds the accounts whose answers are on their way."""

    def __init__(self, questions: Questions, limit: int) -> None:
        self.asked: dict[str, _Asked] = {}
        self.readers = _readers()
        self.worked = 0
        self._questions = questions
        self._limit = limit

    def take(self, accounts: Sequence[str], stop_at: float = math.inf) -> None:
        """Lease events of these accounts, first of those that are asked nothing, and ask what has to be asked."""
        others = [account for account in accounts if account not in self.asked]
        for account in sorted(others, key=lambda account: account in self.readers):
            if (self.worked or self.asked) and time.monotonic() >= stop_at:
                return
            events, answers = lease(account, self._limit_of(account)), NO_ANSWERS
            if account in self.readers:
                events = self._without_old_news(events)
                answers = self._questions.ask(events)
            if answers:
                self.asked[account] = _Asked(events, answers)
            else:
                self.worked += _work_off(events, stop_at)

    def _without_old_news(self, events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
        """Most events tell what is known already: they are closed at once, and nobody is asked."""
        known = known_already(events)
        close_known(known)
        self.worked += len(known)
        return [event for event in events if event not in known]

    def hear(self) -> None:
        """Wait a moment for answers, and work off some of each account that has given all of its own."""
        coming = [answer for batch in self.asked.values() for answer in batch.answers.values() if not answer.done()]
        wait(coming, LOOK_AGAIN_SECONDS, FIRST_COMPLETED)
        for account, batch in list(self.asked.items()):
            if batch.is_answered:
                with told(batch.answers):
                    self.worked += _work_off(batch.events[:WORKED_TOGETHER])
                batch.events = batch.events[WORKED_TOGETHER:]
                if not batch.events:
                    del self.asked[account]
            elif time.monotonic() - batch.renewed_at >= LEASE_SECONDS / 2:
                keep_leased(batch.events)
                batch.renewed_at = time.monotonic()

    def _limit_of(self, account: str) -> int:
        return questions_for(account, self._limit) if account in self.readers else self._limit


def _work_off(events: Sequence[WebhookEvent], stop_at: float = math.inf) -> int:
    worked, renew_at = 0, time.monotonic() + LEASE_SECONDS / 2
    for event in events:
        if worked and time.monotonic() >= stop_at:
            break
        if time.monotonic() >= renew_at:
            keep_leased(events[worked:])
            renew_at = time.monotonic() + LEASE_SECONDS / 2
        with working_under(event.correlation_id):
            act_on(event)
        worked += 1
    give_back(events[worked:])
    return worked


def _readers() -> set[str]:
    """Accounts whose gateway is asked what its events are about."""
    codes = {code for code, adapter in gateway_classes().items() if is_asked(adapter.capabilities)}
    return {name for name, code in account_codes().items() if code in codes}
