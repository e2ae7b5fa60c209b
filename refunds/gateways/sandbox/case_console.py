"""What the sandbox's owner does about disputes at its own screen: what banks and customers do at a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from refunds.gateways.dispute_types import DisputeStage
from refunds.gateways.errors import GatewayError
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.case_books import find_case
from refunds.gateways.sandbox.court import Opening, move, open_case
from refunds.gateways.sandbox.mediation import ALL_FINDINGS, deny_offer, send_back, take_offer
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.sandbox.till import lock_payment


class CaseConsole:
    """Opens, moves and ends disputes of one account. Every move queues the webhook that tells it."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def open(
        self,
        payment_reference: str,
        amount_minor: int | None = None,
        *,
        reason: str = "product_not_received",
        network: str = "visa",
        network_code: str = "13.1",
        is_inquiry: bool = False,
        respond_by: datetime | None = None,
        fee_minor: int = 2000,
        counter_fee_minor: int = 0,
        takes_appeals: bool | None = None,
        takes_offers: tuple[str, ...] | None = None,
        announcing: Announcing = Announcing.SOON,
    ) -> str:
        """Dispute a payment, all of it unless told otherwise; return the dispute's reference.

        A chargeback takes its amount and the fee at once, an inquiry nothing. `counter_fee_minor` is what an answer
        costs; it comes back with a win. With `takes_appeals` or `takes_offers` it is a case as PayPal has them.
        """
        with self.setup.record.atomic() as books:
            payment = lock_payment(books, self.setup.account, payment_reference)
            if payment is None:
                raise GatewayError(f"The sandbox knows no payment {payment_reference}.")
            opening = Opening(
                payment=payment_reference,
                amount_minor=amount_minor or payment["amount_minor"],
                currency=payment["currency"],
                reason=reason,
                network=network,
                network_code=network_code,
                is_inquiry=is_inquiry,
                respond_by=respond_by or self.setup.now() + self.setup.span("response_seconds"),
                fee_minor=fee_minor,
                counter_fee_minor=counter_fee_minor,
                takes_appeals=takes_appeals,
                takes_offers=takes_offers,
            )
            return open_case(books, self.setup, opening, announcing)

    def escalate(
        self, reference: str, respond_by: datetime | None = None, announcing: Announcing = Announcing.SOON
    ) -> None:
        """Turn an inquiry into a chargeback."""
        self._move(reference, "needs_response", DisputeStage.CHARGEBACK, respond_by, announcing=announcing)

    def raise_stage(
        self,
        reference: str,
        stage: str = DisputeStage.PRE_ARBITRATION,
        respond_by: datetime | None = None,
        announcing: Announcing = Announcing.SOON,
    ) -> None:
        """Take a case further that was decided: the money is taken again, and a new answer is due."""
        self._move(reference, "needs_response", DisputeStage(stage), respond_by, announcing=announcing)

    def close_inquiry(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        self._move(reference, "inquiry_closed", announcing=announcing)

    def win(self, reference: str, words: str = "", announcing: Announcing = Announcing.SOON) -> None:
        """Decide for the shop, also what was lost before: what was taken comes back."""
        self._move(reference, "won", words=words, announcing=announcing)

    def lose(
        self,
        reference: str,
        words: str = "",
        reinstated_minor: int = 0,
        announcing: Announcing = Announcing.SOON,
    ) -> None:
        """Decide against the shop; a part of the money may come back all the same."""
        self._move(reference, "lost", words=words, reinstated_minor=reinstated_minor, announcing=announcing)

    def withdraw(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        """The customer takes it back."""
        self._move(reference, "withdrawn", announcing=announcing)

    def prevent(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        """A programme of the card network pays the customer before it becomes a chargeback."""
        self._move(reference, "prevented", announcing=announcing)

    def expire(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        """Let the time for an answer be over."""
        self._move(reference, "expired", announcing=announcing)

    def take_offer(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        """The customer takes the shop's offer; where goods go back first, the money waits for them."""
        with self._case(reference) as (books, case):
            take_offer(books, self.setup, case, announcing)

    def deny_offer(self, reference: str, announcing: Announcing = Announcing.SOON) -> None:
        """The customer does not take the shop's offer, and it is the shop's turn again."""
        with self._case(reference) as (books, case):
            deny_offer(books, self.setup, case, announcing)

    def send_back(
        self, reference: str, findings: tuple[str, ...] = ALL_FINDINGS, announcing: Announcing = Announcing.SOON
    ) -> None:
        """The customer reports the goods as sent back; the shop is asked which of the findings it is."""
        with self._case(reference) as (books, case):
            send_back(books, self.setup, case, findings, announcing)

    def call_it(self, reference: str, status: str, announcing: Announcing = Announcing.SOON) -> None:
        """Give it any word as its status, also one that nobody knows."""
        self._move(reference, status, announcing=announcing)

    def _move(
        self,
        reference: str,
        status: str,
        stage: str = "",
        respond_by: datetime | None = None,
        *,
        words: str = "",
        reinstated_minor: int = 0,
        announcing: Announcing,
    ) -> None:
        with self._case(reference) as (books, case):
            move(
                books,
                self.setup,
                case,
                status,
                stage=stage,
                respond_by=respond_by,
                words=words,
                reinstated_minor=reinstated_minor,
                announcing=announcing,
            )

    @contextmanager
    def _case(self, reference: str) -> Iterator[tuple[Books, Row]]:
        """One dispute, locked, inside one transaction of the books."""
        with self.setup.record.atomic() as books:
            case = find_case(books, self.setup.account, reference, lock=True)
            if case is None:
                raise GatewayError(f"The sandbox has no dispute {reference}.")
            yield books, case
