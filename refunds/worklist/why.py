"""Why a refund has not gone out by itself, in the words of whoever stopped it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.moves import open_proposal_of


class Why(NamedTuple):
    """One sentence, and how many more there are."""

    text: str
    more: int = 0


def may_wait(refund: Refund) -> bool:
    """Whether decisions and proposals can say why it waits: not where the money moves, nor where all is over."""
    return refund.state in (*Refund.WAITING, Refund.State.FAILED)


def why_it_waits(refund: Refund, has_approval: bool) -> Why | None:
    """The sentence that keeps it here; None where nothing does. Reads the prefetched decisions and proposals."""
    if refund.attention:
        return Why(refund.attention)
    if not may_wait(refund):
        return None
    if (proposal := open_proposal_of(refund)) is not None:
        return Why(_("The customer was asked to take it as “%s” instead.") % proposal.get_new_rail_display())
    if refund.state == Refund.State.NEEDS_INFO:
        return Why(_("The customer was asked and has not answered yet."))
    if refund.state not in Refund.WAITING:
        return None
    if refund.appealed_at and not has_approval:
        return Why(_("The customer asked for a second look; somebody who had no say before decides."))
    if refund.plan_id is not None:
        return Why(_("It is part of a whole order, which is decided together."))
    if has_approval:
        return Why(_("One approval is given, a second person must approve."))
    decision = next(iter(refund.decisions.all()), None)
    said = decision.rule_verdicts if decision else []
    sentences = [rule["sentence"] for rule in said if rule["verdict"] == "deny"]
    sentences += [rule["sentence"] for rule in said if rule["verdict"] == "review"]
    return Why(sentences[0] if sentences else _("It waits for the policy."), max(len(sentences) - 1, 0))
