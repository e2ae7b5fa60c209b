"""The policy's word on a fresh request: out without a person, before a person, or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from customers.actors import Actor
from customers.languages import language_of
from refunds.actions.hand_out import hand_out
from refunds.actions.judge_request import Judgement, judge_request
from refunds.actions.price_request import PricedRequest
from refunds.actions.release_refund import release_refund
from refunds.actions.say_no import say_no
from refunds.events import record
from refunds.models import PolicyDecision, Refund
from refunds.policy.evaluate import evaluate
from refunds.policy.hints import hints_for
from refunds.policy.verdicts import Decision, Verdict
from refunds.queries import hold_decision

POLICY = Actor.system("policy")


def decide_refund(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> None:
    """Judge a requested refund and move it. Call it inside the transaction that opened it, with the payment locked.

    What staff ask for against the policy is not refused but put before another person, and so is a withdrawal that the
    law may give.
    """
    _follow(refund, keep_verdict(refund, priced, gone))


def put_before_people(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> None:
    """Judge a requested refund and send it to review whatever the policy says: people decide it with its siblings."""
    keep_verdict(refund, priced, gone)
    _send_to_review(refund)


def keep_verdict(refund: Refund, priced: PricedRequest, gone: Mapping[int, int]) -> Decision:
    """Judge the refund as it stands and keep what the policy says of it. Moves nothing."""
    with translation.override(settings.LANGUAGE_CODE):
        judgement = judge_request(
            refund.payment,
            priced=priced,
            gone=gone,
            rail=refund.rail,
            reason=refund.reason,
            origin=refund.origin,
            refund=refund,
            fee_waived=bool(refund.fee_waiver),
            wants_exchange=bool(refund.exchange_wish),
        )
    _keep(refund, judgement)
    refund.risk_hints = hints_for(judgement.facts)
    return judgement.decision


def _keep(refund: Refund, judgement: Judgement) -> None:
    decision = PolicyDecision.objects.create(
        refund=refund,
        policy_version=judgement.version,
        verdict=judgement.decision.verdict,
        rule_verdicts=_told(judgement, language_of(refund.customer, refund.payment)),
        facts=judgement.facts.as_json(),
        facts_fingerprint=judgement.facts.fingerprint(),
    )
    hold_decision(refund, decision)


def _told(judgement: Judgement, language: str) -> list[dict[str, Any]]:
    """Every rule's answer: for staff in the house's language, for the customer in theirs, whoever decides."""
    answers = [answer.as_json() for answer in judgement.decision.rule_verdicts]
    if language == settings.LANGUAGE_CODE:
        return answers
    with translation.override(language):
        theirs = evaluate(judgement.facts, judgement.version.document, str(judgement.version))
    sentences = {answer["rule"]: answer for answer in (answer.as_json() for answer in theirs.rule_verdicts)}
    return [{**answer, **_for_the_customer(sentences[answer["rule"]])} for answer in answers]


def _for_the_customer(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in ("customer_sentence", "because", "remedy") if name in answer}


def _follow(refund: Refund, decision: Decision) -> None:
    if decision.verdict == Verdict.ALLOW:
        release_refund(refund, POLICY)
    elif decision.verdict == Verdict.DENY and not _is_refused_by_people_only(refund):
        say_no(refund, POLICY, decision.rules_saying(Verdict.DENY))
    else:
        _send_to_review(refund)


def _is_refused_by_people_only(refund: Refund) -> bool:
    return refund.origin == Refund.Origin.STAFF or refund.reason == Refund.Reason.WITHDRAWAL


def _send_to_review(refund: Refund) -> None:
    came_from = refund.state
    refund.send_to_review()
    record(refund, "refund.sent_to_review", POLICY, came_from)
    hand_out(refund)
    refund.save()
