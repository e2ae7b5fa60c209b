"""What each role is for, and what it may do, in the words of the people page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds import permissions

TITLES: dict[str, str | Promise] = {
    permissions.AGENT: gettext_lazy("Agent"),
    permissions.APPROVER: gettext_lazy("Approver"),
    permissions.LEAD: gettext_lazy("Lead"),
    permissions.MANAGER: gettext_lazy("Manager"),
    permissions.FINANCE: gettext_lazy("Finance"),
    permissions.AUDITOR: gettext_lazy("Auditor"),
    permissions.ADMIN: gettext_lazy("Admin"),
}

_DUTIES: dict[str, str | Promise] = {
    permissions.AGENT: gettext_lazy("Asks for refunds, asks customers, puts payments on hold. Approves nothing."),
    permissions.APPROVER: gettext_lazy("All that an agent does, and approves, rejects and sends again, within limits."),
    permissions.LEAD: gettext_lazy("All that an approver does, hands out the work, shares views, reads reports."),
    permissions.MANAGER: gettext_lazy("Writes policy, texts and answer times, reads reports. Moves no case."),
    permissions.FINANCE: gettext_lazy("Pays by bank transfer, sends again what failed, brings in payments, reports."),
    permissions.AUDITOR: gettext_lazy("Reads everything and exports it. Changes nothing."),
    permissions.ADMIN: gettext_lazy("Invites people, gives roles and keys, runs the house. Moves no case."),
}


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    title: str
    duty: str


def all_roles() -> list[Role]:
    """Every role in the order in which they grow."""
    return [Role(name, str(TITLES[name]), str(_DUTIES[name])) for name in permissions.ROLES]


def checked_roles(roles: list[str]) -> list[str]:
    """Return the roles once each, in order. Raises BadInput for one that does not exist, or for none at all."""
    if unknown := [role for role in roles if role not in permissions.ROLES]:
        raise BadInput(_("There is no role %s.") % unknown[0][:30], "unknown_role", "roles")
    if not roles:
        raise BadInput(_("Choose at least one role. To let somebody do nothing, disable them."), "role_needed", "roles")
    return [role for role in permissions.ROLES if role in roles]
