"""Who will decide a refund that a case asks for, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from refunds.policy.verdicts import Verdict


def how_decided(verdict: Verdict) -> str:
    return {
        Verdict.ALLOW: _("The policy lets it out by itself."),
        Verdict.REVIEW: _("A colleague must approve it first."),
        Verdict.DENY: _("The policy is against it."),
    }[verdict]
