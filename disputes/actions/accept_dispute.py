"""Giving in: the customer keeps the money, and the case ends, for good."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.money import format_money
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.store_answer import store_answer
from disputes.finding import gateway_of, require_open
from disputes.gate import HAS_LEFT, keep_gate
from disputes.models import AutomaticRule, Dispute, DisputeAnswer
from disputes.weighing.weigh import weigh
from refunds import permissions
from refunds.crash_points import crash_point


def accept_dispute(*, actor: Actor, reference: str) -> DisputeAnswer:
    """Accept a dispute, up to what the person may approve. A worker tells the gateway after this transaction.

    Raises Conflict when it is not our turn, the round has its answer, the gateway takes no word of it, or the customer
    would be paid twice.
    """
    person = permissions.require(actor, permissions.ACCEPT_DISPUTES)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        require_open(dispute)
        permissions.require_limit_for(person, dispute.currency, dispute.amount_minor)
        answer = give_in(dispute, actor)
    crash_point("answer_stored")
    return answer


def give_in(dispute: Dispute, actor: Actor, rule: AutomaticRule | None = None) -> DisputeAnswer:
    """Store the acceptance of a locked dispute that is ours, and what it was worth. Without a person it takes a rule.

    Raises Conflict where the gateway takes no word of accepting, or the customer would be paid twice.
    """
    if why_not := why_paid_twice(dispute):
        raise Conflict(why_not, "paid_twice")
    if not takes_acceptance(dispute):
        raise Conflict(
            _("This gateway takes no word of accepting over its API. Accept it in its own console."), "not_over_api"
        )
    answer = store_answer(dispute, DisputeAnswer.Kind.ACCEPTANCE, actor)
    keep_appraisal(dispute, actor, weigh(dispute), answer=answer, rule=rule)
    keep_gate(dispute, actor)
    return answer


def why_paid_twice(dispute: Dispute) -> str:
    """Why giving in would pay the customer more than they paid, with what is back or on its way; "" where it would not.

    Amounts in another currency than the payment's cannot be compared, and stand in nobody's way.
    """
    payment = dispute.payment
    left = [refund.amount_minor for refund in payment.refunds.all() if refund.state in HAS_LEFT]
    gone_minor = sum(left) + payment.refunded_before_minor
    if dispute.currency != payment.currency or not gone_minor:
        return ""
    if gone_minor + dispute.amount_minor <= payment.captured_minor:
        return ""
    words = _(
        "The customer has %(back)s of this payment back; %(amount)s more would be above what was paid. Show the refund."
    )
    amounts = {"back": gone_minor, "amount": dispute.amount_minor}
    return words % {name: format_money(minor, payment.currency) for name, minor in amounts.items()}


def takes_acceptance(dispute: Dispute) -> bool:
    """Whether the gateway can be told over its API that this dispute is accepted."""
    gateway = gateway_of(dispute)
    return dispute.may_accept is not False and gateway is not None and gateway.capabilities.accepts_disputes
