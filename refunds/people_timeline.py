"""What was done to accounts, keys and limits, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import PeopleEvent
from refunds.roles import TITLES

_TELLINGS: dict[str, tuple[str | Promise, str, str]] = {
    "person.invited": (gettext_lazy("Invited"), "mail", "live"),
    "person.invited_again": (gettext_lazy("Invited again"), "mail", "live"),
    "person.invitation_withdrawn": (gettext_lazy("Invitation taken back"), "x", "idle"),
    "person.joined": (gettext_lazy("Joined"), "plus", "ok"),
    "person.roles_changed": (gettext_lazy("Roles changed"), "shield", "live"),
    "person.disabled": (gettext_lazy("Disabled"), "lock", "bad"),
    "person.enabled": (gettext_lazy("Enabled again"), "ring-check", "ok"),
    "person.second_factor_reset": (gettext_lazy("Second factors removed"), "key", "warn"),
    "person.sessions_ended": (gettext_lazy("Signed out everywhere"), "logout", "idle"),
    "person.password_spoiled": (gettext_lazy("Must choose a new password"), "key", "warn"),
    "key.created": (gettext_lazy("API key made"), "key", "live"),
    "key.revoked": (gettext_lazy("API key revoked"), "key", "bad"),
    "step_up.set": (gettext_lazy("Signing in again set"), "shield", "live"),
}


def tell_people_events(events: Iterable[PeopleEvent]) -> list[dict[str, Any]]:
    """Each event as an item of components/timeline.html."""
    return [_tell(event) for event in events]


def _tell(event: PeopleEvent) -> dict[str, Any]:
    title, icon, tone = _TELLINGS.get(event.kind, (event.kind, "note", "idle"))
    about = event.person.label if event.person else event.about
    return {
        "title": f"{title}: {about}",
        "at": event.happened_at,
        "actor": _("by %s") % event.actor_label,
        "icon": icon,
        "tone": tone,
        "text": _particulars(event),
    }


def _particulars(event: PeopleEvent) -> str:
    data = event.data
    if event.kind == "person.roles_changed":
        return _("%(before)s → %(after)s") % {"before": _roles(data["before"]), "after": _roles(data["after"])}
    if event.kind in ("person.invited", "person.joined"):
        return _roles(data["roles"])
    if event.kind.startswith("key."):
        return f"{data['name']} ({data['key']})"
    if event.kind == "person.disabled":
        return _("Sessions ended: %(sessions)s. Open cases that are nobody's now: %(cases)s.") % data
    return ""


def _roles(names: list[str]) -> str:
    return ", ".join(str(TITLES.get(name, name)) for name in names) or _("no role")
