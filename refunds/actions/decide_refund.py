"""The policy's word on a fresh request: out without a person, before a person, or no."""

from __future__ import annotations

from collections.abc import Mapping

from customers.actors import Actor
from refunds import notices
from refunds.actions.judge_request import Judgement, judge_request
from refunds.actions.price_request import PricedRequest
from refunds.actions.release_refund import release_refund
from refunds.events import record
from refunds.models import PolicyDecision, Refund
from refunds.policy.hints import hints_for
from refunds.policy.verdicts import Decision, Verdict

POLICY = Actor.system("policy")


def decide_refund(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> None:
    """Judge a requested refund and move it. Call it inside the transaction that opened it, with the payment locked.

    What staff ask for against the policy is not refused but put before another person.
    """
    _follow(refund, keep_verdict(refund, priced, gone))


def put_before_people(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> None:
    """Judge a requested refund and send it to review whatever the policy says: people decide it with its siblings."""
    keep_verdict(refund, priced, gone)
    _send_to_review(refund)


def keep_verdict(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> Decision:
    """Judge the refund as it stands and keep what the policy says of it. Moves nothing."""
    judgement = judge_request(
        refund.payment,
        priced=priced,
        gone=gone,
        rail=refund.rail,
        reason=refund.reason,
        origin=refund.origin,
        refund=refund,
        fee_waived=bool(refund.fee_waiver),
    )
    _keep(refund, judgement)
    refund.risk_hints = hints_for(judgement.facts)
    return judgement.decision


def _keep(refund: Refund, judgement: Judgement) -> None:
    PolicyDecision.objects.create(
        refund=refund,
        policy_version=judgement.version,
        verdict=judgement.decision.verdict,
        rule_verdicts=[verdict.as_json() for verdict in judgement.decision.rule_verdicts],
        facts=judgement.facts.as_json(),
        facts_fingerprint=judgement.facts.fingerprint(),
    )


def _follow(refund: Refund, decision: Decision) -> None:
    came_from = refund.state
    if decision.verdict == Verdict.ALLOW:
        release_refund(refund, POLICY)
    elif decision.verdict == Verdict.DENY and refund.origin != Refund.Origin.STAFF:
        refund.reject()
        refund.save()
        record(refund, "refund.rejected", POLICY, came_from, rules=decision.rules_saying(Verdict.DENY))
        notices.tell(refund, "rejected")
    else:
        _send_to_review(refund)


def _send_to_review(refund: Refund) -> None:
    came_from = refund.state
    refund.send_to_review()
    refund.save()
    record(refund, "refund.sent_to_review", POLICY, came_from)
