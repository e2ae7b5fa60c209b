"""The policy's word on a fresh request: out without a person, before a person, or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from customers.actors import Actor
from refunds import notices
from refunds.actions.gather_facts import gather_facts
from refunds.actions.line_amounts import PricedLine
from refunds.actions.release_refund import release_refund
from refunds.events import record
from refunds.models import PolicyDecision, PolicyVersion, Refund
from refunds.policy.evaluate import evaluate
from refunds.policy.facts import Facts
from refunds.policy.verdicts import Decision, Verdict
from refunds.queries import policy_in_force

POLICY = Actor.system("policy")


def decide_refund(
    refund: Refund, actor: Actor, priced: Sequence[PricedLine], gone: Mapping[int, int]
) -> PolicyDecision:
    """Judge a requested refund and move it. Call it inside the transaction that opened it, with the payment locked.

    What staff ask for against the policy is not refused but put before another person.
    """
    version = policy_in_force(refund.payment.purchased_at)
    facts = gather_facts(
        refund.payment,
        amount_minor=refund.amount_minor,
        priced=priced,
        gone=gone,
        rail=refund.rail,
        reason=refund.reason,
        origin=refund.origin,
        refund=refund,
    )
    decision = evaluate(facts, version.document, str(version))
    kept = _keep(refund, version, facts, decision)
    _follow(refund, decision, actor)
    return kept


def _keep(refund: Refund, version: PolicyVersion, facts: Facts, decision: Decision) -> PolicyDecision:
    return PolicyDecision.objects.create(
        refund=refund,
        policy_version=version,
        verdict=decision.verdict,
        rule_verdicts=[verdict.as_json() for verdict in decision.rule_verdicts],
        facts=facts.as_json(),
        facts_fingerprint=facts.fingerprint(),
    )


def _follow(refund: Refund, decision: Decision, actor: Actor) -> None:
    came_from = refund.state
    if decision.verdict == Verdict.ALLOW:
        release_refund(refund, POLICY)
    elif decision.verdict == Verdict.DENY and refund.origin != Refund.Origin.STAFF:
        refund.reject()
        refund.save()
        record(refund, "refund.rejected", POLICY, came_from, rules=decision.rules_saying(Verdict.DENY))
        notices.tell(refund, "rejected")
    else:
        refund.send_to_review()
        refund.save()
        record(refund, "refund.sent_to_review", POLICY, came_from)
