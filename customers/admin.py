"""Configuration of people in Django's admin. It opens and closes accounts and gives roles; it moves no case."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest, HttpResponse

from customers.actors import Actor, acting
from customers.models import User


class ActedAdmin(admin.ModelAdmin):
    """Lets history rows carry the person who changed something here."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting(Actor.user(request.user)):  # type: ignore[arg-type]
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting(Actor.user(request.user)):  # type: ignore[arg-type]
            return super().delete_view(request, *args, **kwargs)


@admin.register(User)
class PersonAdmin(ActedAdmin, UserAdmin):
    """Somebody of the shop. Roles are the groups; an account is switched off, never deleted."""

    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_active", "is_superuser")
    search_fields = ("email", "first_name", "last_name")
    fieldsets = (
        (None, {"fields": ("email", "password", "first_name", "last_name", "time_zone")}),
        ("Roles", {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name", "password1", "password2")}),)
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
