"""How the colleagues have arranged their desks: views of the work list, and where they are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings

from customers.actors import Actor
from refunds.actions.saved_views import save_view
from refunds.models import Refund
from reporting.demo_shop.staff import Staff

_OPEN = [Refund.State.REQUESTED, Refund.State.UNDER_REVIEW]
_BROWSERS = (
    ("198.51.100.23", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36", 2),
    ("203.0.113.80", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1", 26),
)
"""Address, browser, and how many hours ago it was last seen. The addresses are for documentation only."""


def arrange_desks(staff: Staff, now: datetime) -> None:
    _keep_views(staff)
    for person in (staff.boris, staff.lena):
        _sign_in_elsewhere(person, now)


def _keep_views(staff: Staff) -> None:
    """Two that Lena and Marta share with all, and one of Boris's own."""
    large: dict[str, Any] = {"state": _OPEN, "currency": "EUR", "amount_from": "300.00"}
    save_view(actor=staff.lena, name="Large in euros", filter=large, is_shared=True)
    save_view(actor=staff.marta, name="Kept a fee?", filter={"reason": ["changed_mind"]}, is_shared=True)
    save_view(actor=staff.boris, name="Broken things", filter={"state": _OPEN, "reason": ["damaged"]})


def _sign_in_elsewhere(actor: Actor, now: datetime) -> None:
    """Rows as the page of sessions shows them. The sessions behind them are empty: nobody is signed in by them."""
    for address, browser, hours in _BROWSERS:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session.create()
        row = UserSession.objects.create(
            user=actor.person, ip=address, user_agent=browser, session_key=session.session_key
        )
        seen = now - timedelta(hours=hours)
        UserSession.objects.filter(pk=row.pk).update(last_seen_at=seen, created_at=seen - timedelta(hours=3))
