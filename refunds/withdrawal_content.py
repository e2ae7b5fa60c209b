"""A declaration of withdrawal in words: the whole of it, in the customer's language, as paper and hash show it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from customers.dates import LONG, day
from customers.shop_days import shop_zone


def content_of(
    *, reference: str, name: str, order_reference: str, email: str, items: str, language: str, received_at: datetime
) -> str:
    """Write it out, line by line; the last line says when it came, with the zone."""
    with translation.override(language):
        lines = [
            _("I withdraw from the contract that is named here."),
            "",
            f"{_('Name')}: {name}",
            f"{_('Contract (order number)')}: {order_reference}",
            f"{_('Contact')}: {email}",
            f"{_('Withdrawn from')}: {items or _('the whole contract')}",
            f"{_('Number')}: {reference}",
            f"{_('Received')}: {moment_with_zone(received_at)}",
        ]
    return "\n".join(lines)


def moment_with_zone(moment: datetime) -> str:
    """Day, time to the second and zone of the shop, as "27 November 2026, 10:15:30 CET (UTC+01:00)"."""
    local = moment.astimezone(shop_zone())
    offset = f"{local:%z}"
    return f"{day(local, LONG)}, {local:%H:%M:%S} {local:%Z} (UTC{offset[:3]}:{offset[3:]})"


def hash_of(content: str) -> str:
    """The SHA-256 of the words in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(content.encode()).hexdigest()
