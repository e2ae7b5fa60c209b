"""Who else may do what somebody was refused: names, so that nobody has to guess."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import User
from customers.money import format_money
from refunds import permissions
from refunds.models import ApprovalLimit, Refund

MOST = 12


@dataclass(frozen=True, slots=True)
class Helper:
    """A person by name and role; `limit` is up to where they may approve, where that matters."""

    name: str
    role: str
    limit: str


def people_for(move: str, refund: Refund | None = None) -> list[Helper]:
    """Active people whose role includes the move; for an approval of this refund those whose limit reaches."""
    roles = permissions.roles_with(move)
    approves = refund is not None and move == permissions.APPROVE
    limits = _limits(roles, refund.currency) if approves and refund else {}
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    if refund is not None and refund.requester_id:
        people = people.exclude(pk=refund.requester_id)
    if refund is not None and (barred := permissions.barred_from(refund)):
        people = people.exclude(pk__in=barred)
    named = people.order_by("groups__name", "last_name", "id").values_list(
        "pk", "first_name", "last_name", "email", "groups__name"
    )[: MOST * 4]
    found: dict[int, Helper] = {}
    for pk, first, last, email, role in named:
        if approves and refund and limits.get(role, 0) < refund.amount_minor:
            continue
        limit = format_money(limits[role], refund.currency) if approves and refund else ""
        found.setdefault(pk, Helper(f"{first} {last}".strip() or email, role, limit))
    return list(found.values())[:MOST]


def _limits(roles: list[str], currency: str) -> dict[str, int]:
    rows = ApprovalLimit.objects.filter(role__in=roles, currency=currency)
    return dict(rows.values_list("role", "up_to_minor"))
