"""What a person can do with a refund now, and why not what they cannot. The actions check again; this only shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.errors import Conflict, NotAllowed, RecourseError
from customers.models import User
from refunds import permissions
from refunds.actions.assign_refund import IN_HAND
from refunds.actions.bank_details import needs_details, require_not_in_file
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.escalate_refund import MAY_ESCALATE
from refunds.models import RailProposal, Refund
from refunds.taking_back import open_attempt_of, require_takes_back
from refunds.way_back import require_way_back

State = Refund.State
ABOUT_A_PROPOSAL = ("rail_proposal", "rail_answer", "rail_withdrawal")
OPEN_TO_DECIDE = (State.REQUESTED, State.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class Move:
    """`name` is also the last word of its address; `why_not` is empty where the person may make the move."""

    name: str
    title: str | Promise
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    title: str | Promise
    permission: str
    states: tuple[str, ...]
    decides: bool = False
    """Whether four eyes apply: not for the one who asked."""


_RULES = (
    _Rule("approval", _("Approve"), permissions.APPROVE, OPEN_TO_DECIDE, decides=True),
    _Rule("rejection", _("Reject"), permissions.REJECT, OPEN_TO_DECIDE, decides=True),
    _Rule("change", _("Change the request"), permissions.CHANGE, (*OPEN_TO_DECIDE, State.NEEDS_INFO)),
    _Rule("question", _("Ask the customer"), permissions.ASK, OPEN_TO_DECIDE),
    _Rule("answer", _("Write down the customer's answer"), permissions.ASK, (State.NEEDS_INFO,)),
    _Rule("appeal", _("Ask for a second look for the customer"), permissions.ASK, (State.REJECTED,)),
    _Rule(
        "rail_proposal",
        _("Propose another way for the money"),
        permissions.PROPOSE_RAIL,
        (*OPEN_TO_DECIDE, State.NEEDS_INFO, State.FAILED),
    ),
    _Rule(
        "rail_answer",
        _("Write down the answer about the way"),
        permissions.RECORD_CONSENT,
        (*OPEN_TO_DECIDE, State.NEEDS_INFO, State.FAILED),
    ),
    _Rule(
        "rail_withdrawal",
        _("Withdraw the question about the way"),
        permissions.PROPOSE_RAIL,
        (*OPEN_TO_DECIDE, State.NEEDS_INFO, State.FAILED),
    ),
    _Rule("transfer", _("Record the bank transfer"), permissions.PAY_BY_TRANSFER, (State.APPROVED,), decides=True),
    _Rule("account_question", _("Ask for a bank account"), permissions.ASK_FOR_ACCOUNT, (State.APPROVED,)),
    _Rule("retry", _("Send it again"), permissions.RETRY, (State.FAILED,), decides=True),
    _Rule("recall", _("Take it back at the gateway"), permissions.RECALL, (State.PROCESSING,), decides=True),
    _Rule(
        "cancellation",
        _("Cancel the request"),
        permissions.CANCEL,
        (*OPEN_TO_DECIDE, State.NEEDS_INFO, State.APPROVED, State.FAILED),
    ),
)

_HANDS = (
    _Rule("taking", _("Take it"), permissions.TAKE, IN_HAND),
    _Rule("giving_back", _("Give it back"), permissions.TAKE, IN_HAND),
    _Rule("handing_over", _("Hand it over"), permissions.TAKE, IN_HAND),
    _Rule("escalation", _("Ask a lead"), permissions.TAKE, MAY_ESCALATE),
    _Rule("escalation_end", _("Give it back to the desk"), permissions.ASSIGN, MAY_ESCALATE),
)
"""Whose case it is. These stand beside the decisions, and are offered only to whom they are open."""


def moves_for(refund: Refund, person: User, allowed: set[str]) -> list[Move]:
    """Every move that the refund's state has, with the reason where this person may not make it."""
    return [
        Move(rule.name, rule.title, _why_not(rule, refund, person, allowed))
        for rule in _RULES
        if refund.state in rule.states and _fits(rule, refund)
    ]


def permission_of(name: str) -> str:
    """The permission behind a move's name; VIEW for an address that is no move."""
    return next((rule.permission for rule in _RULES if rule.name == name), permissions.VIEW)


def title_of(name: str) -> str:
    """What a move is called where people read of it; the words of its address where it stands at no case."""
    known = {rule.name: rule.title for rule in (*_RULES, *_HANDS)}
    return str(known.get(name) or name.replace("_", " ").replace("-", " ").capitalize())


def hands_for(refund: Refund, person: User, allowed: set[str]) -> list[Move]:
    """What this person may do about whose case it is."""
    return [
        Move(rule.name, rule.title)
        for rule in _HANDS
        if rule.permission in allowed and refund.state in rule.states and _fits_hands(rule, refund, person, allowed)
    ]


def _fits_hands(rule: _Rule, refund: Refund, person: User, allowed: set[str]) -> bool:
    leads, own, free = permissions.ASSIGN in allowed, refund.assignee_id == person.pk, refund.assignee_id is None
    return {
        "taking": (free or (leads and not own)) and person.pk not in permissions.barred_from(refund),
        "giving_back": own or (leads and not free),
        "handing_over": own or free or leads,
        "escalation": refund.escalated_at is None,
        "escalation_end": refund.escalated_at is not None,
    }[rule.name]


def _fits(rule: _Rule, refund: Refund) -> bool:
    """Whether the move has a meaning here: a transfer to record, a question to answer, or none to stand in the way."""
    if rule.name == "transfer":
        return refund.rail == Refund.Rail.BANK_TRANSFER
    if rule.name == "recall":
        return refund.rail == Refund.Rail.ORIGINAL and open_attempt_of(refund) is not None
    if rule.name == "account_question":
        return needs_details(refund)
    if rule.name == "appeal":
        return refund.may_be_appealed
    if rule.name in ABOUT_A_PROPOSAL:
        return (open_proposal_of(refund) is None) == (rule.name == "rail_proposal")
    return True


def open_proposal_of(refund: Refund) -> RailProposal | None:
    """The question about another way that waits for the customer; costs no query where proposals are prefetched."""
    return next((p for p in refund.rail_proposals.all() if p.state == RailProposal.State.OPEN), None)


def _why_not(rule: _Rule, refund: Refund, person: User, allowed: set[str]) -> str:
    if rule.permission not in allowed:
        return str(_("Your role does not include this."))
    checks: list[Callable[[], None]] = []
    if rule.name in ("approval", "rejection", "change"):
        checks.append(lambda: require_no_open_plan(refund))
    if rule.name in ("approval", "retry"):
        checks.append(lambda: _require_answered(refund))
        checks.append(lambda: require_way_back(refund))
    if rule.name == "rail_answer":
        checks.append(lambda: _require_not_approver(person, refund))
    if rule.name == "transfer":
        checks.append(lambda: require_not_in_file(refund))
    if rule.name == "recall":
        checks.append(lambda: _require_taken_back(refund))
    if rule.decides:
        checks.append(lambda: permissions.require_not_requester(person, refund))
    if rule.name in ("approval", "rejection"):
        checks.append(lambda: permissions.require_fresh_eyes(person, refund))
    if rule.name == "approval":
        checks.append(lambda: _require_first_yes(person, refund))
    if rule.name == "approval" or (rule.name == "retry" and permissions.APPROVE in allowed):
        checks.append(lambda: permissions.require_limit(person, refund))
    return _first_refusal(checks)


def _first_refusal(checks: list[Callable[[], None]]) -> str:
    for check in checks:
        try:
            check()
        except RecourseError as refusal:
            return refusal.message
    return ""


def _require_answered(refund: Refund) -> None:
    if open_proposal_of(refund) is not None:
        raise Conflict(str(_("The customer was asked about another way for the money and has not answered.")))


def _require_taken_back(refund: Refund) -> None:
    require_takes_back(open_attempt_of(refund))


def _require_not_approver(person: User, refund: Refund) -> None:
    if any(approval.approver_id == person.pk for approval in refund.approvals.all()):
        raise NotAllowed(str(_("You have approved this refund, so a colleague must write the answer down.")))


def _require_first_yes(person: User, refund: Refund) -> None:
    if any(approval.approver_id == person.pk for approval in refund.approvals.all()):
        raise NotAllowed(str(_("You have already approved this; a second person must.")), "approved_by_you")
