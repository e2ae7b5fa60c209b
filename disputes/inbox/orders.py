"""In which order a list is walked. Every order has an index; what is at stake orders only what waits for us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Order(models.TextChoices):
    DUE = "due", _("Due first")
    AMOUNT = "amount", _("Largest amount first")
    WORTH = "worth", _("Worth most first")


WALKS = {
    Order.DUE: ("answer_by", "id"),
    Order.AMOUNT: ("currency", "-amount_minor", "-id"),
    Order.WORTH: ("currency", "-worth_minor", "-id"),
}
NEWEST = ("-opened_at", "-id")
IN_WORDS = {
    Order.AMOUNT: _(
        "One currency after another, because their amounts cannot be compared; in each the largest amount stands on"
        " top."
    ),
    Order.WORTH: _(
        "One currency after another; in each stands on top where fighting is worth most, by chance, amount and costs."
    ),
}


def walk_of(is_due: bool, asked: str = "") -> tuple[str, ...]:
    """The fields that a list is ordered by, with their signs; what cannot be meant is walked by what is due."""
    return WALKS[order_of(asked)] if is_due else NEWEST


def order_of(asked: str) -> Order:
    return Order(asked) if asked in Order.values else Order.DUE
