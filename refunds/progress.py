"""How far a refund is, in the customer's words. It says what the gateway says, and never more than that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from customers.shop_days import shop_zone
from refunds.models import PolicyDecision, Refund, RefundAttempt, RefundEvent
from refunds.policy.quote import arrival, destination
from refunds.policy.wording import day, money

State = Refund.State
Try = RefundAttempt.State
Rail = Refund.Rail

DONE, CURRENT, TODO, FAILED = "done", "current", "todo", "failed"
WAITING = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)
TROUBLES = ("refund.failed", "refund.came_back")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; the template components/steps.html draws it."""

    title: str
    state: str
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A refund with what is known about it. `events` oldest first; `attempt` is the newest try, if there is one."""

    refund: Refund
    events: Sequence[RefundEvent]
    attempt: RefundAttempt | None = None
    decision: PolicyDecision | None = None

    def steps(self) -> list[Step]:
        """Every step from the request to the money, in order."""
        refund = self.refund
        first = [self._received(), *self._before_the_appeal()]
        if refund.state == State.CANCELED and (merged := self._last("refund.merged")):
            text = _("It goes on as %s; what you wrote and sent is kept there.") % merged.data.get("into", "")
            return [*first, Step(_("Put together with your other request"), DONE, text, refund.finished_at)]
        if refund.state == State.CANCELED:
            return [*first, Step(_("Taken back"), DONE, _("No money moves for this request."), refund.finished_at)]
        if refund.state == State.REJECTED:
            why = " ".join([*self.reasons(), *self._notes("refund.rejected")])
            again = _("Turned down again") if refund.appealed_at else _("Turned down")
            return [*first, Step(again, FAILED, why, refund.decided_at)]
        return [*first, self._decided(), *self._earlier_troubles(), *self._way_of_the_money()]

    def reasons(self) -> list[str]:
        """Why it was turned down, or why a person looks at it: a person's words, or the policy's kind ones."""
        rejected = self._last("refund.rejected")
        if rejected and rejected.data.get("explanation"):
            return [rejected.data["explanation"]]
        return kind_words(self.decision)

    def question(self) -> str:
        """What we last asked the customer."""
        asked = self._last("refund.asked")
        return str(asked.data.get("question", "")) if asked else ""

    def _notes(self, *kinds: str) -> list[str]:
        """What colleagues wrote beside the last of these steps, under their first names."""
        last = {kind: event for event in self.events for kind in kinds if event.kind == kind and event.data.get("note")}
        noted = [(last[kind].data["note_by"], last[kind].data["note"]) for kind in kinds if kind in last]
        return [_("%(name)s writes: “%(note)s”") % {"name": name, "note": note} for name, note in noted]

    def _received(self) -> Step:
        by_customer = self.refund.origin == Refund.Origin.PORTAL
        title = _("We have your request") if by_customer else _("We started this refund for you")
        return Step(title, DONE, at=self.refund.created_at)

    def _decided(self) -> Step:
        state = self.refund.state
        if state == State.NEEDS_INFO:
            asked = self._last("refund.asked")
            words = " ".join(self._notes("refund.asked"))
            return Step(_("We need something from you"), CURRENT, words, asked.happened_at if asked else None)
        if state in WAITING and self.refund.appealed_at:
            words = _("You have our answer by %s.") % day(self.refund.decide_by.astimezone(shop_zone()))
            return Step(_("Somebody else is looking at it"), CURRENT, words)
        if state in WAITING:
            return Step(_("A colleague is looking at it"), CURRENT, " ".join(self.reasons()))
        approved = self._last("refund.approved")
        words = " ".join(self._notes("refund.first_approval", "refund.approved")) if approved else ""
        return Step(_("Approved"), DONE, words, approved.happened_at if approved else self.refund.approved_at)

    def _before_the_appeal(self) -> list[Step]:
        """The first no, and that the customer asked once more about it."""
        appealed = self._last("refund.appealed")
        if appealed is None:
            return []
        said_no = next((event for event in self.events if event.kind == "refund.rejected"), None)
        return [
            Step(_("Turned down"), FAILED, at=said_no.happened_at if said_no else None),
            Step(_("You asked for a second look"), DONE, at=appealed.happened_at),
        ]

    def _earlier_troubles(self) -> list[Step]:
        """What went wrong before the present round."""
        retried = self._last("refund.retried")
        if retried is None:
            return []
        return [
            Step(_("An earlier try did not arrive"), FAILED, _("We sent it again."), event.happened_at)
            for event in self.events
            if event.kind in TROUBLES and event.id < retried.id
        ]

    def _way_of_the_money(self) -> list[Step]:
        if self.refund.rail == Rail.STORE_CREDIT:
            return [self._one_step(_("Store credit"), _("Your credit is ready to use in the shop."))]
        if self.refund.rail == Rail.BANK_TRANSFER:
            return [self._one_step(_("Bank transfer"), _("We paid it to your bank account."), _given_to_bank())]
        return [self._on_its_way(), *self._at_the_bank()]

    def _one_step(self, title: str, done_text: str, under_way: str = "") -> Step:
        state = self.refund.state
        if state == State.COMPLETED:
            return Step(title, DONE, done_text, self.refund.finished_at)
        if state == State.FAILED:
            return Step(title, FAILED, _safe_with_us(), self.refund.finished_at)
        return Step(title, TODO if state in WAITING else CURRENT, under_way if state == State.PROCESSING else "")

    def _on_its_way(self) -> Step:
        title, state = _("On its way"), self.refund.state
        if state in WAITING:
            return Step(title, TODO)
        if state == State.APPROVED:
            text = _takes_longer() if self.refund.attention else _("We send it within minutes.")
            return Step(title, CURRENT, text)
        sent = self._this_round("refund.processing")
        at = sent.happened_at if sent else None
        if state == State.PROCESSING and self._try_state() not in (Try.PENDING, Try.ACTION_REQUIRED):
            return Step(title, CURRENT, self._waiting_words(), at)
        return Step(title, DONE, at=at)

    def _at_the_bank(self) -> list[Step]:
        """The last two steps: sent to the bank, and what the bank made of it."""
        state = self.refund.state
        sent, last = _("Sent to your bank"), _("Confirmed")
        pending = self._this_round("attempt.pending")
        sent_at = pending.happened_at if pending else None
        if state == State.COMPLETED:
            return [
                Step(sent, DONE, at=sent_at or self.refund.finished_at),
                Step(last, DONE, self._confirmed_words(), self.refund.finished_at),
            ]
        if state == State.FAILED and self._last_trouble() == "refund.came_back":
            completed = self._last("refund.completed")
            return [
                Step(sent, DONE, at=sent_at or (completed.happened_at if completed else None)),
                Step(_("It came back"), FAILED, _safe_with_us(), self.refund.finished_at),
            ]
        if state == State.FAILED:
            return [Step(_("It could not be paid out"), FAILED, _safe_with_us(), self.refund.finished_at)]
        if self._try_state() == Try.ACTION_REQUIRED:
            text = _("Your bank needs a detail from you. Please look for a message from the payment company.")
            return [Step(sent, CURRENT, text, sent_at), Step(last, TODO)]
        if self._try_state() == Try.PENDING:
            return [Step(sent, CURRENT, self._arrival_words(), sent_at), Step(last, TODO)]
        return [Step(sent, TODO), Step(last, TODO)]

    def _waiting_words(self) -> str:
        if self._try_state() in (Try.WAITING_FUNDS, Try.UNKNOWN) or self.refund.attention:
            return _takes_longer()
        return _("We are handing it to the payment company.")

    def _confirmed_words(self) -> str:
        payment = self.refund.payment
        return _("%(amount)s went back to %(destination)s. It appears there %(arrival)s.") % {
            "amount": money(self.refund.amount_minor, self.refund.currency),
            "destination": destination(self.refund.rail, payment.method, payment.card_last4, payment.method_label),
            "arrival": arrival(self.refund.rail, payment.method),
        }

    def _arrival_words(self) -> str:
        when = arrival(self.refund.rail, self.refund.payment.method)
        return _("It reaches your account %s. We tell you when it is confirmed.") % when

    def _try_state(self) -> str:
        return self.attempt.state if self.attempt and self.refund.state == State.PROCESSING else ""

    def _last_trouble(self) -> str:
        return next((event.kind for event in reversed(self.events) if event.kind in TROUBLES), "")

    def _last(self, kind: str) -> RefundEvent | None:
        return next((event for event in reversed(self.events) if event.kind == kind), None)

    def _this_round(self, kind: str) -> RefundEvent | None:
        event, retried = self._last(kind), self._last("refund.retried")
        return event if event and (retried is None or event.id > retried.id) else None


def kind_words(decision: PolicyDecision | None) -> list[str]:
    """The kind sentence of every rule that brought about the verdict."""
    if decision is None or decision.verdict == PolicyDecision.Verdict.ALLOW:
        return []
    said: Iterable[dict[str, str]] = decision.rule_verdicts
    return [rule["customer_sentence"] for rule in said if rule["verdict"] == decision.verdict]


def _safe_with_us() -> str:
    return _("Your money is safe with us. A colleague looks for another way and writes to you.")


def _given_to_bank() -> str:
    return _("Our bank has the order. We tell you when it is confirmed.")


def _takes_longer() -> str:
    return _("It takes a little longer than usual. You need not do anything; we keep watching it.")
