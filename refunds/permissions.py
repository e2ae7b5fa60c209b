"""Who may do what. Deny by default; nobody is exempt, a superuser is an admin and no more."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.models import Group
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor
from customers.errors import NotAllowed, NotFound
from customers.models import User
from customers.prepared import Prepared
from refunds.models import ApprovalLimit, GoodwillLimit, RailProposal, Refund, SecondApproval, StepUpAmount

AGENT, APPROVER, LEAD, MANAGER, FINANCE, AUDITOR, ADMIN = ROLES = (
    "agent",
    "approver",
    "lead",
    "manager",
    "finance",
    "auditor",
    "admin",
)

VIEW = "view"
REQUEST = "request"
CHANGE = "change"
PROPOSE_RAIL = "propose_rail"
RECORD_CONSENT = "record_consent"
APPROVE = "approve"
REJECT = "reject"
ASK = "ask"
CANCEL = "cancel"
RETRY = "retry"
RECALL = "recall"
PAY_BY_TRANSFER = "pay_by_transfer"
ASK_FOR_ACCOUNT = "ask_for_account"
SEE_TRANSFERS = "see_transfers"
MAKE_TRANSFERS = "make_transfers"
RELEASE_TRANSFERS = "release_transfers"
TAKE = "take"
NOTE = "note"
TALK = "talk"
SHARE_ANSWERS = "share_answers"
ASSIGN = "assign"
BULK = "bulk"
SHARE_VIEWS = "share_views"
REPORT = "report"
EXPORT = "export"
IMPORT = "import"
HOLD = "hold"
EDIT_POLICY = "edit_policy"
ACTIVATE_POLICY = "activate_policy"
EDIT_TEXTS = "edit_texts"
SET_TIMES = "set_times"
PEOPLE = "people"
KEYS = "keys"
SUBSCRIPTIONS = "subscriptions"
GATEWAYS = "gateways"
SEE_GATEWAYS = "see_gateways"
PAUSE_GATEWAYS = "pause_gateways"
OPERATE = "operate"
RECONCILE = "reconcile"
AUDIT = "audit"
SEE_OPERATIONS = "see_operations"
SEE_DISPUTES = "see_disputes"
ANSWER_DISPUTES = "answer_disputes"
RELEASE_ANSWERS = "release_answers"
ACCEPT_DISPUTES = "accept_disputes"
BRING_DISPUTES = "bring_disputes"
SET_DISPUTE_RULES = "set_dispute_rules"
BRING_ALERTS = "bring_alerts"
SPEND_CREDIT = "spend_credit"
CORRECT_CREDIT = "correct_credit"
SET_BRAND = "set_brand"
SET_DOOR = "set_door"
SEE_QUESTIONS = "see_questions"
ANSWER_QUESTIONS = "answer_questions"
SEE_FEEDBACK = "see_feedback"
SET_RATES = "set_rates"

_DECIDES = {
    VIEW,
    REQUEST,
    CHANGE,
    PROPOSE_RAIL,
    RECORD_CONSENT,
    ASK_FOR_ACCOUNT,
    APPROVE,
    REJECT,
    ASK,
    CANCEL,
    RETRY,
    RECALL,
    HOLD,
    TAKE,
    NOTE,
    TALK,
    BULK,
    SEE_DISPUTES,
    ANSWER_DISPUTES,
    RELEASE_ANSWERS,
    ACCEPT_DISPUTES,
    SEE_QUESTIONS,
    ANSWER_QUESTIONS,
}

_ALLOWED = {
    AGENT: {
        VIEW,
        REQUEST,
        CHANGE,
        PROPOSE_RAIL,
        RECORD_CONSENT,
        ASK_FOR_ACCOUNT,
        ASK,
        CANCEL,
        HOLD,
        TAKE,
        NOTE,
        TALK,
        SEE_DISPUTES,
        ANSWER_DISPUTES,
        SEE_QUESTIONS,
        ANSWER_QUESTIONS,
    },
    APPROVER: _DECIDES,
    LEAD: {
        *_DECIDES,
        ASSIGN,
        SHARE_ANSWERS,
        SHARE_VIEWS,
        REPORT,
        EXPORT,
        SEE_FEEDBACK,
        SEE_GATEWAYS,
        PAUSE_GATEWAYS,
        SEE_TRANSFERS,
        RELEASE_TRANSFERS,
        CORRECT_CREDIT,
    },
    MANAGER: {
        VIEW,
        SEE_DISPUTES,
        SET_DISPUTE_RULES,
        SEE_QUESTIONS,
        ANSWER_QUESTIONS,
        RECALL,
        NOTE,
        SHARE_ANSWERS,
        SHARE_VIEWS,
        REPORT,
        EXPORT,
        EDIT_POLICY,
        ACTIVATE_POLICY,
        EDIT_TEXTS,
        SET_TIMES,
        SET_BRAND,
        SEE_FEEDBACK,
        SEE_GATEWAYS,
        PAUSE_GATEWAYS,
        SEE_TRANSFERS,
        RELEASE_TRANSFERS,
    },
    FINANCE: {
        VIEW,
        SEE_DISPUTES,
        BRING_DISPUTES,
        BRING_ALERTS,
        TAKE,
        NOTE,
        TALK,
        REPORT,
        EXPORT,
        RETRY,
        RECALL,
        PROPOSE_RAIL,
        RECORD_CONSENT,
        PAY_BY_TRANSFER,
        ASK_FOR_ACCOUNT,
        SEE_TRANSFERS,
        MAKE_TRANSFERS,
        RELEASE_TRANSFERS,
        IMPORT,
        BULK,
        RECONCILE,
        SEE_OPERATIONS,
        SEE_GATEWAYS,
        SPEND_CREDIT,
        CORRECT_CREDIT,
        SET_RATES,
    },
    AUDITOR: {VIEW, REPORT, EXPORT, AUDIT, SEE_GATEWAYS, SEE_TRANSFERS, SEE_DISPUTES},
    ADMIN: {
        VIEW,
        SEE_DISPUTES,
        BRING_DISPUTES,
        BRING_ALERTS,
        REPORT,
        IMPORT,
        ACTIVATE_POLICY,
        PEOPLE,
        KEYS,
        SUBSCRIPTIONS,
        SET_BRAND,
        SET_DOOR,
        GATEWAYS,
        SEE_GATEWAYS,
        PAUSE_GATEWAYS,
        OPERATE,
        RECONCILE,
        SEE_OPERATIONS,
        AUDIT,
        SPEND_CREDIT,
    },
}

_SCOPE_OF = {
    VIEW: "refunds:read",
    REQUEST: "refunds:write",
    CHANGE: "refunds:write",
    PROPOSE_RAIL: "refunds:write",
    RECORD_CONSENT: "refunds:decide",
    CANCEL: "refunds:write",
    TAKE: "refunds:write",
    NOTE: "refunds:write",
    TALK: "refunds:write",
    SHARE_ANSWERS: "refunds:write",
    ASSIGN: "refunds:write",
    SHARE_VIEWS: "refunds:write",
    ASK: "refunds:decide",
    APPROVE: "refunds:decide",
    REJECT: "refunds:decide",
    RETRY: "refunds:decide",
    RECALL: "refunds:decide",
    PAY_BY_TRANSFER: "refunds:decide",
    ASK_FOR_ACCOUNT: "refunds:write",
    SEE_TRANSFERS: "refunds:read",
    MAKE_TRANSFERS: "refunds:decide",
    RELEASE_TRANSFERS: "refunds:decide",
    BULK: "refunds:decide",
    REPORT: "reports:read",
    EXPORT: "reports:read",
    IMPORT: "payments:write",
    HOLD: "payments:write",
    EDIT_POLICY: "settings:write",
    ACTIVATE_POLICY: "settings:write",
    EDIT_TEXTS: "settings:write",
    SET_TIMES: "settings:write",
    PEOPLE: "people:write",
    KEYS: "people:write",
    SUBSCRIPTIONS: "subscriptions:write",
    GATEWAYS: "gateways:write",
    SEE_GATEWAYS: "operations:read",
    PAUSE_GATEWAYS: "operations:write",
    OPERATE: "operations:write",
    RECONCILE: "operations:write",
    AUDIT: "reports:read",
    SEE_OPERATIONS: "operations:read",
    SEE_DISPUTES: "disputes:read",
    ANSWER_DISPUTES: "disputes:write",
    RELEASE_ANSWERS: "disputes:decide",
    ACCEPT_DISPUTES: "disputes:decide",
    BRING_DISPUTES: "disputes:write",
    SET_DISPUTE_RULES: "settings:write",
    BRING_ALERTS: "alerts:write",
    SPEND_CREDIT: "credit:spend",
    CORRECT_CREDIT: "credit:write",
    SET_BRAND: "settings:write",
    SET_DOOR: "door:write",
    SEE_QUESTIONS: "questions:read",
    ANSWER_QUESTIONS: "questions:write",
    SEE_FEEDBACK: "reports:read",
    SET_RATES: "settings:write",
}


def roles_with(move: str) -> list[str]:
    """The roles that include a move, in the order of ROLES."""
    return [role for role in ROLES if move in _ALLOWED[role]]


APPROVING_ROLES = tuple(roles_with(APPROVE))
ASKING_ROLES = tuple(roles_with(REQUEST))
"""Only these ask for refunds, so only these give goodwill."""


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """People who bring the names of their groups along, for a request that asks for both anyway."""
    return users.annotate(group_names=ArrayAgg("groups__name", default=Value([])))


def roles_of(user: User) -> set[str]:
    """The person's roles, read afresh for each request: a changed role acts at the next one."""
    if not user.is_active:
        return set()
    brought = getattr(user, "group_names", None)
    names = [name for (name,) in _GROUPS(user=user.pk)] if brought is None else brought
    roles = set(names).intersection(ROLES)
    return roles | {ADMIN} if user.is_superuser else roles


_GROUPS = Prepared(lambda user: Group.objects.filter(user=user).values_list("name"), user=int)


def allowed_moves(user: User) -> set[str]:
    """Everything that the person's roles permit."""
    return set().union(*(_ALLOWED[role] for role in roles_of(user)))


def people_who_may(move: str) -> QuerySet[User]:
    """Everybody at work here whose roles permit a move, by name."""
    holders = User.objects.filter(groups__name__in=roles_with(move)).values("pk")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("first_name", "last_name", "pk")


def role_may(role: str, move: str) -> bool:
    return move in _ALLOWED[role]


def scope_for(move: str) -> str:
    """The API scope that a key needs for a move."""
    return _SCOPE_OF[move]


def require(actor: Actor, move: str) -> User:
    """Return the person behind the actor if they may make this move; raise NotAllowed otherwise."""
    if actor.person is None or move not in allowed_moves(actor.person):
        raise NotAllowed(_("Your role does not allow this. Ask an admin who may."), "role_missing")
    return actor.person


def require_one_of(actor: Actor, *moves: str) -> User:
    """Return the person behind the actor if they may make any of these moves; raise NotAllowed otherwise."""
    allowed = allowed_moves(actor.person) if actor.person else set()
    return require(actor, next((move for move in moves if move in allowed), moves[0]))


def may_write_policy() -> QuerySet[User]:
    """Everybody who may own the policy: active, and with a role that writes it."""
    roles = [role for role in ROLES if EDIT_POLICY in _ALLOWED[role]]
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("first_name", "id")


def require_own(actor: Actor, refund: Refund, move: str) -> None:
    """Let a customer touch their own refund, and staff who may make this move; a foreign refund looks like none."""
    if actor.kind != CUSTOMER:
        require(actor, move)
    elif str(refund.customer_id) != actor.id:
        raise NotFound(_("There is no such refund."), "refund_not_found")


def require_not_requester(user: User, refund: Refund) -> None:
    """Four eyes: the one who asked for the money, or for more of it, or for another way for it, never releases it."""
    if refund.requester_id == user.pk:
        raise NotAllowed(_("You asked for this refund, so somebody else must decide it."), "own_request")
    if refund.revision == 0 and refund.round == 0:
        return
    if any(revision.raised and revision.editor_id == user.pk for revision in refund.revisions.all()):
        raise NotAllowed(_("You raised what goes back here, so somebody else must decide it."), "own_request")
    agreed = [p for p in refund.rail_proposals.all() if p.state == RailProposal.State.AGREED]
    if any(user.pk in (proposal.proposer_id, proposal.recorder_id) for proposal in agreed):
        raise NotAllowed(
            _("You had a hand in changing the way of this money, so somebody else must decide it."), "own_request"
        )


def require_fresh_eyes(user: User, refund: Refund) -> None:
    """After an appeal nobody decides who had a say in it before."""
    if user.pk in barred_from(refund):
        raise NotAllowed(
            _("You had a say in this before the customer asked again, so somebody else must decide it."),
            "decided_before",
        )


def barred_from(refund: Refund) -> list[int]:
    """The people who may not decide an appeal; nobody where there is none. Costs nothing where they are prefetched."""
    appeal = next(iter(refund.appeals.all()), None) if refund.appealed_at else None
    return appeal.barred if appeal else []


def require_limit(user: User, refund: Refund) -> None:
    require_limit_for(user, refund.currency, refund.amount_minor)
    require_goodwill(user, refund.currency, refund.counts_as_goodwill_minor)


def require_limit_for(user: User, currency: str, amount_minor: int) -> None:
    if amount_minor > limit_of(user, currency):
        raise NotAllowed(
            _("This is above what you may approve in %s. Ask somebody with a higher limit.") % currency,
            "above_limit",
        )


def limit_of(user: User, currency: str) -> int:
    """The highest amount that the person may approve in one refund, in minor units."""
    if not user.is_active:
        return 0
    limits = _LIMITS[user.is_superuser](user=user.pk, currency=currency)
    return max((up_to_minor for (up_to_minor,) in limits), default=0)


def _limits(user: int, currency: str, *, is_superuser: bool) -> QuerySet[ApprovalLimit, tuple[int]]:
    held = Q(role__in=Group.objects.filter(user=user, name__in=ROLES).values("name"))
    limits = ApprovalLimit.objects.filter(held | Q(role=ADMIN) if is_superuser else held, currency=currency)
    return limits.values_list("up_to_minor")


_LIMITS = {flag: Prepared(partial(_limits, is_superuser=flag), user=int, currency=str) for flag in (False, True)}


def require_goodwill(user: User, currency: str, goodwill_minor: int) -> None:
    """Let pass what the person may give beyond what was bought in one refund; the day is counted when they do."""
    if goodwill_minor and goodwill_minor > goodwill_limit_of(user, currency).up_to_minor:
        raise NotAllowed(
            _("This is more goodwill than you may give in %s. Ask somebody with a higher limit.") % currency,
            "above_goodwill_limit",
            "goodwill",
        )


def goodwill_limit_of(user: User, currency: str) -> GoodwillLimit:
    """The best of the person's roles, for one refund and for one day, in minor units."""
    limits = list(GoodwillLimit.objects.filter(role__in=roles_of(user), currency=currency))
    return GoodwillLimit(
        currency=currency,
        up_to_minor=max((limit.up_to_minor for limit in limits), default=0),
        per_day_minor=max((limit.per_day_minor for limit in limits), default=0),
    )


def approvals_needed(refund: Refund) -> int:
    """As approvals_needed_for; costs nothing where the case brought the amount along."""
    if hasattr(refund, "second_above"):
        return _people_for(refund.amount_minor, refund.second_above)
    return approvals_needed_for(refund.currency, refund.amount_minor)


def approvals_needed_for(currency: str, amount_minor: int) -> int:
    """One, or two above the currency's limit, or two where no limit is set."""
    threshold = SecondApproval.objects.filter(currency=currency).values_list("above_minor", flat=True).first()
    return _people_for(amount_minor, threshold)


def _people_for(amount_minor: int, threshold: int | None) -> int:
    return 1 if threshold is not None and amount_minor <= threshold else 2


def shows_again(refund: Refund) -> bool:
    """Tell whether whoever approves this shows first that it is still they: above the currency's amount, or always."""
    return shows_again_for({refund.currency: refund.amount_minor})


def shows_again_for(sums: dict[str, int]) -> bool:
    """The same for what is released together, in minor units by currency."""
    above = dict(StepUpAmount.objects.filter(currency__in=sums).values_list("currency", "above_minor"))
    return any(currency not in above or minor > above[currency] for currency, minor in sums.items())
