"""Where a member of staff is signed in, and ending it. allauth keeps the rows; the session itself is Django's."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from customers.models import User

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def note_session(request: HttpRequest) -> None:
    """Write down that this session lives, from where and with which browser."""
    UserSession.objects.create_from_request(request)


def sessions_of(person: User) -> list[UserSession]:
    """Every session of the person that still lives, the last seen first."""
    alive = UserSession.objects.purge_and_list(person)
    return sorted(alive, key=lambda session: session.last_seen_at, reverse=True)


def end_sessions(person: User, *, only: int | None = None, but: str | None = None) -> int:
    """End all sessions of the person, or only this one, or all but the one with this key; return how many."""
    rows = UserSession.objects.filter(user=person)
    if only is not None:
        rows = rows.filter(pk=only)
    if but is not None:
        rows = rows.exclude(session_key=but)
    ended = list(rows)
    for session in ended:
        session.end()
    return len(ended)


def device_of(user_agent: str) -> str:
    """Name browser and system as people know them: "Firefox, Windows". Browsers claim to be many; the first fits."""
    words = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, words)) or user_agent[:60] or "?"
