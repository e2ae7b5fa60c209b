"""What the rules would have done with the latest requests. Nothing is written and no turn is used up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from customers.models import User
from refunds import permissions
from refunds.models import AssignmentRule, Refund, RefundLine
from refunds.whose_case import case_of, fitting

LATEST = 50


def would_have_gone_to(rules: Sequence[AssignmentRule]) -> list[tuple[str, int]]:
    """Who would have got the latest requests by these rules, and how many each, most first; "nobody" stands last."""
    people = list(permissions.people_who_may(permissions.TAKE).prefetch_related("groups").order_by("pk"))
    turns: dict[int, int] = {}
    given = Counter(_receiver(rules, refund, people, turns) for refund in reversed(_latest()))
    nobody = given.pop("", 0)
    return [*given.most_common(), *([(_("Nobody, until somebody takes it"), nobody)] if nobody else [])]


def _latest() -> list[Refund]:
    lines = Prefetch("lines", RefundLine.objects.select_related("payment_line"))
    rows = Refund.objects.exclude(origin=Refund.Origin.GATEWAY).select_related("payment")
    return list(rows.prefetch_related(lines, "payment__lines").order_by("-created_at", "-id")[:LATEST])


def _receiver(rules: Sequence[AssignmentRule], refund: Refund, people: list[User], turns: dict[int, int]) -> str:
    able = [person for person in people if person.pk != refund.requester_id]
    for rule in fitting(rules, case_of(refund)):
        candidates = [person for person in able if _is_target(rule, person)]
        if candidates:
            turn = turns[id(rule)] = turns.get(id(rule), -1) + 1
            return candidates[turn % len(candidates)].label
    return ""


def _is_target(rule: AssignmentRule, person: User) -> bool:
    if rule.role:
        return any(group.name == rule.role for group in person.groups.all())
    return person.pk == rule.person_id
