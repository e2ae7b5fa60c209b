"""Finding a dispute, its draft and its answer for a page or an act, or saying in words that there is none."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict, NotFound
from disputes.models import Dispute, DisputeAnswer, EvidenceDraft
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import EvidenceBudget
from refunds.gateways.errors import GatewayError


def find_dispute(reference: str, among: QuerySet[Dispute] | None = None) -> Dispute:
    """The dispute of this number among the given ones, else with what pages show of its payment. Raises NotFound."""
    rows = Dispute.objects.select_related("payment__customer", "owner") if among is None else among
    found = rows.filter(reference=reference).first() if "\x00" not in reference else None
    if found is None:
        raise NotFound(_("There is no such dispute."), "dispute_not_found")
    return found


def draft_of(dispute: Dispute) -> EvidenceDraft | None:
    """The draft of the present round."""
    return dispute.drafts.filter(round=dispute.round).first()


def live_answer(dispute: Dispute) -> DisputeAnswer | None:
    """The answer of the present round that waits, is on its way, or was taken."""
    answers: QuerySet[DisputeAnswer] = dispute.answers.filter(round=dispute.round, state__in=DisputeAnswer.LIVE)
    return answers.select_related("by", "released_by").first()


def gateway_of(dispute: Dispute) -> Gateway | None:
    """The adapter of the dispute's account; None where none is set up any more."""
    try:
        return gateway_for(dispute.gateway, dispute.gateway_account)
    except GatewayError:
        return None


def takes_evidence(gateway: Gateway | None) -> bool:
    return gateway is not None and gateway.capabilities.evidence


def budget_for(gateway: Gateway | None) -> EvidenceBudget:
    """What the gateway takes; without limits where it takes nothing over its API, and the packet goes by hand."""
    return gateway.evidence_budget() if gateway is not None and takes_evidence(gateway) else EvidenceBudget()


def require_writable(dispute: Dispute) -> None:
    """Let pass while evidence may be written: as `require_open`, or for an appeal that was begun. Raises Conflict."""
    if dispute.is_in_appeal:
        _require_no_answer(dispute)
    else:
        require_open(dispute)


def require_open(dispute: Dispute) -> None:
    """Let pass while it is our turn and no answer is on its way. Raises Conflict with what is instead."""
    if dispute.state not in Dispute.OURS:
        raise Conflict(
            _("This dispute is “%s” now, so there is nothing to answer.") % dispute.get_state_display(), "not_our_turn"
        )
    _require_no_answer(dispute)


def _require_no_answer(dispute: Dispute) -> None:
    answer = live_answer(dispute)
    if answer is not None:
        raise Conflict(
            _("This round has its answer already (“%s”). There is only one.") % answer.get_state_display(),
            "answered_already",
        )
