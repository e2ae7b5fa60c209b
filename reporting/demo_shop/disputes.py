"""Disputes of the last three months, as the gateway told of them: some in every state, one that stops a refund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from disputes.actions.assign_dispute import hand_over_dispute
from disputes.actions.look_at_deadlines import look_at_deadlines
from disputes.actions.sign_statement import sign_statement
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute
from refunds import permissions
from refunds.actions.approve_refund import approve_refund
from refunds.fingerprint import seen_hash
from refunds.gateways.dispute_types import DisputeMovement, DisputeRecord, DisputeStage, DisputeState, MovementKind
from refunds.models import Refund
from refunds.tasks import work_due_orders
from reporting.demo_shop.payments import ACCOUNT
from reporting.demo_shop.people import MILA, TOM
from reporting.demo_shop.staff import Staff

GATEWAY = Actor.gateway(ACCOUNT)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FEE_MINOR = {"JPY": 2_000}
USUAL_FEE_MINOR = 2_000
CARD_CODES = {
    "visa": {"fraudulent": "10.4", "product_not_received": "13.1", "product_unacceptable": "13.3",
             "credit_not_processed": "13.6", "duplicate": "12.6.1", "subscription_canceled": "13.2"},
    "mastercard": {"fraudulent": "4837", "product_not_received": "4855", "product_unacceptable": "4853",
                   "credit_not_processed": "4860", "duplicate": "4834", "subscription_canceled": "4841"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the gateway said `ago` before now; money is taken at the first word of a chargeback."""

    state: str
    ago: timedelta
    stage: str = "chargeback"
    gives_back: int = 0
    """Percent of the amount that comes back with this word."""
    words: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    reason: str
    due_in: timedelta
    told: tuple[Told, ...]
    can_accept: bool | None = True


CASES = (
    Case("fraudulent", 26 * HOUR, (Told("needs_response", 9 * DAY),)),
    Case("product_not_received", 4 * DAY, (Told("needs_response", 6 * DAY),)),
    Case("product_unacceptable", 8 * DAY, (Told("needs_response", 3 * DAY),)),
    Case("subscription_canceled", 13 * DAY, (Told("needs_response", 20 * HOUR),), can_accept=None),
    Case("general", 11 * DAY, (Told("inquiry", 2 * DAY, "inquiry"),)),
    Case("product_not_received", 6 * DAY, (Told("inquiry", 5 * DAY, "inquiry"),)),
    Case("unrecognized", 9 * DAY, (Told("inquiry", 12 * DAY, "inquiry"), Told("inquiry_answered", 9 * DAY, "inquiry"))),
    Case(
        "duplicate",
        0 * DAY,
        (Told("inquiry", 40 * DAY, "inquiry"), Told("inquiry_closed", 31 * DAY, "inquiry", words="The buyer agreed.")),
    ),
    Case("fraudulent", -10 * DAY, (Told("needs_response", 24 * DAY), Told("under_review", 15 * DAY))),
    Case("credit_not_processed", -4 * DAY, (Told("needs_response", 19 * DAY), Told("under_review", 8 * DAY))),
    Case(
        "product_not_received",
        -50 * DAY,
        (
            Told("needs_response", 70 * DAY),
            Told("under_review", 61 * DAY),
            Told("won", 20 * DAY, gives_back=100, words="The delivery was proven."),
        ),
    ),
    Case(
        "fraudulent",
        -50 * DAY,
        (
            Told("needs_response", 75 * DAY),
            Told("under_review", 64 * DAY),
            Told("lost", 12 * DAY, words="The cardholder denies the order."),
        ),
    ),
    Case(
        "product_unacceptable",
        5 * DAY,
        (
            Told("needs_response", 60 * DAY),
            Told("under_review", 52 * DAY),
            Told("won", 25 * DAY, gives_back=100),
            Told("needs_response", 5 * DAY, "pre_arbitration"),
        ),
    ),
    Case("duplicate", -20 * DAY, (Told("needs_response", 33 * DAY), Told("accepted", 30 * DAY))),
    Case("general", -16 * DAY, (Told("needs_response", 30 * DAY), Told("expired", 16 * DAY))),
    Case(
        "fraudulent",
        -20 * DAY,
        (Told("needs_response", 36 * DAY), Told("prevented", 35 * DAY, words="Ended by the network's own program.")),
    ),
    Case(
        "unrecognized",
        -20 * DAY,
        (Told("needs_response", 44 * DAY), Told("withdrawn", 30 * DAY, gives_back=100, words="The cardholder agreed.")),
    ),
    Case(
        "product_unacceptable",
        7 * DAY,
        (Told("needs_response", 4 * DAY), Told("unknown", 1 * DAY, word="docs_requested_again")),
    ),
)


def tell_disputes(staff: Staff, now: datetime) -> int:
    """Let the gateway tell each case at its moments, then let the calendar look. Returns how many there are."""
    numbers = count(1)
    for case in CASES:
        payment = paid_before(now - case.told[0].ago)
        if payment is not None:
            tell_case(case, payment, f"dp_{next(numbers):04d}", now)
    _stop_a_refund(staff, f"dp_{next(numbers):04d}", now)
    _sign_a_mistake(now)
    _hand_one_over(staff, now)
    with clock_at(now):
        look_at_deadlines()
    return Dispute.objects.count()


def paid_before(moment: datetime) -> Payment | None:
    """The last card payment some days before, which nobody asked back and nobody disputes."""
    rows = Payment.objects.filter(refunds=None, disputes=None, method=Payment.Method.CARD)
    return rows.filter(captured_at__lt=moment - 5 * DAY).select_related("customer").order_by("-captured_at").first()


def tell_case(case: Case, payment: Payment, reference: str, now: datetime) -> None:
    """Let the gateway tell a case of this payment at its moments."""
    opened_at = now - case.told[0].ago
    moved: list[DisputeMovement] = []
    for nth, told in enumerate(case.told):
        moved += _movements(payment, reference, told, nth, has_taken=bool(moved))
        at = now - told.ago
        with clock_at(at):
            record = _record(case, payment, reference, told, opened_at, now + case.due_in, at, tuple(moved))
            take_dispute(actor=GATEWAY, gateway=payment.gateway, account=payment.gateway_account, record=record)


def _record(
    case: Case,
    payment: Payment,
    reference: str,
    told: Told,
    opened_at: datetime,
    due_at: datetime,
    told_at: datetime,
    moved: tuple[DisputeMovement, ...],
) -> DisputeRecord:
    is_ours = told.state in Dispute.OURS or told.state == "unknown"
    return DisputeRecord(
        gateway_reference=reference,
        state=DisputeState(told.state),
        stage=DisputeStage(told.stage),
        word=told.word or told.state,
        amount_minor=payment.captured_minor,
        currency=payment.currency,
        payment_references=(payment.gateway_reference,),
        reason=case.reason,
        network=payment.card_brand,
        network_code=CARD_CODES.get(payment.card_brand, {}).get(case.reason, ""),
        respond_by=due_at if is_ours else None,
        can_respond=is_ours,
        can_accept=case.can_accept if is_ours else False,
        opened_at=opened_at,
        told_at=told_at,
        outcome_words=told.words,
        movements=moved,
    )


def _movements(payment: Payment, reference: str, told: Told, nth: int, *, has_taken: bool) -> list[DisputeMovement]:
    amount, currency = payment.captured_minor, payment.currency
    fee = FEE_MINOR.get(currency, USUAL_FEE_MINOR)
    if told.stage == "inquiry" or told.state == "prevented":
        return []
    if not has_taken:
        return [
            DisputeMovement(f"{reference}/{nth}", MovementKind.WITHDRAWN, amount, currency),
            DisputeMovement(f"{reference}/{nth}/fee", MovementKind.FEE, fee, currency),
        ]
    if told.gives_back:
        back = amount * told.gives_back // 100
        return [DisputeMovement(f"{reference}/{nth}", MovementKind.REINSTATED, back, currency)]
    if told.stage == "pre_arbitration":
        return [DisputeMovement(f"{reference}/{nth}", MovementKind.WITHDRAWN, amount, currency)]
    return []


def _stop_a_refund(staff: Staff, reference: str, now: datetime) -> None:
    """Boris approves a refund; before the worker takes it, the customer's bank has taken the money."""
    waiting = Refund.objects.filter(state=Refund.State.UNDER_REVIEW, plan=None, rail=Refund.Rail.ORIGINAL)
    waiting = waiting.filter(payment__method=Payment.Method.CARD, payment__holds=None, requester=None)
    waiting = waiting.filter(rejections=None)  # whoever said no before may not say yes now
    waiting = waiting.exclude(customer__email__in=(MILA.email, TOM.email))  # their stories are told elsewhere
    for refund in waiting.select_related("payment", "customer").order_by("-created_at"):
        if permissions.approvals_needed(refund) > 1 or refund.payment.disputes.exists():
            continue
        with clock_at(now - 3 * HOUR):
            approve_refund(actor=staff.boris, reference=refund.reference, seen=seen_hash(refund))
        case = Case("product_not_received", 12 * DAY, (Told("needs_response", 2 * HOUR),))
        tell_case(case, refund.payment, reference, now)
        with clock_at(now - HOUR):
            work_due_orders()
        return


def _sign_a_mistake(now: datetime) -> None:
    """A customer finds out that it was the family who bought it."""
    dispute = Dispute.objects.filter(state=Dispute.State.UNDER_REVIEW, category=Dispute.Category.FRAUDULENT).first()
    if dispute is not None:
        customer = dispute.payment.customer
        with clock_at(now - 3 * DAY):
            sign_statement(
                actor=Actor.customer(customer),
                reference=dispute.reference,
                name=customer.name or customer.email,
                words="My daughter ordered it with my card. I am sorry.",
            )


def _hand_one_over(staff: Staff, now: datetime) -> None:
    dispute = Dispute.objects.filter(state=Dispute.State.NEEDS_RESPONSE, owner=staff.ana.person).first()
    chidi = staff.chidi.person
    if dispute is not None and chidi is not None:
        with clock_at(now - HOUR):
            hand_over_dispute(
                actor=staff.ana,
                reference=dispute.reference,
                to=chidi.email,
                words="You spoke to them on the phone last week.",
            )
