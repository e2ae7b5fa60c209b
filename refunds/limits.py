"""The limits of roles as one value, in minor units:

    {"approval": {role: {currency: …}}, "second": {currency: …},
     "goodwill": {role: {currency: …}}, "goodwill_day": {role: {currency: …}}}

The rows of ApprovalLimit, SecondApproval and GoodwillLimit are the truth; a draft of the policy holds a copy, and the
activation of it writes the rows. Nothing else changes them, so nobody raises a limit alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.models import ApprovalLimit, GoodwillLimit, SecondApproval
from refunds.permissions import APPROVING_ROLES, ASKING_ROLES
from refunds.policy.compare import Difference
from refunds.policy.parameter_types import AmountsByCurrency, amounts_by_currency

Limits = dict[str, Any]
Amounts = dict[str, int]

APPROVAL, SECOND, GOODWILL, GOODWILL_DAY = "approval", "second", "goodwill", "goodwill_day"
ROLES_OF = {APPROVAL: APPROVING_ROLES, GOODWILL: ASKING_ROLES, GOODWILL_DAY: ASKING_ROLES}
LIMITS = "limits"
"""What stands where a rule's code stands in a difference."""

LABELS: dict[tuple[str, str], str | Promise] = {
    (APPROVAL, "approver"): gettext_lazy("An approver may release in one refund up to"),
    (APPROVAL, "lead"): gettext_lazy("A lead may release in one refund up to"),
    (SECOND, ""): gettext_lazy("Two people must approve above"),
    (GOODWILL, "agent"): gettext_lazy("An agent may give as goodwill in one refund up to"),
    (GOODWILL, "approver"): gettext_lazy("An approver may give as goodwill in one refund up to"),
    (GOODWILL, "lead"): gettext_lazy("A lead may give as goodwill in one refund up to"),
    (GOODWILL_DAY, "agent"): gettext_lazy("An agent may give as goodwill on one day up to"),
    (GOODWILL_DAY, "approver"): gettext_lazy("An approver may give as goodwill on one day up to"),
    (GOODWILL_DAY, "lead"): gettext_lazy("A lead may give as goodwill on one day up to"),
}
TITLE = gettext_lazy("Limits of roles")

_role_amounts = amounts_by_currency(none_means=gettext_lazy("nothing"))
_second_amounts = amounts_by_currency(none_means=gettext_lazy("always two people"))


@dataclass(frozen=True, slots=True)
class Place:
    """One set of amounts within the limits: of a kind and, but for the second approval, of a role."""

    kind: str
    role: str = ""

    @property
    def name(self) -> str:
        """The role alone for what it may release, the kind alone for the second approval, else both."""
        if self.kind == APPROVAL:
            return self.role
        return f"{self.kind}.{self.role}" if self.role else self.kind

    @property
    def label(self) -> str:
        return str(LABELS.get((self.kind, self.role), self.name))

    @property
    def amounts(self) -> AmountsByCurrency:
        """How the amounts here are read and told."""
        return _second_amounts if self.kind == SECOND else _role_amounts

    def within(self, limits: Limits) -> Amounts:
        found: Amounts = limits[self.kind].get(self.role, {}) if self.role else limits[self.kind]
        return found


@dataclass(frozen=True, slots=True)
class ToldLimit:
    """One line of the limits in words. `place` is a place's name."""

    place: str
    label: str
    lines: tuple[str, ...]


def places() -> list[Place]:
    """Every set of amounts, in the order in which they are shown."""
    return [
        *(Place(APPROVAL, role) for role in APPROVING_ROLES),
        Place(SECOND),
        *(Place(kind, role) for role in ASKING_ROLES for kind in (GOODWILL, GOODWILL_DAY)),
    ]


def current_limits() -> Limits:
    """Read the rows that hold now."""
    limits = limits_from({})
    for limit in ApprovalLimit.objects.filter(role__in=APPROVING_ROLES).order_by("currency"):
        limits[APPROVAL][limit.role][limit.currency] = limit.up_to_minor
    for goodwill in GoodwillLimit.objects.filter(role__in=ASKING_ROLES).order_by("currency"):
        limits[GOODWILL][goodwill.role][goodwill.currency] = goodwill.up_to_minor
        limits[GOODWILL_DAY][goodwill.role][goodwill.currency] = goodwill.per_day_minor
    second = SecondApproval.objects.order_by("currency").values_list("currency", "above_minor")
    return {**limits, SECOND: dict(second)}


def limits_from(amounts: Mapping[Place, Amounts]) -> Limits:
    """Put amounts together, place by place; a place that is not named has none."""
    limits: Limits = {APPROVAL: {}, SECOND: amounts.get(Place(SECOND), {}), GOODWILL: {}, GOODWILL_DAY: {}}
    for place in places():
        if place.role:
            limits[place.kind][place.role] = amounts.get(place, {})
    return limits


def limit_faults(limits: Any) -> dict[str, str]:
    """Say what is wrong with limits, by place; the key is empty for a fault of the whole."""
    if not isinstance(limits, dict) or set(limits) != {APPROVAL, SECOND, GOODWILL, GOODWILL_DAY}:
        return {"": _("The limits are an object with “approval”, “second”, “goodwill” and “goodwill_day”.")}
    for kind, roles in ROLES_OF.items():
        if not isinstance(limits[kind], dict) or set(limits[kind]) - set(roles):
            words = {"kind": kind, "roles": ", ".join(roles)}
            return {"": _("“%(kind)s” is an object with the roles %(roles)s.") % words}
    faults = {place.name: _fault(place, limits) for place in places()}
    return {place: fault for place, fault in faults.items() if fault} or _half_goodwill(limits)


def complete_limits(limits: Limits) -> Limits:
    """Name every role, so that two copies can be compared."""
    return limits_from({place: place.within(limits) for place in places()})


def tell_limits(limits: Limits) -> list[ToldLimit]:
    """Say the limits in words."""
    return [
        ToldLimit(place.name, place.label, tuple(place.amounts.told(dict(sorted(place.within(limits).items())))))
        for place in places()
    ]


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

    def carried(place: Place) -> Amounts:
        untouched = _with_its_half(place, draft) == _with_its_half(place, old)
        return place.within(newer if untouched else draft)

    return limits_from({place: carried(place) for place in places()})


def _with_its_half(place: Place, limits: Limits) -> list[Amounts]:
    """Goodwill of one refund and of one day stay together: each is for the currencies of the other."""
    kinds = (GOODWILL, GOODWILL_DAY) if place.kind in (GOODWILL, GOODWILL_DAY) else (place.kind,)
    return [Place(kind, place.role).within(limits) for kind in kinds]


def _fault(place: Place, limits: Limits) -> str:
    try:
        place.amounts.read(place.within(limits))
    except BadInput as refusal:
        return refusal.message
    return ""


def _half_goodwill(limits: Limits) -> dict[str, str]:
    sentence = _("Goodwill needs both amounts in each currency: in one refund, and on one day.")
    return {
        Place(GOODWILL_DAY, role).name: sentence
        for role in ASKING_ROLES
        if set(Place(GOODWILL, role).within(limits)) != set(Place(GOODWILL_DAY, role).within(limits))
    }
