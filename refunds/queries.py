"""Which rows for which screen or decision."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict
from refunds.models import PolicyVersion


def policy_in_force(moment: datetime) -> PolicyVersion:
    """The policy version in force at a purchase; the first one for purchases before any."""
    version = policy_at(moment)
    if version is None:
        raise Conflict(_("The shop has no refund policy yet. An admin must activate one first."), "no_policy")
    return version


def policy_at(moment: datetime) -> PolicyVersion | None:
    """The same, or nothing where the shop has no policy at all."""
    version = live_versions().filter(starts_at__lte=moment).order_by("-starts_at", "-number").first()
    return version or live_versions().order_by("starts_at", "number").first()


def newest_version() -> PolicyVersion:
    """The version that was activated last, in force or still to start: what a draft builds on."""
    version = live_versions().order_by("-number").first()
    if version is None:
        raise Conflict(_("The shop has no refund policy yet. An admin must activate one first."), "no_policy")
    return version


def live_versions() -> QuerySet[PolicyVersion]:
    """Every version that was not withdrawn before its start."""
    return PolicyVersion.objects.filter(withdrawal__isnull=True)
