"""Words for disputes: a share that says of how many, and how sure it is; what came back of returned goods."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from disputes.inbox.filters import networks
from disputes.offers import FINDINGS
from disputes.results.odds import Share

register = template.Library()
_NETWORKS: dict[str, Any] = dict(networks())


@register.filter
def won_of(share: Share) -> str:
    """How many of how many, and the share itself only where there are enough of them."""
    if not share.cases:
        return "–"
    counted = _("%(hits)d of %(cases)d") % {"hits": share.hits, "cases": share.cases}
    return counted if share.is_few else f"{_percent(share.hits / share.cases)} ({counted})"


@register.filter
def interval(share: Share) -> str:
    """The range in which the true share lies."""
    if not share.cases:
        return ""
    between = _("%(low)s to %(high)s") % {"low": _percent(share.low), "high": _percent(share.high)}
    return _("%s; too few to tell") % between if share.is_few else between


@register.filter
def days(average: float | None) -> str:
    return "–" if average is None else f"{average:.1f}"


@register.filter
def network_name(network: str) -> str:
    """A network as it calls itself."""
    return str(_NETWORKS.get(network) or network.title())


@register.filter
def finding_words(finding: str) -> str:
    """What came back of returned goods."""
    return str(FINDINGS.get(finding, finding))


def _percent(share: float) -> str:
    return f"{round(share * 100)}\u00a0%"
