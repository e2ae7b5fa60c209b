"""One line of the table: who gets through to a route, and what is posted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVERY_ROLE = "agent approver lead manager finance auditor admin"
DECIDERS = "approver lead"
ANSWERERS = "agent approver lead manager"
ASKERS = "agent approver lead"
TAKERS = "agent approver lead finance"
NOTERS = "agent approver lead manager finance"
REPORTERS = "lead manager finance auditor admin"
GATEWAY_READERS = "lead manager finance auditor admin"
GATEWAY_PAUSERS = "lead manager admin"
ACCOUNT_ASKERS = "agent approver lead finance"
TRANSFER_READERS = "lead manager finance auditor"
RELEASERS = "lead manager finance"
EXPORTERS = "lead manager finance auditor"
BRINGERS = "finance admin"
TRACERS = "agent approver lead finance admin"

STAFF, API, PORTAL, OPEN, OWN_ACCOUNT, ADMIN_SITE, CLOSED = (
    "staff", "api", "portal", "open", "own account", "admin site", "closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    get: Any = None
    post: Any = None
    body: Any = None
    of: str = ""
    at: str = ""
    four_eyes: bool = False
    absent: bool = False


def staff(get: str | None = None, post: str | None = None, **more: Any) -> Row:
    """A page of the desk: nobody is led to the sign-in page, who may not gets 403."""
    return Row(STAFF, get, post, **more)


def api(get: tuple[str, str] | None = None, post: tuple[str, str] | None = None, **more: Any) -> Row:
    """An endpoint: (scope of the key, roles of its owner)."""
    return Row(API, get, post, **more)


def portal(get: bool = False, post: bool = False, **more: Any) -> Row:
    """A customer's page: only their own; what is somebody else's looks like what is not there."""
    return Row(PORTAL, get, post, **more)


def anybody(get: set[int] | None = None, post: set[int] | None = None, **more: Any) -> Row:
    """Open to all: the statuses that anybody may get."""
    return Row(OPEN, get, post, **more)


def own_account(get: bool = True, post: bool = True, **more: Any) -> Row:
    """A page about one's own account: for whoever is signed in, with or without a role."""
    return Row(OWN_ACCOUNT, get, post, **more)


def admin_site(**more: Any) -> Row:
    """Django's admin: for admins."""
    return Row(ADMIN_SITE, **more)


def closed(**more: Any) -> Row:
    """There is such an address in a library, but not in this house."""
    return Row(CLOSED, **more)
