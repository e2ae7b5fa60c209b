"""Who may have an account: only whom an admin creates."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedHouse(DefaultAccountAdapter):
    """Staff sign in, nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
