"""A live quote: what a request would come to, before it is sent. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.actors import CUSTOMER, Actor
from customers.models import Payment
from refunds import permissions
from refunds.actions.judge_request import Judgement, judge_request
from refunds.actions.line_amounts import LineAsk, PricedLine, refunded_quantities
from refunds.actions.price_request import PricedRequest, keep_offers, price_request
from refunds.actions.quote_rails import RailQuote, quote_rails
from refunds.actions.request_details import questions_of
from refunds.actions.request_refund import check_currency, checked_generosity, visible_payment
from refunds.models import Refund
from refunds.policy.questions import Question
from refunds.policy.quote import fee_sentence, quote_sentence
from refunds.policy.rules.documents_required import DocumentsRequired
from refunds.policy.verdicts import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Quote:
    """What would happen. `amount_minor` in `currency`; `sentence` is what the customer reads.

    `gross_minor` is what it comes to before the fee, goodwill included; `fee_sentence` says gross, fee and net. `rails`
    says the same for each way the customer may choose. `keep_offers` are the percentages of the price that are offered
    to whoever keeps the goods, with what each comes to; `questions` are what the policy asks further for the reason.
    """

    amount_minor: int
    currency: str
    decision: Decision
    sentence: str
    lines: tuple[PricedLine, ...]
    goodwill_minor: int = 0
    fee_minor: int = 0
    waived_minor: int = 0
    gross_minor: int = 0
    fee_sentence: str = ""
    keeps_percent: int = 0
    needs_documents: bool = False
    rails: tuple[RailQuote, ...] = ()
    keep_offers: tuple[tuple[int, int], ...] = ()
    questions: tuple[Question, ...] = ()


def quote_refund(
    *,
    actor: Actor,
    payment_reference: str,
    reason: str,
    origin: str,
    amount_minor: int | None = None,
    lines: Sequence[LineAsk] = (),
    goodwill_minor: int = 0,
    fee_waiver: str = "",
    currency: str | None = None,
    rail: str = Refund.Rail.ORIGINAL,
    keeps_percent: int = 0,
    wants_exchange: bool = False,
    documents: int = 0,
    in_hand: Payment | None = None,
) -> Quote:
    """Price and judge a request without making it. Raises what request_refund would.

    `documents` says how many files would come with it; `in_hand` is the payment with its lines, where the caller has
    found already that this actor may see it.
    """
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.REQUEST)
    waiver = checked_generosity(actor, goodwill_minor, fee_waiver)
    payment = in_hand or visible_payment(actor, payment_reference)
    check_currency(payment, currency)
    gone = refunded_quantities(payment)
    priced = price_request(
        payment,
        gone,
        reason=reason,
        amount_minor=amount_minor,
        lines=lines,
        goodwill_minor=goodwill_minor,
        waives_fee=bool(waiver),
        keeps_percent=keeps_percent,
    )
    if actor.person is not None:
        given = priced.amount_minor if reason == Refund.Reason.GOODWILL else priced.goodwill_minor
        permissions.require_goodwill(actor.person, payment.currency, given)
    judgement = judge_request(
        payment,
        priced=priced,
        gone=gone,
        rail=rail,
        reason=reason,
        origin=origin,
        fee_waived=bool(priced.waived_minor),
        documents=documents,
        wants_exchange=wants_exchange,
    )
    return quote_of(payment, priced, rail, judgement)


def quote_of(payment: Payment, priced: PricedRequest, rail: str, judgement: Judgement) -> Quote:
    """Put a priced and judged request into words."""
    decision, reason = judgement.decision, judgement.facts.reason
    return Quote(
        amount_minor=priced.amount_minor,
        currency=payment.currency,
        decision=decision,
        sentence=quote_sentence(
            amount_minor=priced.amount_minor,
            currency=payment.currency,
            rail=rail,
            method_kind=payment.method,
            card_last4=payment.card_last4,
            method_label=payment.method_label,
            verdict=decision.verdict,
        ),
        lines=priced.lines,
        goodwill_minor=priced.goodwill_minor,
        fee_minor=priced.fee_minor,
        waived_minor=priced.waived_minor,
        gross_minor=priced.gross_minor,
        fee_sentence=fee_sentence(priced.gross_minor, priced.fee_minor, payment.currency),
        keeps_percent=priced.keeps_percent,
        needs_documents=DocumentsRequired.code in decision.rules_saying(Verdict.REVIEW),
        rails=quote_rails(payment, priced, judgement),
        keep_offers=_keep_offers(payment, priced, reason),
        questions=tuple(questions_of(payment, reason)),
    )


def _keep_offers(payment: Payment, priced: PricedRequest, reason: str) -> tuple[tuple[int, int], ...]:
    """Each percentage that is offered for keeping what is asked for, with its amount in minor units."""
    whole = priced.whole_minor
    return tuple((percent, whole * percent // 100) for percent in keep_offers(payment, reason))
