"""Which stories are told of which purchases, and when they begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from refunds.models import Refund
from reporting.demo_shop.payments import Bought
from reporting.demo_shop.people import MILA, TOM
from reporting.demo_shop.stage import Stage, Story
from reporting.demo_shop.stories import OLD, TODAY, Part

OLD_PER_THOUSAND = 76
"""Old stories for a thousand payments."""
FULL_SHOP = 2000
"""From so many payments on, today's queue has its full length."""
LIVELY = timedelta(days=10)
STALE = timedelta(hours=2)


def plan_stories(stage: Stage, bought: Sequence[Bought]) -> int:
    """Cast every story and put it on the stage's plan; return how many there are."""
    casting = _Casting(stage, bought)
    casting.known_people()
    for part in TODAY:
        for _ in range(max(1, part.often * min(len(bought), FULL_SHOP) // FULL_SHOP)):
            casting.today(part)
    for part in OLD:
        casting.old(part)
    rest = len(bought) * OLD_PER_THOUSAND // 1000 - len(OLD)
    for part in stage.rng.choices(OLD, [part.often for part in OLD], k=max(rest, 0)):
        casting.old(part)
    return casting.planned


class _Casting:
    """Finds a purchase for each story; each purchase plays once."""

    def __init__(self, stage: Stage, bought: Sequence[Bought]) -> None:
        self._stage = stage
        self._rng: Random = stage.rng
        known = {MILA.email, TOM.email}
        self._known = [b for b in bought if b.payment.customer.email in known]
        self._free = {b.payment.pk: b for b in bought if b.payment.customer.email not in known}
        self.planned = 0

    def old(self, part: Part) -> None:
        """Tell it of any purchase that is long enough ago."""
        latest = self._stage.now - LIVELY
        fitting = [b for b in self._free.values() if part.fits(b) and _arrived(b) + _days(part.from_day) < latest]
        if fitting:
            chosen = self._rng.choice(fitting)
            asked_at = _arrived(chosen) + self._pause(part)
            self._begin(part, chosen, min(asked_at, latest))

    def today(self, part: Part) -> None:
        """Tell it of a purchase so fresh that it is still open now."""
        oldest, newest = self._stage.now - LIVELY, self._stage.now - STALE
        began = self._stage.now - self._stage.some(STALE, LIVELY - timedelta(days=1))
        if part.from_day:
            began = self._stage.now - self._stage.some(timedelta(days=4), timedelta(days=7))
        fitting = [
            b for b in self._free.values() if part.fits(b) and _arrived(b) < began and b.payment.captured_at < newest
        ]
        young = [b for b in fitting if _arrived(b) > oldest - _days(14)]
        if fitting:
            chosen = self._rng.choice(young) if young else max(fitting, key=_arrived)
            self._begin(part, chosen, began)

    def known_people(self) -> None:
        """Mila has two open requests and one that is done; Tom, who changed his mind, has waited for two weeks."""
        mila = [b for b in self._known if b.payment.customer.email == MILA.email]
        tom = [b for b in self._known if b.payment.customer.email == TOM.email]
        stories = (
            (mila[0], _asks(Refund.Reason.CHANGED_MIND, ((1, 1),)), timedelta(days=36)),
            (mila[1], _asks(Refund.Reason.DAMAGED, ((0, 1),), question=True), timedelta(days=3)),
            (mila[2], _asks(Refund.Reason.NOT_AS_DESCRIBED, ((0, 1),)), timedelta(hours=20)),
            (tom[0], _asks(Refund.Reason.CHANGED_MIND, ((1, 1),)), timedelta(days=13)),
        )
        for bought, story, ago in stories:
            self._begin(Part(story, 1), bought, self._stage.now - ago)

    def _begin(self, part: Part, bought: Bought, moment: datetime) -> None:
        self._free.pop(bought.payment.pk, None)
        self._stage.plan(moment, part.story(self._stage, bought))
        self.planned += 1

    def _pause(self, part: Part) -> timedelta:
        """Most people ask within the first week."""
        span = max(part.to_day - part.from_day, 1)
        return _days(part.from_day) + timedelta(
            hours=self._rng.randrange(1, 24 * span) * self._rng.randint(30, 100) // 100
        )


def _asks(reason: str, units: tuple[tuple[int, int], ...], question: bool = False):  # type: ignore[no-untyped-def]
    def story(stage: Stage, bought: Bought) -> Story:
        refund = stage.ask(bought, reason=reason, units=units)
        yield timedelta(seconds=3)
        stage.work()
        if question and stage.again(refund).state == Refund.State.UNDER_REVIEW:
            yield timedelta(hours=4)
            stage.question(refund)

    return story


def _arrived(bought: Bought) -> datetime:
    return bought.payment.delivered_at or bought.payment.captured_at


def _days(days: int) -> timedelta:
    return timedelta(days=days)
