"""What a shop needs before its first refund: a policy, who may approve how much, and somebody to sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.models import User
from refunds.models import (
    AnswerTime,
    ApprovalLimit,
    GoodwillLimit,
    PolicyVersion,
    Refund,
    SecondApproval,
    StepUpAmount,
)
from refunds.permissions import ADMIN, AGENT, APPROVER, LEAD
from refunds.policy.parameters import DEFAULT_POLICY
from refunds.set_up_sockets import set_up_the_others
from refunds.withdrawal_laws import write_delivered_laws

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
STEP_UP_ABOVE = {"EUR": 100_000, "USD": 100_000, "GBP": 80_000, "JPY": 150_000}
"""All in minor units; the yen has none. Only what a fresh shop starts with."""

ANSWER_HOURS = {"": (16, 4), Refund.Reason.DUPLICATE: (8, 2), Refund.Reason.FRAUD: (4, 1)}
"""Working hours to answer, and how many before that somebody is reminded, by reason; "" is everything else."""


@dataclass(slots=True)
class SetUp:
    """What was missing and has been put in place, in words; and the first admin, if one was created."""

    done: list[str] = field(default_factory=list)
    admin: User | None = None


def set_up_shop(*, actor: Actor, admin_email: str = "") -> SetUp:
    """Write whatever is missing. What a shop has changed in the meantime stays as it is."""
    result = SetUp()
    with transaction.atomic(), acting(actor):
        _write_policy(result)
        _write_limits(result)
        _write_times(result)
        if write_delivered_laws():
            result.done.append(_("What the laws of withdrawal say is written down."))
        result.done += set_up_the_others()
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
    for currency, above in STEP_UP_ABOVE.items():
        _amount, created = StepUpAmount.objects.get_or_create(currency=currency, defaults={"above_minor": above})
        if created:
            result.done.append(_("Signing in again in %s is set.") % currency)


def _write_times(result: SetUp) -> None:
    """Only into a shop without any: what a manager has removed does not come back."""
    if AnswerTime.objects.exists():
        return
    for reason, (hours, remind_hours) in ANSWER_HOURS.items():
        AnswerTime.objects.create(
            reason=reason, hours=hours, remind_hours=remind_hours, holidays_in=settings.SHOP_HOLIDAYS
        )
    result.done.append(_("The times to answer within are set."))


def _create_admin(email: str, result: SetUp) -> None:
    """The first admin has no password yet; whoever reads the printed link chooses it."""
    if User.objects.filter(email__iexact=email).exists():
        return
    admin = User.objects.create_superuser(email)
    admin.groups.add(Group.objects.get(name=ADMIN))
    result.admin = admin
    result.done.append(_("Admin %s is created.") % admin.email)
