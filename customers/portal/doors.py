"""Doors in letters: a letter is kept with an address that opens for nobody, and leaves the house with a signed link.

So whoever reads a stored letter (staff, a backup) holds no key. The link is made anew at each delivery.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from django.conf import settings

from customers.models import Customer, Message
from customers.portal.links import LETTER_LINK_SECONDS, LINK_SECONDS, PORTAL_ROOT, make_link

SIGN_IN_LETTER = "portal_link"

_DOOR = re.compile(r"/portal/door/(?P<path>[A-Za-z0-9_/-]{0,120})")


def door(path: str) -> str:
    """Return the address that a letter carries for a page of the portal: door("refunds/RF-2026-000123/")."""
    return f"{settings.PUBLIC_URL}{PORTAL_ROOT}door/{path}"


def with_links(message: Message) -> tuple[str, str]:
    """Return text and HTML of a letter with every door turned into a signed link for its reader.

    A letter that goes to an address which is no longer the customer's keeps its doors: they lead to the sign-in.
    """
    if message.customer is None or message.to_address.lower() != message.customer.email.lower():
        return message.body_text, message.body_html
    links: dict[str, str] = {}
    turn = _turner(message, links)
    pattern = re.compile(re.escape(settings.PUBLIC_URL) + _DOOR.pattern)
    return pattern.sub(turn, message.body_text), pattern.sub(turn, message.body_html)


def shown_html(message: Message) -> str:
    """Return the letter for the mail page. Its links work there only in the demo, where no letter leaves the house."""
    return with_links(message)[1] if settings.RECOURSE_ENV == "demo" else message.body_html


def _turner(message: Message, links: dict[str, str]) -> Callable[[re.Match[str]], str]:
    seconds = LINK_SECONDS if message.kind == SIGN_IN_LETTER else LETTER_LINK_SECONDS

    def turn(match: re.Match[str]) -> str:
        path = match["path"]
        if path not in links:
            token = make_link(cast("Customer", message.customer), f"{PORTAL_ROOT}{path}", seconds)
            links[path] = f"{settings.PUBLIC_URL}{PORTAL_ROOT}link/{token}/"
        return links[path]

    return turn
