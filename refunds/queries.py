"""Which rows for which screen or decision."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from customers.errors import Conflict
from refunds.models import PolicyVersion


def policy_in_force(moment: datetime) -> PolicyVersion:
    """The policy version in force at a purchase; the first one for purchases before any."""
    version = PolicyVersion.objects.filter(starts_at__lte=moment).order_by("-starts_at").first()
    version = version or PolicyVersion.objects.order_by("starts_at").first()
    if version is None:
        raise Conflict(_("The shop has no refund policy yet. An admin must activate one first."), "no_policy")
    return version
