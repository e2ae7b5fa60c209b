"""The limits of roles as one value: {"approval": {role: {currency: minor units}}, "second": {currency: minor units}}.

The rows of ApprovalLimit and SecondApproval are the truth; a draft of the policy holds a copy, and the activation of
it writes the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.models import ApprovalLimit, SecondApproval
from refunds.permissions import APPROVING_ROLES
from refunds.policy.compare import Difference
from refunds.policy.parameter_types import amounts_by_currency

Limits = dict[str, Any]

APPROVAL, SECOND = "approval", "second"
LIMITS = "limits"
"""What stands where a rule's code stands in a difference."""

ROLE_LABELS = {
    "approver": gettext_lazy("An approver may release in one refund up to"),
    "lead": gettext_lazy("A lead may release in one refund up to"),
}
SECOND_LABEL = gettext_lazy("Two people must approve above")
TITLE = gettext_lazy("Limits of roles")

release_amounts = amounts_by_currency(none_means=gettext_lazy("nothing"))
second_amounts = amounts_by_currency(none_means=gettext_lazy("always two people"))


@dataclass(frozen=True, slots=True)
class ToldLimit:
    """One line of the limits in words. `place` is the role, or "second"."""

    place: str
    label: str
    lines: tuple[str, ...]


def current_limits() -> Limits:
    """Read the rows that hold now."""
    approval: dict[str, dict[str, int]] = {role: {} for role in APPROVING_ROLES}
    for limit in ApprovalLimit.objects.filter(role__in=APPROVING_ROLES).order_by("currency"):
        approval[limit.role][limit.currency] = limit.up_to_minor
    second = SecondApproval.objects.order_by("currency").values_list("currency", "above_minor")
    return {APPROVAL: approval, SECOND: dict(second)}


def limit_faults(limits: Any) -> dict[str, str]:
    """Say what is wrong with limits, by place; the key is empty for a fault of the whole."""
    if not isinstance(limits, dict) or set(limits) != {APPROVAL, SECOND} or not isinstance(limits[APPROVAL], dict):
        return {"": _("The limits are an object with “approval” and “second”.")}
    if set(limits[APPROVAL]) - set(APPROVING_ROLES):
        return {"": _("Limits are for the roles %s.") % ", ".join(APPROVING_ROLES)}
    places = {**limits[APPROVAL], SECOND: limits[SECOND]}
    faults = {place: _fault(amounts) for place, amounts in places.items()}
    return {place: fault for place, fault in faults.items() if fault}


def complete_limits(limits: Limits) -> Limits:
    """Name every role, so that two copies can be compared."""
    approval = {role: limits[APPROVAL].get(role, {}) for role in APPROVING_ROLES}
    return {APPROVAL: approval, SECOND: limits[SECOND]}


def tell_limits(limits: Limits) -> list[ToldLimit]:
    """Say the limits in words."""
    told = [
        ToldLimit(role, str(ROLE_LABELS.get(role, role)), tuple(release_amounts.told(_sorted(amounts))))
        for role, amounts in complete_limits(limits)[APPROVAL].items()
    ]
    return [*told, ToldLimit(SECOND, str(SECOND_LABEL), tuple(second_amounts.told(_sorted(limits[SECOND]))))]


def limit_differences(left: Limits | None, right: Limits | None) -> list[Difference]:
    """Find what differs; nothing where a side left the limits as they were."""
    if left is None or right is None:
        return []
    pairs = zip(tell_limits(left), tell_limits(right), strict=True)
    return [
        Difference(LIMITS, str(TITLE), one.place, one.label, one.lines, other.lines)
        for one, other in pairs
        if one.lines != other.lines
    ]


def carry_over_limits(old: Limits, newer: Limits, draft: Limits) -> Limits:
    """Give a draft the newer limits where it had left the old ones alone."""
    old, newer, draft = (complete_limits(limits) for limits in (old, newer, draft))
    approval = {
        role: newer[APPROVAL][role] if amounts == old[APPROVAL][role] else amounts
        for role, amounts in draft[APPROVAL].items()
    }
    return {APPROVAL: approval, SECOND: newer[SECOND] if draft[SECOND] == old[SECOND] else draft[SECOND]}


def _fault(amounts: Any) -> str:
    try:
        release_amounts.read(amounts)
    except BadInput as refusal:
        return refusal.message
    return ""


def _sorted(amounts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(amounts.items()))
