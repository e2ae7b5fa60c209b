"""When small disputes are given in to without a person: set by a manager, currency by currency."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_currency
from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR
from disputes.models import AutomaticRule, Dispute
from refunds import permissions


def set_automatic_rule(
    *,
    actor: Actor,
    currency: str,
    is_on: bool,
    accepts: bool,
    refunds: bool,
    categories: Sequence[str],
    up_to_minor: int,
    per_day_minor: int,
    per_month_minor: int,
) -> AutomaticRule:
    """Set the rule of a currency instead of what was set before. Turned on, it looks at what comes in from then on.

    Raises BadInput for a rule that would do nothing or has no ceiling; then nothing is written.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_DISPUTE_RULES)
        checked_currency(currency)
        _check_amounts(up_to_minor, per_day_minor, per_month_minor)
        if unknown := set(categories) - set(Dispute.Category.values):
            raise BadInput(_("There is no such reason: %s.") % min(unknown), "unknown_category", "categories")
        if is_on and not (accepts or refunds):
            raise BadInput(_("Say what the rule may do: accept, refund, or both."), "does_nothing", "accepts")
        if is_on and not categories:
            raise BadInput(_("Choose at least one reason that the rule looks at."), "no_category", "categories")
        known = AutomaticRule.objects.select_for_update().filter(currency=currency).first()
        rule = known or AutomaticRule(currency=currency)
        if is_on and not rule.is_on:
            rule.on_since = clock.now()
        rule.is_on, rule.accepts, rule.refunds = is_on, accepts, refunds
        rule.categories = [category for category in Dispute.Category.values if category in categories]
        rule.up_to_minor, rule.per_day_minor, rule.per_month_minor = up_to_minor, per_day_minor, per_month_minor
        rule.save()
    return rule


def _check_amounts(up_to_minor: int, per_day_minor: int, per_month_minor: int) -> None:
    amounts = {"up_to_minor": up_to_minor, "per_day_minor": per_day_minor, "per_month_minor": per_month_minor}
    for name, minor in amounts.items():
        if not 0 < minor <= MAX_AMOUNT_MINOR:
            raise BadInput(_("The amount must be more than zero."), "bad_amount", name)
    if per_day_minor < up_to_minor:
        raise BadInput(_("One day must allow at least one dispute of the limit."), "ceiling_too_low", "per_day_minor")
    if per_month_minor < per_day_minor:
        raise BadInput(_("A month must allow at least what a day does."), "ceiling_too_low", "per_month_minor")
