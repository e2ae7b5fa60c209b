"""What the policy says of a request: the version in force at purchase, the facts as of now, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from customers.models import Payment
from refunds.actions.gather_facts import gather_facts
from refunds.actions.price_request import PricedRequest
from refunds.models import PolicyVersion, Refund
from refunds.policy.evaluate import evaluate
from refunds.policy.facts import Facts
from refunds.policy.verdicts import Decision
from refunds.queries import policy_of


@dataclass(frozen=True, slots=True)
class Judgement:
    version: PolicyVersion
    facts: Facts
    decision: Decision


def judge_request(
    payment: Payment,
    *,
    priced: PricedRequest,
    gone: Mapping[int, int],
    rail: str,
    reason: str,
    origin: str,
    refund: Refund | None = None,
    fee_waived: bool = False,
    documents: int = 0,
    wants_exchange: bool = False,
) -> Judgement:
    """Judge what is asked of a payment; the arguments are gather_facts'. Writes nothing."""
    version = policy_of(payment)
    facts = gather_facts(
        payment,
        priced=priced,
        gone=gone,
        rail=rail,
        reason=reason,
        origin=origin,
        refund=refund,
        fee_waived=fee_waived,
        documents=documents,
        wants_exchange=wants_exchange,
    )
    return Judgement(version, facts, evaluate(facts, version.document, str(version)))
