"""Why a refund has not gone out by itself, in the words of whoever stopped it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from refunds.models import Refund


class Why(NamedTuple):
    """One sentence, and how many more there are."""

    text: str
    more: int = 0


def why_it_waits(refund: Refund, has_approval: bool) -> Why | None:
    """The sentence that keeps it here; None where nothing does. Reads the prefetched decisions."""
    if refund.attention:
        return Why(refund.attention)
    if refund.state == Refund.State.NEEDS_INFO:
        return Why(_("The customer was asked and has not answered yet."))
    if refund.state not in Refund.WAITING:
        return None
    if has_approval:
        return Why(_("One approval is given, a second person must approve."))
    decision = next(iter(refund.decisions.all()), None)
    said = decision.rule_verdicts if decision else []
    sentences = [rule["sentence"] for rule in said if rule["verdict"] == "deny"]
    sentences += [rule["sentence"] for rule in said if rule["verdict"] == "review"]
    return Why(sentences[0] if sentences else _("It waits for the policy."), max(len(sentences) - 1, 0))
