"""A look at the policy in Django's admin. It moves no case and changes no limit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from refunds.models import PolicyVersion


@admin.register(PolicyVersion)
class PolicyVersionAdmin(admin.ModelAdmin):
    """Read only: a version in force is never changed."""

    list_display = ("number", "summary", "starts_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
