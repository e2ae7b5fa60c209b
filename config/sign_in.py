"""Who may have an account: only whom an admin creates."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse


class ClosedHouse(DefaultAccountAdapter):
    """Staff sign in, nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def demo_people(request: HttpRequest) -> dict[str, Any]:
    """Show the demo's accounts beside its sign-in form. Settings name this context processor in the demo only."""
    if request.path != reverse(settings.LOGIN_URL):
        return {}
    people = get_user_model().objects.filter(is_active=True, groups__isnull=False)
    return {
        "demo_password": settings.DEMO_PASSWORD,
        "demo_people": people.order_by("pk").annotate(role=F("groups__name")).values("email", "role"),
    }
