"""What a shop needs before its first refund: a policy, who may approve how much, and somebody to sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.models import User
from refunds.models import ApprovalLimit, GoodwillLimit, PolicyVersion, SecondApproval
from refunds.permissions import ADMIN, AGENT, APPROVER, LEAD, ROLES
from refunds.policy.parameters import DEFAULT_POLICY

POLICY_STARTS_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every purchase that can still be refunded."""

APPROVAL_LIMITS = {
    APPROVER: {"EUR": 300_000, "USD": 300_000, "GBP": 250_000, "JPY": 400_000},
    LEAD: {"EUR": 1_000_000, "USD": 1_000_000, "GBP": 800_000, "JPY": 1_500_000},
}
GOODWILL_LIMITS = {
    AGENT: {"EUR": (5_000, 25_000), "USD": (5_000, 25_000), "GBP": (4_000, 20_000), "JPY": (8_000, 40_000)},
    APPROVER: {"EUR": (15_000, 75_000), "USD": (15_000, 75_000), "GBP": (12_000, 60_000), "JPY": (24_000, 120_000)},
    LEAD: {"EUR": (50_000, 200_000), "USD": (50_000, 200_000), "GBP": (40_000, 160_000), "JPY": (80_000, 320_000)},
}
"""Beyond what was bought: in one refund, and for one person on one day."""

SECOND_APPROVAL_ABOVE = {"EUR": 50_000, "USD": 50_000, "GBP": 40_000, "JPY": 80_000}
"""All in minor units; the yen has none. An admin changes the rows, this is only what a fresh shop starts with."""


@dataclass(slots=True)
class SetUp:
    """What was missing and has been put in place, in words; and the first admin, if one was created."""

    done: list[str] = field(default_factory=list)
    admin: User | None = None


def set_up_shop(*, actor: Actor, admin_email: str = "") -> SetUp:
    """Write whatever is missing. What a shop has changed in the meantime stays as it is."""
    result = SetUp()
    with transaction.atomic(), acting(actor):
        for role in ROLES:
            Group.objects.get_or_create(name=role)
        _write_policy(result)
        _write_limits(result)
        if admin_email:
            _create_admin(admin_email, result)
    return result


def _write_policy(result: SetUp) -> None:
    if PolicyVersion.objects.exists():
        return
    version = PolicyVersion.objects.create(
        number=1, document=DEFAULT_POLICY, summary=_("As delivered"), starts_at=POLICY_STARTS_AT
    )
    result.done.append(_("Refund policy %s is in force.") % version)


def _write_limits(result: SetUp) -> None:
    for role, amounts in APPROVAL_LIMITS.items():
        for currency, up_to in amounts.items():
            limit, created = ApprovalLimit.objects.get_or_create(
                role=role, currency=currency, defaults={"up_to_minor": up_to}
            )
            if created:
                result.done.append(_("Approval limit for %s is set.") % limit)
    for role, pairs in GOODWILL_LIMITS.items():
        for currency, (up_to, per_day) in pairs.items():
            goodwill, created = GoodwillLimit.objects.get_or_create(
                role=role, currency=currency, defaults={"up_to_minor": up_to, "per_day_minor": per_day}
            )
            if created:
                result.done.append(_("Goodwill limit for %s is set.") % goodwill)
    for currency, above in SECOND_APPROVAL_ABOVE.items():
        _threshold, created = SecondApproval.objects.get_or_create(currency=currency, defaults={"above_minor": above})
        if created:
            result.done.append(_("Second approval in %s is set.") % currency)


def _create_admin(email: str, result: SetUp) -> None:
    """The first admin has no password yet; whoever reads the printed link chooses it."""
    if User.objects.filter(email__iexact=email).exists():
        return
    admin = User.objects.create_superuser(email)
    admin.groups.add(Group.objects.get(name=ADMIN))
    result.admin = admin
    result.done.append(_("Admin %s is created.") % admin.email)
