"""What configuration in Django's admin stands on. People, roles, approval limits and keys have pages of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from customers.actors import Actor, acting


class ActedAdmin(admin.ModelAdmin):
    """Lets history rows carry the person who changed something here."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting(Actor.user(request.user)):  # type: ignore[arg-type]
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting(Actor.user(request.user)):  # type: ignore[arg-type]
            return super().delete_view(request, *args, **kwargs)
