"""Configuration of limits in Django's admin, and a look at the policy. It moves no case."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from customers.admin import ActedAdmin
from refunds.models import ApprovalLimit, GoodwillLimit, PolicyVersion, SecondApproval


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(ActedAdmin):
    list_display = ("role", "currency", "up_to_minor")
    list_filter = ("role", "currency")


@admin.register(GoodwillLimit)
class GoodwillLimitAdmin(ActedAdmin):
    list_display = ("role", "currency", "up_to_minor", "per_day_minor")
    list_filter = ("role", "currency")


@admin.register(SecondApproval)
class SecondApprovalAdmin(ActedAdmin):
    list_display = ("currency", "above_minor")


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
