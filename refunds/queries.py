"""Which rows for which screen or decision."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict
from customers.models import Payment, PaymentHold
from customers.prepared import Prepared, PreparedRows
from refunds.models import PolicyDecision, PolicyVersion, Refund, RefundDocument


def policy_in_force(moment: datetime) -> PolicyVersion:
    """The policy version in force at a purchase; the first one for purchases before any."""
    version = policy_at(moment)
    if version is None:
        raise Conflict(_("The shop has no refund policy yet. An admin must activate one first."), "no_policy")
    return version


def policy_of(payment: Payment) -> PolicyVersion:
    """The policy version in force at this purchase, asked for once as long as the payment is in hand."""
    kept = payment.__dict__
    if "policy_of_purchase" not in kept:
        kept["policy_of_purchase"] = policy_in_force(payment.purchased_at)
    version: PolicyVersion = kept["policy_of_purchase"]
    return version


def decision_of(refund: Refund) -> PolicyDecision | None:
    """The policy's newest word on a refund, asked for once as long as the refund is in hand."""
    kept = refund.__dict__
    if "newest_decision" not in kept:
        hold_decision(refund, _DECISION.first(refund=refund.pk))
    decision: PolicyDecision | None = kept["newest_decision"]
    return decision


def hold_decision(refund: Refund, decision: PolicyDecision | None) -> None:
    """Whoever writes a new word on a refund in hand gives it here, so that it is not asked for again."""
    refund.__dict__["newest_decision"] = decision


def policy_at(moment: datetime) -> PolicyVersion | None:
    """The same, or nothing where the shop has no policy at all."""
    begun: PolicyVersion | None = _BEGUN.first(moment=moment)
    return begun or live_versions().order_by("starts_at", "number").first()


def reasons_to_hold(payment_id: int) -> tuple[str, ...]:
    """Why nothing may leave over a payment now, oldest first; empty where no hold stands."""
    return tuple(reason for (reason,) in _HOLDS(payment=payment_id))


def papers_of(refund_id: int) -> int:
    """How many documents were handed in."""
    return len(_PAPERS(refund=refund_id))


def newest_version() -> PolicyVersion:
    """The version that was activated last, in force or still to start: what a draft builds on."""
    version = live_versions().order_by("-number").first()
    if version is None:
        raise Conflict(_("The shop has no refund policy yet. An admin must activate one first."), "no_policy")
    return version


def live_versions() -> QuerySet[PolicyVersion]:
    """Every version that was not withdrawn before its start."""
    return PolicyVersion.objects.filter(withdrawal__isnull=True)


def _begun(moment: datetime) -> QuerySet[PolicyVersion]:
    return live_versions().filter(starts_at__lte=moment).order_by("-starts_at", "-number")[:1]


_BEGUN = PreparedRows(_begun, moment=datetime)


def _newest_decision(refund: int) -> QuerySet[PolicyDecision]:
    return PolicyDecision.objects.filter(refund=refund).select_related("policy_version")[:1]


_DECISION = PreparedRows(_newest_decision, refund=int)


def _holds(payment: int) -> QuerySet[PaymentHold, tuple[str]]:
    return PaymentHold.objects.filter(payment=payment, released_at=None).order_by("pk").values_list("reason")


_HOLDS = Prepared(_holds, payment=int)

_PAPERS = Prepared(lambda refund: RefundDocument.objects.filter(refund=refund).values_list("pk"), refund=int)
