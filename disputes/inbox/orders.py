"""In which order a list is walked. Every order has an index; what is at stake orders only what waits for us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Order(models.TextChoices):
    DUE = "due", _("Due first")
    AMOUNT = "amount", _("Largest amount first")


WALKS = {Order.DUE: ("answer_by", "id"), Order.AMOUNT: ("currency", "-amount_minor", "-id")}
NEWEST = ("-opened_at", "-id")
ONE_CURRENCY_AFTER_ANOTHER = _(
    "One currency after another, because their amounts cannot be compared; in each the largest amount stands on top."
)


def walk_of(is_due: bool, asked: str = "") -> tuple[str, ...]:
    """The fields that a list is ordered by, with their signs; what cannot be meant is walked by what is due."""
    return WALKS[order_of(asked)] if is_due else NEWEST


def order_of(asked: str) -> Order:
    return Order(asked) if asked in Order.values else Order.DUE
