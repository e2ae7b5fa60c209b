"""Giving in to small disputes by a manager's rule: the same acts as a person's, under a ceiling, and never in silence.

Locks stand in the house's order, and the rule's own row last: its ceiling holds however many workers run at once.
"""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, RecourseError
from customers.money import format_money
from disputes import staff_notices
from disputes.actions.accept_dispute import give_in, takes_acceptance
from disputes.actions.lock_dispute import lock_if_free
from disputes.actions.refund_instead import ask_back_everything, why_no_refund
from disputes.actions.store_answer import needs_second
from disputes.events import record
from disputes.finding import live_answer
from disputes.models import AutomaticRule, Dispute
from disputes.weighing.ceiling import room_of
from refunds import permissions
from refunds.gateways.accounts import gateway_accounts
from refunds.models import StaffNotice

RULE = Actor.system("dispute_rule")
AT_ONCE = 200

log = structlog.get_logger(__name__)


def follow_rules() -> int:
    """Look at every new dispute that a rule speaks of, each in its own transaction. Returns how many it dealt with."""
    rules = AutomaticRule.objects.filter(is_on=True)
    return sum(_follow(rule.pk, dispute_id) for rule in rules for dispute_id in _candidates(rule))


def _candidates(rule: AutomaticRule) -> list[int]:
    """What came in since the rule is on and nobody has begun to answer, oldest first."""
    gone = F("payment__reserved_minor") + F("payment__refunded_minor") + F("payment__refunded_before_minor")
    new = Dispute.objects.filter(
        created_at__gte=rule.on_since, category__in=rule.categories, round=1, attention="", drafts=None, answers=None,
        appraisals=None, statement=None,
    ).annotate(left=F("payment__captured_minor") - gone)  # fmt: skip
    found: list[int] = []
    if rule.accepts:
        accounts = [one.account for one in gateway_accounts() if one.capabilities.accepts_disputes]
        small = new.filter(
            state=Dispute.State.NEEDS_RESPONSE, stage=Dispute.Stage.CHARGEBACK, currency=rule.currency,
            amount_minor__lte=rule.up_to_minor, gateway_account__in=accounts, left=F("payment__captured_minor"),
        ).exclude(may_accept=False)  # fmt: skip
        found += _first(small)
    if rule.refunds:
        inquiries = new.filter(state=Dispute.State.INQUIRY, payment__currency=rule.currency)
        found += _first(inquiries.filter(left__gt=0, left__lte=rule.up_to_minor))
    return found


def _first(rows: QuerySet[Dispute]) -> list[int]:
    return list(rows.order_by("created_at", "id").values_list("pk", flat=True)[:AT_ONCE])


def _follow(rule_id: int, dispute_id: int) -> bool:
    """One dispute that breaks must not hold up the others."""
    try:
        with transaction.atomic(), acting(RULE):
            dispute = lock_if_free(dispute_id)
            if dispute is None:
                return False
            rule = AutomaticRule.objects.select_for_update().get(pk=rule_id)
            return _deal_with(dispute, rule)
    except RecourseError as refusal:
        log.info("dispute.rule_refused", dispute=dispute_id, code=refusal.code)
    except Exception:
        log.exception("dispute.rule_broke", dispute=dispute_id)
    return False


def _deal_with(dispute: Dispute, rule: AutomaticRule) -> bool:
    """Give in, if everything that the rule says still holds now that nobody else can change it."""
    costs = _costs(dispute, rule)
    if costs is None or costs > rule.up_to_minor or costs > room_of(rule).left_minor:
        return False
    if dispute.is_inquiry:
        refund = ask_back_everything(dispute, RULE, rule)
        if refund.amount_minor > costs:
            raise Conflict(_("The refund came to more than the rule allows."), "above_the_rule")
        done = {"refund": refund.reference}
    else:
        done = {"answer": str(give_in(dispute, RULE, rule))}
    amount, limit = format_money(costs, rule.currency), format_money(rule.up_to_minor, rule.currency)
    record(dispute, "dispute.rule_followed", RULE, amount=amount, limit=limit, **done)
    _tell(dispute, f"{amount} ≤ {limit}")
    return True


def _costs(dispute: Dispute, rule: AutomaticRule) -> int | None:
    """What giving in would give away; None where the rule does not speak of this dispute, or a person is needed."""
    if not rule.is_on or rule.on_since is None or dispute.created_at < rule.on_since:
        return None
    if dispute.category not in rule.categories or dispute.attention or _is_begun(dispute):
        return None
    if dispute.state == Dispute.State.INQUIRY and rule.refunds:
        payment = dispute.payment
        return payment.left_minor if payment.currency == rule.currency and not why_no_refund(dispute) else None
    if dispute.state != Dispute.State.NEEDS_RESPONSE or not rule.accepts or dispute.currency != rule.currency:
        return None
    if dispute.payment.left_minor != dispute.payment.captured_minor:
        return None  # something went back already: who accepts now pays the customer twice
    is_plain = dispute.stage == Dispute.Stage.CHARGEBACK and takes_acceptance(dispute)
    return dispute.amount_minor if is_plain and not needs_second(dispute) else None


def _is_begun(dispute: Dispute) -> bool:
    """Somebody works on it, or has decided something about it before."""
    if dispute.round > 1 or live_answer(dispute) is not None or hasattr(dispute, "statement"):
        return True
    return dispute.drafts.exists() or dispute.answers.exists() or dispute.appraisals.exists()


def _tell(dispute: Dispute, words: str) -> None:
    """Its owner, the leads, and whoever sets the rules: all hear of it."""
    setters = permissions.people_who_may(permissions.SET_DISPUTE_RULES)
    people = {person.pk: person for person in [*staff_notices.leads(), *setters]}
    if dispute.owner is not None:
        people[dispute.owner.pk] = dispute.owner
    staff_notices.tell(people.values(), StaffNotice.Kind.DISPUTE_RULE, dispute, RULE, words)
