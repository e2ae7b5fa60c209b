"""Sign-in links: random, used once, short-lived. Only a hash is kept, so nobody can read a link out of the database."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from customers import clock
from customers.models import Customer, PortalLink

LINK_SECONDS = 30 * 60
LETTER_LINK_SECONDS = 14 * 24 * 60 * 60
"""A link in a letter about a refund waits for as long as a holiday. Used once like every other."""

FORGOTTEN_AFTER = timedelta(days=90)
"""Until then an old link can still be traded in for a fresh one."""

PORTAL_ROOT = "/portal/"


def make_link(customer: Customer, leads_to: str = "", seconds: int = LINK_SECONDS) -> str:
    """Keep a new link and return its token. `leads_to` is a path in the portal; anything else is dropped."""
    token = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "customer": customer.pk,
                "token_hash": _hash(token),
                "leads_to": safe_path(leads_to),
                "expires_at": timezone.now() + timedelta(seconds=seconds),
                "now": clock.now(),
                "forgotten_before": timezone.now() - FORGOTTEN_AFTER,
            },
        )
    return token


def find_link(token: str) -> PortalLink | None:
    """Return the link with this token, whether it still works or not."""
    return PortalLink.objects.select_related("customer").filter(token_hash=_hash(token)).first()


def use_link(token: str) -> PortalLink | None:
    """Use the link up and return it; None if it is unknown, too old or was used. Of two at once, one wins."""
    fresh = PortalLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=Now())
    return find_link(token) if fresh.update(used_at=timezone.now()) else None


def safe_path(path: str) -> str:
    """Return the path if it lies in the portal, or an empty string: a sign-in never leads elsewhere."""
    plain = path.startswith(PORTAL_ROOT) and len(path) <= 200 and path.isascii() and path.isprintable()
    return path if plain and "\\" not in path and ".." not in path else ""


_KEEP = """
    WITH forgotten AS (
        DELETE FROM customers_portallink WHERE customer_id = %(customer)s AND expires_at < %(forgotten_before)s
    )
    INSERT INTO customers_portallink (customer_id, token_hash, leads_to, expires_at, created_at)
    VALUES (%(customer)s, %(token_hash)s, %(leads_to)s, %(expires_at)s, %(now)s)
"""
"""Every letter carries a link: the new one is kept and old ones go in one step, with one commit."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
