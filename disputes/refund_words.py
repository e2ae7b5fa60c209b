"""Who will decide a refund that a case asks for, and what became of it, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.policy.verdicts import Verdict


def how_decided(verdict: Verdict) -> str:
    return {
        Verdict.ALLOW: _("The policy lets it out by itself."),
        Verdict.REVIEW: _("A colleague must approve it first."),
        Verdict.DENY: _("The policy is against it."),
    }[verdict]


def what_became_of(refund: Refund) -> str:
    if refund.state == Refund.State.UNDER_REVIEW:
        return _("The refund is asked for. A colleague must approve it before the money leaves.")
    return _("The refund is asked for. Its state is “%s”.") % refund.get_state_display()
