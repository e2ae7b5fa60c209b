"""Fight or accept in the demo shop: fees, the cost of work, a year of decisions and what came of them, a rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db.models import F

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.set_automatic_rule import set_automatic_rule
from disputes.actions.set_fees import save_fee, save_staff_time
from disputes.actions.store_answer import store_answer
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute, DisputeAnswer, DisputeFee
from disputes.weighing.tally import count_anew
from disputes.weighing.weigh import weigh
from refunds.gateways.dispute_types import DisputeMovement, DisputeRecord, DisputeStage, DisputeState, MovementKind
from refunds.models import StaffNotice
from reporting.demo_shop.payments import ACCOUNT
from reporting.demo_shop.staff import Staff

GATEWAY = Actor.gateway(ACCOUNT)
DAY = timedelta(days=1)
CASES, EVERY, LAST_OPENED, DECIDED_AFTER, ENDED_AFTER = 40, 7 * DAY, 75 * DAY, 6 * DAY, 62 * DAY
"""So many in the year before, one a week; the last has ended by now."""

WON_OF_TEN = {"product_not_received": 8, "subscription_canceled": 6, "product_unacceptable": 4, "fraudulent": 3}
CODES = {"product_not_received": ("13.1", "4855"), "subscription_canceled": ("13.2", "4841"),
         "product_unacceptable": ("13.3", "4853"), "fraudulent": ("10.4", "4837")}  # fmt: skip
FEES = {"EUR": 2_000, "GBP": 1_700, "USD": 1_500, "JPY": 2_000}
HOURS = {"EUR": (40, 3_200), "GBP": (40, 2_800), "USD": (40, 3_400), "JPY": (40, 3_000)}


def set_fees_and_rule(staff: Staff, now: datetime) -> None:
    """Marta copies the contract, says what work costs, and lets very small disputes go from now on."""
    with clock_at(now - timedelta(days=400)):
        for currency, amount in FEES.items():
            for kind in DisputeFee.Kind.values:
                save_fee(
                    actor=staff.marta, kind=kind, gateway="sandbox", currency=currency, amount_minor=amount,
                    comes_back=kind == DisputeFee.Kind.ANSWER, valid_from=(now - timedelta(days=400)).date(),
                    source="Contract with the practice gateway, page 4",
                )  # fmt: skip
        for currency, (minutes, hour_minor) in HOURS.items():
            save_staff_time(actor=staff.marta, currency=currency, minutes=minutes, hour_minor=hour_minor)
    with clock_at(now):
        set_automatic_rule(
            actor=staff.marta, currency="EUR", is_on=True, accepts=True, refunds=True,
            categories=[Dispute.Category.DUPLICATE, Dispute.Category.CREDIT],
            up_to_minor=1_500, per_day_minor=6_000, per_month_minor=30_000,
        )  # fmt: skip


def tell_a_year_of_decisions(rng: Random, staff: Staff, now: datetime) -> None:
    """Each week somebody answers a dispute with what was known by then; weeks later the bank decides."""
    for nth in range(CASES):
        opened_at = now - LAST_OPENED - EVERY * (CASES - nth)
        payment = _paid_before(opened_at)
        if payment is None:
            continue
        with clock_at(opened_at - DAY):
            count_anew()
        _answer(rng, nth, payment, staff.ana if nth % 2 else staff.boris, opened_at)
    StaffNotice.objects.filter(about_case__startswith="DP-", read_at=None).update(read_at=F("created_at"))
    with clock_at(now):
        count_anew()


def _paid_before(moment: datetime) -> Payment | None:
    rows = Payment.objects.filter(refunds=None, disputes=None, method=Payment.Method.CARD, gateway_account=ACCOUNT)
    rows = rows.filter(captured_at__lt=moment - 5 * DAY, card_brand__in=("visa", "mastercard"))
    return rows.select_related("customer").order_by("-captured_at").first()


def _answer(rng: Random, nth: int, payment: Payment, actor: Actor, opened_at: datetime) -> None:
    reason = list(WON_OF_TEN)[nth % len(WON_OF_TEN)]
    taken = DisputeMovement(f"dw_{nth}/0", MovementKind.WITHDRAWN, payment.captured_minor, payment.currency)
    dispute = _hear(payment, nth, reason, "needs_response", opened_at, (taken,))
    with clock_at(opened_at + DECIDED_AFTER):
        answer = store_answer(dispute, DisputeAnswer.Kind.EVIDENCE, actor)
        keep_appraisal(dispute, actor, weigh(dispute), answer=answer)
        if answer.state == DisputeAnswer.State.WAITING:
            answer.release()
            answer.save()
        answer.send()
        answer.save()
        answer.take()
        answer.save()
    _hear(payment, nth, reason, "under_review", opened_at + DECIDED_AFTER, (taken,))
    if rng.randrange(10) < WON_OF_TEN[reason]:
        back = DisputeMovement(f"dw_{nth}/1", MovementKind.REINSTATED, payment.captured_minor, payment.currency)
        _hear(payment, nth, reason, "won", opened_at + ENDED_AFTER, (taken, back))
    else:
        _hear(payment, nth, reason, "lost", opened_at + ENDED_AFTER, (taken,))


def _hear(
    payment: Payment, nth: int, reason: str, state: str, at: datetime, moved: tuple[DisputeMovement, ...]
) -> Dispute:
    record = DisputeRecord(
        f"dw_{nth:04d}",
        DisputeState(state),
        DisputeStage.CHARGEBACK,
        state,
        payment.captured_minor,
        payment.currency,
        (payment.gateway_reference,),
        reason=reason,
        network=payment.card_brand,
        network_code=CODES[reason][payment.card_brand == "mastercard"],
        respond_by=at + 14 * DAY if state == "needs_response" else None,
        told_at=at,
        movements=moved,
    )
    with clock_at(at):
        return take_dispute(actor=GATEWAY, gateway=payment.gateway, account=payment.gateway_account, record=record)
