"""A look at the policy and the limits in Django's admin. Both change by a draft that a second person activates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from customers.admin import ActedAdmin
from refunds.models import ApprovalLimit, GoodwillLimit, PolicyVersion, SecondApproval


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nobody changes these alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(ReadOnlyAdmin):
    list_display = ("role", "currency", "up_to_minor")
    list_filter = ("role", "currency")


@admin.register(SecondApproval)
class SecondApprovalAdmin(ReadOnlyAdmin):
    list_display = ("currency", "above_minor")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    list_display = ("number", "summary", "starts_at")


@admin.register(GoodwillLimit)
class GoodwillLimitAdmin(ActedAdmin):
    list_display = ("role", "currency", "up_to_minor", "per_day_minor")
    list_filter = ("role", "currency")
