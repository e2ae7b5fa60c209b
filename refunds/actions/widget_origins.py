"""Which sites of the shop may show the widget: added and removed one by one, nothing between the lines."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.actions.gateway_accounts import note_act
from refunds.models import WidgetOrigin

LONGEST = 200
MOST = 20
"""All of them stand in a header of each answer of the widget."""

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_THIS_MACHINE = ("localhost", "127.0.0.1")


def add_widget_origin(*, actor: Actor, origin: str) -> WidgetOrigin:
    """Let the pages of a site show the widget. Raises BadInput for what is no site, Conflict for one that stands."""
    person = permissions.require(actor, permissions.SET_DOOR)
    site = checked_origin(origin)
    if WidgetOrigin.objects.count() >= MOST:
        raise Conflict(_("%s sites may show the widget, and that is the most. Remove one first.") % MOST, "enough")
    try:
        with transaction.atomic(), acting(actor):
            added = WidgetOrigin.objects.create(origin=site, added_by=person)
            note_act(actor, "widget.origin_added", site)
    except IntegrityError:
        raise Conflict(_("This site may show the widget already."), "origin_there", "origin") from None
    return added


def remove_widget_origin(*, actor: Actor, origin_id: int) -> None:
    """Let the pages of this site show the widget no more."""
    permissions.require(actor, permissions.SET_DOOR)
    with transaction.atomic(), acting(actor):
        found = WidgetOrigin.objects.select_for_update().filter(pk=origin_id).first()
        if found is None:
            raise NotFound(_("There is no such site."), "origin_not_found")
        note_act(actor, "widget.origin_removed", found.origin)
        found.delete()


def checked_origin(text: str) -> str:
    """Return scheme, host and port as browsers write them; raise BadInput for anything that says more or less."""
    written = text.strip().removesuffix("/").lower()
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if len(written) > LONGEST or not _HOST.fullmatch(host) or port == 0:
        raise _no_origin()
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    said = f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
    if usual is None or written not in (said, f"{parts.scheme}://{host}:{usual}"):
        raise _no_origin()
    if parts.scheme == "http" and (settings.PRODUCTION or host not in _THIS_MACHINE):
        raise BadInput(_("The address must begin with https://."), "bad_origin", "origin")
    return said


def _no_origin() -> BadInput:
    return BadInput(
        _("Give the site alone, such as https://shop.example, without a path, a star or a user name."),
        "bad_origin",
        "origin",
    )
