"""A shop's past, drawn at random and played through the real doors: payments, refunds, reversals, disputes, credit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import time_machine

from customers.actors import Actor
from customers.models import CreditAccount, Customer, Payment, User
from refunds.actions.correct_credit import correct_credit
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.reject_refund import reject_refund
from refunds.actions.settle import apply_refund_outcome
from refunds.actions.store_credit import expire_credit
from refunds.fingerprint import seen_hash
from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import ApprovalLimit, GoodwillLimit, Refund, RefundAttempt, SecondApproval
from tests import desk
from tests.cast import PaymentFactory
from tests.disputes.desk import disputed

BEGINS = datetime(2025, 11, 28, 21, 30, tzinfo=UTC)
ENDS = datetime(2026, 11, 20, 12, tzinfo=UTC)
CURRENCIES = ("EUR", "USD", "JPY")
COUNTRIES = ("DE", "FR", "")
REASONS = ("changed_mind", "damaged", "goodwill")


class History:
    """Each step happens some days after the one before; `acts` says what became of it, for reading a failed test."""

    def __init__(self, seed: int, make_payment: PaymentFactory, customers: list[Customer], people: dict[str, User]):
        self.draw = Random(seed)
        self.make_payment, self.customers, self.people = make_payment, customers, people
        self.acts: list[str] = []
        self._movements = 0
        _let_them_decide()

    def play(self, steps: int, begins: datetime = BEGINS, ends: datetime = ENDS) -> None:
        moment, gap = begins, (ends - begins) / steps
        for _ in range(steps):
            with time_machine.travel(moment, tick=False):
                self.acts.append(self.draw.choice(self._moves())())
            moment += gap * self.draw.uniform(0.2, 1.8)

    def _moves(self) -> list[Callable[[], str]]:
        return [
            self._sale, self._to_the_card, self._to_the_card, self._comes_back, self._by_transfer, self._as_credit,
            self._as_credit, self._credit_moves, self._no, self._disputed, self._only_asked,
        ]  # fmt: skip

    def _payment(self) -> Payment:
        draw, now = self.draw, datetime.now(UTC)
        lines = [("Thing", draw.randint(1, 3), draw.randint(900, 20_000)) for _ in range(draw.randint(1, 3))]
        payment = self.make_payment(
            draw.choice(self.customers), lines=lines, currency=draw.choice(CURRENCIES), country=draw.choice(COUNTRIES),
            captured_at=now - timedelta(days=2), ordered_at=now - timedelta(days=2), delivered_at=now,
            method=draw.choice(("card", "wallet")),
        )  # fmt: skip
        for line in payment.lines.filter(position=2):
            gross = line.net_minor + line.tax_minor
            net = gross * 100 // 107
            payment.lines.filter(pk=line.pk).update(tax_rate=7, net_minor=net, tax_minor=gross - net)
        return desk.known_to_sandbox(payment)

    def _asked(self, **wish: object) -> Refund:
        payment = self._payment()
        if self.draw.random() < 0.6:
            wish["amount_minor"] = self.draw.randint(100, payment.captured_minor)
        return desk.ask(payment, reason=self.draw.choice(REASONS[:2]), **wish)

    def _agreed(self, **wish: object) -> Refund:
        refund = self._asked(**wish)
        return desk.approve(refund, self.people["boris"]) if refund.state == Refund.State.UNDER_REVIEW else refund

    def _sale(self) -> str:
        return self._payment().reference

    def _only_asked(self) -> str:
        return self._asked(rail=Refund.Rail.BANK_TRANSFER).reference

    def _to_the_card(self) -> str:
        refund = self._agreed()
        desk.worker_runs()
        return f"card {desk.again(refund).state}"

    def _comes_back(self) -> str:
        """Some weeks later, as banks do."""
        refund = self._agreed()
        desk.worker_runs()
        with time_machine.travel(datetime.now(UTC) + timedelta(days=self.draw.randint(1, 40)), tick=False):
            back = Outcome(state=OutcomeState.REVERSED, code="account_closed", message="The account is closed.")
            apply_refund_outcome(RefundAttempt.objects.get(refund=refund).pk, back, Actor.system("worker"))
        return f"came back {desk.again(refund).state}"

    def _by_transfer(self) -> str:
        refund = self._agreed(rail=Refund.Rail.BANK_TRANSFER)
        paid = pay_by_transfer(
            actor=Actor.user(self.people["fatima"]), reference=refund.reference, bank_reference="SEPA 1"
        )
        return f"transfer {paid.state}"

    def _as_credit(self) -> str:
        refund = self._agreed(rail=Refund.Rail.STORE_CREDIT)
        desk.worker_runs()
        return f"credit {desk.again(refund).state}"

    def _credit_moves(self) -> str:
        account = CreditAccount.objects.filter(balance_minor__gt=50).order_by("id").first()
        if account is None:
            return "no credit yet"
        checkout, part = Actor.user(self.people["fatima"]), self.draw.randint(20, account.balance_minor)
        reference = account.customer.reference
        hold = hold_credit(
            actor=checkout, customer_reference=reference, currency=account.currency, amount_minor=part,
            order_reference=f"R-{len(self.acts)}",
        )  # fmt: skip
        capture_hold(actor=checkout, reference=hold.reference)
        give_back_credit(actor=checkout, reference=hold.reference, amount_minor=part // 3 or 1)
        correct_credit(
            actor=Actor.user(self.people["lena"]), customer_reference=reference, currency=account.currency,
            amount_minor=self.draw.choice((70, -1)), reason="Agreed on the phone",
        )  # fmt: skip
        expire_credit(datetime.now(UTC) + timedelta(days=5000 * (self.draw.random() < 0.4)))
        return f"credit of {part}"

    def _no(self) -> str:
        refund = self._asked(rail=Refund.Rail.BANK_TRANSFER)
        if refund.state != Refund.State.UNDER_REVIEW:
            return refund.state
        reject_refund(
            actor=Actor.user(self.people["boris"]), reference=refund.reference, seen=seen_hash(desk.again(refund)),
            explanation="Not this time.",
        )  # fmt: skip
        return "rejected"

    def _disputed(self) -> str:
        payment, now = self._payment(), datetime.now(UTC)
        won = self.draw.random() < 0.5
        taken = [self._moved("withdrawn", payment.captured_minor, payment.currency), self._moved("fee", 1500, "EUR")]
        facts = {"respond_by": now + timedelta(days=9), "opened_at": now}
        disputed(payment, "needs_response", movements=taken, **facts)
        with time_machine.travel(now + timedelta(days=self.draw.randint(5, 50)), tick=False):
            back = [self._moved("reinstated", payment.captured_minor, payment.currency)] if won else []
            disputed(payment, "won" if won else "lost", movements=[*taken, *back], **facts)
        return "won" if won else "lost"

    def _moved(self, kind: str, minor: int, currency: str) -> DisputeMovement:
        self._movements += 1
        return DisputeMovement(f"m{self._movements}", MovementKind(kind), minor, currency, datetime.now(UTC))


def _let_them_decide() -> None:
    for currency in CURRENCIES[1:]:
        ApprovalLimit.objects.create(role="approver", currency=currency, up_to_minor=10**7)
        ApprovalLimit.objects.create(role="lead", currency=currency, up_to_minor=10**7)
        GoodwillLimit.objects.create(role="lead", currency=currency, up_to_minor=10**6, per_day_minor=10**7)
    SecondApproval.objects.all().delete()
    for currency in CURRENCIES:
        SecondApproval.objects.create(currency=currency, above_minor=10**7)
