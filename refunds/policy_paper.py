"""The policy on paper: for customers in plain words, for staff with every parameter and limit."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers.brand import brand
from customers.documents.render import NotPrinted, render_pdf
from customers.errors import Conflict
from refunds.limits import tell_limits
from refunds.models import PolicyVersion
from refunds.policy.plain import tell_policy

KEPT_SECONDS = 24 * 3600


def print_policy(version: PolicyVersion, for_staff: bool = False) -> bytes:
    """Print a version in the language that is active. Raises Conflict when the press fails."""
    context = {
        "version": version,
        "rules": tell_policy(version.document),
        "limits": tell_limits(version.limits) if version.limits else [],
        "for_staff": for_staff,
        "shop": brand().name,
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    try:
        return render_pdf("pdf/policy.html", context)
    except NotPrinted:
        raise Conflict(_("The paper could not be printed just now. Please try again."), "not_printed") from None


def printed_for_customers(version: PolicyVersion) -> bytes:
    """The customers' paper, printed once a day and language: anybody may ask for it, as often as they like."""
    key = f"policy-paper-{version.number}-{get_language()}-{brand().number}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = print_policy(version)
        cache.set(key, pdf, KEPT_SECONDS)
    return pdf
