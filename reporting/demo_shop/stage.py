"""Where the stories of the demo are played: people act through the actions, then workers and gateway do their part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from django.db.models import F

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import NotAllowed
from customers.models import Refusal
from customers.refusals import keep_refusal
from customers.shop_days import shop_zone
from refunds import permissions
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.change_refund import change_refund
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.line_amounts import LineAsk
from refunds.actions.look_up_attempts import look_up_attempts
from refunds.actions.merge_refunds import merge_refunds
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.quote_plan import PlanWish, quote_plan
from refunds.actions.rail_proposals import answer_proposal, propose_rail
from refunds.actions.recall_refund import recall_refund
from refunds.actions.reject_refund import reject_refund
from refunds.actions.request_plan import request_plan
from refunds.actions.request_refund import request_refund
from refunds.actions.retry_refund import retry_refund
from refunds.fingerprint import seen_hash
from refunds.gateways.sandbox.console import Console
from refunds.models import RailProposal, Refund, RefundAttempt, RefundPlan
from refunds.tasks import work_due_orders
from refunds.webhooks.process import process_due_webhooks
from refunds.webhooks.receive import receive_webhook
from reporting.demo_shop.payments import ACCOUNT, Bought
from reporting.demo_shop.photos import bill_of_a_workshop, photo_of_damage
from reporting.demo_shop.staff import Staff
from reporting.demo_shop.words import ANSWERS, EXPLANATIONS, QUESTIONS, RAIL_WORDS, REASON_TEXTS, note_on

Story = Iterator[timedelta]
"""Acts, then says how long it is until its next act."""

OPENS_AT, CLOSES_AT = 8, 18
TRANSFER_WORDS = "SEPA"
WEBHOOKS_TOLD = timedelta(days=45)


class Stage:
    """Everything a story needs. All acts happen at the business clock's present moment."""

    def __init__(self, rng: Random, staff: Staff, console: Console, now: datetime) -> None:
        self.rng = rng
        self.staff = staff
        self.console = console
        self.now = now
        self._planned: list[tuple[datetime, int, Story]] = []
        self._numbers = count()

    # --- Time

    def plan(self, moment: datetime, story: Story) -> None:
        """Let a story begin at a moment."""
        heappush(self._planned, (moment, next(self._numbers), story))

    def play(self, tell: Callable[[int], None]) -> None:
        """Play all stories side by side, in the order of time. What would happen after now stays open."""
        acts = 0
        while self._planned:
            moment, _number, story = heappop(self._planned)
            if moment >= self.now:
                continue
            with clock_at(moment):
                pause = next(story, None)
            if pause is not None:
                self.plan(moment + pause, story)
            acts += 1
            tell(acts)

    def some(self, at_least: timedelta, at_most: timedelta) -> timedelta:
        """Draw a pause."""
        return timedelta(seconds=self.rng.randint(int(at_least.total_seconds()), int(at_most.total_seconds())))

    def until_the_office_looks(self) -> timedelta:
        """How long until a colleague takes the case: half an hour to a day, in the shop's office hours."""
        present = clock.now()
        moment = present + self.some(timedelta(minutes=25), timedelta(hours=26))
        local = moment.astimezone(shop_zone())
        if not OPENS_AT <= local.hour < CLOSES_AT:
            days = 1 if local.hour >= CLOSES_AT else 0
            local = local.replace(hour=OPENS_AT, minute=self.rng.randrange(60)) + timedelta(days=days)
        while local.weekday() >= 5:
            local += timedelta(days=1)
        return local - present

    # --- People

    def ask(
        self,
        bought: Bought,
        *behaviours: str,
        reason: str,
        units: tuple[tuple[int, int], ...] = (),
        amount_minor: int | None = None,
        rail: str = Refund.Rail.ORIGINAL,
        actor: Actor | None = None,
        origin: str = Refund.Origin.PORTAL,
        goodwill_minor: int = 0,
        **told: Any,
    ) -> Refund:
        """Ask for units of lines, for an amount, or for everything; the gateway will answer as told.

        `told` is what request_refund takes beside that: answers, a wish, files.
        """
        self.console.script(bought.payment.gateway_reference, behaviours or (self._usual_answer(),))
        return request_refund(
            actor=actor or Actor.customer(bought.payment.customer),
            payment_reference=bought.payment.reference,
            reason=reason,
            origin=origin,
            lines=[LineAsk(bought.lines[index].pk, quantity) for index, quantity in units],
            amount_minor=amount_minor,
            rail=rail,
            goodwill_minor=goodwill_minor,
            reason_text=self.rng.choice(REASON_TEXTS[reason]),
            **told,
        )

    def _usual_answer(self) -> str:
        """Webhooks that say what is known already are told of lately only; a year of them shows nothing more."""
        return "accept" if clock.now() > self.now - WEBHOOKS_TOLD else "accept+webhook_lost"

    def approver(self) -> Actor:
        return self.rng.choice((self.staff.boris, self.staff.chidi))

    def approve(self, refund: Refund, actor: Actor) -> Refund:
        now = self.again(refund)
        return approve_refund(actor=actor, reference=now.reference, seen=seen_hash(now), note=note_on(now))

    def approve_fully(self, refund: Refund) -> Refund:
        """As many people as it needs, at once; nothing where the policy has decided."""
        if self.again(refund).state != Refund.State.UNDER_REVIEW:
            return refund
        people = [self.staff.boris, self.staff.chidi]
        self.rng.shuffle(people)
        for actor in people[: permissions.approvals_needed(refund)]:
            refund = self.approve(refund, actor)
        return refund

    def reject(self, refund: Refund, explanation: str = "") -> Refund:
        now = self.again(refund)
        words = explanation or self.rng.choice(EXPLANATIONS)
        return reject_refund(
            actor=self.approver(), reference=now.reference, seen=seen_hash(now), explanation=words, note=note_on(now)
        )

    def question(self, refund: Refund) -> Refund:
        actor = self.rng.choice((self.staff.ana, self.staff.boris, self.staff.chidi))
        return ask_customer(actor=actor, reference=refund.reference, question=self.rng.choice(QUESTIONS))

    def answer(self, refund: Refund) -> Refund:
        actor = Actor.customer(refund.customer)
        return answer_question(actor=actor, reference=refund.reference, answer=self.rng.choice(ANSWERS))

    def hand_in(self, refund: Refund) -> None:
        """The customer sends a picture and an estimate."""
        hand_in_documents(
            actor=Actor.customer(refund.customer),
            reference=refund.reference,
            files=[photo_of_damage(self.rng), bill_of_a_workshop(self.rng)],
        )

    def merge(self, stays: Refund, goes: Refund) -> Refund:
        return merge_refunds(actor=self.staff.ana, reference=stays.reference, other=goes.reference)

    def reach_too_far(self, refund: Refund) -> None:
        """Ana tries what her role does not include; it is kept."""
        try:
            self.approve(refund, self.staff.ana)
        except NotAllowed as refusal:
            keep_refusal(
                self.staff.ana,
                door=Refusal.Door.PAGE,
                move="approval",
                about=refund.reference,
                code=refusal.code,
                sentence=refusal.message,
            )

    def cancel(self, refund: Refund) -> Refund:
        return cancel_refund(actor=Actor.customer(refund.customer), reference=refund.reference)

    def retry(self, refund: Refund, actor: Actor | None = None) -> Refund:
        return retry_refund(actor=actor or self.staff.fatima, reference=refund.reference)

    def recall(self, refund: Refund) -> Refund:
        return recall_refund(actor=self.approver(), reference=refund.reference)

    def propose_rail(self, refund: Refund, rail: str) -> RailProposal:
        """Ana asks the customer to take it another way."""
        return propose_rail(
            actor=self.staff.ana, reference=refund.reference, rail=rail, words=self.rng.choice(RAIL_WORDS)
        )

    def agree_to_rail(self, refund: Refund) -> Refund:
        """The customer says yes in the portal."""
        return answer_proposal(
            actor=Actor.customer(refund.customer),
            reference=refund.reference,
            proposal_id=refund.rail_proposals.latest("id").pk,
            agrees=True,
        )

    def change(self, refund: Refund, actor: Actor, words: str, **wish: Any) -> Refund:
        now = self.again(refund)
        return change_refund(actor=actor, reference=now.reference, seen=seen_hash(now), words=words, **wish)

    def ask_for_order(self, bought: Bought, amount_minor: int, reason: str) -> RefundPlan:
        """Ana asks for an amount out of all payments of the order."""
        wish = PlanWish(
            reason=reason,
            reason_text=self.rng.choice(REASON_TEXTS[reason]),
            amounts={bought.payment.currency: amount_minor},
            strategy=RefundPlan.Strategy.IN_PROPORTION,
        )
        shown = quote_plan(actor=self.staff.ana, payment_reference=bought.payment.reference, wish=wish)
        return request_plan(
            actor=self.staff.ana,
            payment_reference=bought.payment.reference,
            wish=wish,
            seen=shown.seen,
            origin=Refund.Origin.STAFF,
        )

    def transfer(self, refund: Refund) -> Refund:
        """Finance pays it from the bank account."""
        number = f"{clock.now():%Y%m%d}-{self.rng.randrange(1000, 9999)}"
        return pay_by_transfer(
            actor=self.staff.fatima, reference=refund.reference, bank_reference=f"{TRANSFER_WORDS} {number}"
        )

    # --- Workers and gateway

    def work(self) -> None:
        """A worker wakes, sends what is due, and takes the webhooks that follow."""
        work_due_orders()
        with clock_at(clock.now() + timedelta(seconds=2)):
            self.take_webhooks()

    def take_webhooks(self) -> None:
        """The gateway knocks with everything that is due; each knock is worked off."""
        for delivery in self.console.due_webhooks():
            receive_webhook(ACCOUNT, delivery.body, delivery.headers)
            self.console.mark_delivered(delivery)
        process_due_webhooks()

    def look_up(self, refund: Refund) -> None:
        """The sweeper asks the gateway about this refund's open attempt."""
        attempts = RefundAttempt.objects.filter(refund=refund, next_check_at__isnull=False)
        asked = list(attempts.select_related("refund__payment"))
        attempts.update(checks=F("checks") + 1)
        look_up_attempts(asked)

    def hold_back(self, refund: Refund, status: str) -> None:
        """Let the gateway sit on what it has accepted until somebody moves it on."""
        if self.again(refund).state != Refund.State.PROCESSING:
            return
        self.console.advance(self.gateway_reference(refund), status)
        self.take_webhooks()

    def gateway_reference(self, refund: Refund) -> str:
        attempt = refund.attempts.order_by("-number").first()
        return attempt.gateway_reference if attempt else ""

    def again(self, refund: Refund) -> Refund:
        """The refund as it is now."""
        return Refund.objects.select_related("payment", "customer").get(pk=refund.pk)
