"""Refund instead of fighting: an inquiry ends with a full refund, asked for and decided like every other refund."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.models import PaymentHold
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.lock_dispute import lock_dispute
from disputes.events import record
from disputes.gate import stands_in_the_way
from disputes.models import AutomaticRule, Dispute
from disputes.weighing.weigh import weigh
from refunds import permissions
from refunds.actions.quote_refund import Quote, quote_refund
from refunds.actions.request_refund import request_refund
from refunds.models import Refund

Category, Reason = Dispute.Category, Refund.Reason

_REASONS: dict[str, str] = {
    Category.NOT_RECEIVED: Reason.NOT_RECEIVED,
    Category.UNACCEPTABLE: Reason.NOT_AS_DESCRIBED,
    Category.DUPLICATE: Reason.DUPLICATE,
}


def quote_refund_instead(*, actor: Actor, dispute: Dispute) -> Quote:
    """What it would come to. Raises what the refund itself would."""
    return quote_refund(
        actor=actor,
        payment_reference=dispute.payment.reference,
        reason=_reason(dispute),
        origin=Refund.Origin.DISPUTE,
        fee_waiver=_why(dispute),
    )


def refund_instead(*, actor: Actor, reference: str) -> Refund:
    """Ask for everything that is left of the disputed payment; policy and people decide it as ever.

    No restocking fee is kept, because only a full refund ends an inquiry. Asked again in the same round it returns the
    first refund. Raises Conflict where a refund would not end the dispute, or would pay the customer twice.
    """
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        permissions.require(actor, permissions.SEE_DISPUTES)
        permissions.require(actor, permissions.REQUEST)
        return ask_back_everything(dispute, actor)


def ask_back_everything(dispute: Dispute, actor: Actor, rule: AutomaticRule | None = None) -> Refund:
    """The same for a locked dispute, with what it was worth. Without a person it takes a rule."""
    if first := _asked_before(dispute):
        return first
    if why_not := why_no_refund(dispute):
        raise Conflict(why_not, "no_refund_instead")
    weighed = weigh(dispute)
    refund = request_refund(
        actor=actor,
        payment_reference=dispute.payment.reference,
        reason=_reason(dispute),
        origin=Refund.Origin.DISPUTE,
        fee_waiver=_why(dispute),
        request_key=_key(dispute),
    )
    record(dispute, "dispute.refund_instead", actor, refund=refund.reference)
    keep_appraisal(dispute, actor, weighed, refund=refund, rule=rule)
    return refund


def why_no_refund(dispute: Dispute) -> str:
    """Why a full refund would not do here; "" where it would."""
    if not dispute.is_inquiry:
        return _("Only an inquiry ends with a refund. The gateway has taken this money: it would be paid twice.")
    if dispute.state not in (Dispute.State.INQUIRY, Dispute.State.INQUIRY_ANSWERED):
        return _("The dispute has ended.")
    if dispute.has_offer_out:
        return _("The customer has an offer of ours: wait for the answer, or both would be paid.")
    if stands_in_the_way(dispute):
        return _("The gateway says that this payment may not be refunded now.")
    if PaymentHold.objects.filter(payment=dispute.payment_id, released_at=None).exists():
        return _("The payment is on hold.")
    under_way = [refund for refund in dispute.payment.refunds.all() if refund.state in _UNDER_WAY]
    if under_way:
        first = min(under_way, key=lambda refund: refund.pk)
        return _("%s is under way on this payment: go on with that one.") % first.reference
    return "" if dispute.payment.left_minor else _("Everything has gone back to the customer already.")


_State = Refund.State
_UNDER_WAY = (
    _State.REQUESTED, _State.UNDER_REVIEW, _State.NEEDS_INFO, _State.APPROVED, _State.PROCESSING, _State.FAILED,
)  # fmt: skip


def _asked_before(dispute: Dispute) -> Refund | None:
    return Refund.objects.filter(payment=dispute.payment_id, request_key=_key(dispute)).first()


def _key(dispute: Dispute) -> str:
    return f"{dispute.reference}/{dispute.round}"


def _reason(dispute: Dispute) -> str:
    return _REASONS.get(dispute.category, Reason.OTHER)


def _why(dispute: Dispute) -> str:
    return _("Instead of an answer to dispute %s: only a full refund ends it.") % dispute.reference
