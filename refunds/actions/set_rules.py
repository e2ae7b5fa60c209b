"""The rules by which cases are given to people: written and ordered by a lead."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_country, checked_currency
from customers.errors import BadInput, Conflict, NotFound
from customers.models import PaymentLine
from customers.money import MAX_AMOUNT_MINOR
from refunds import permissions
from refunds.gateways.accounts import account_codes
from refunds.models import AssignmentRule, Refund

MOST_RULES = 100
_ORDER_LOCK = 8_410_001
"""Held while the order changes, so that two leads at once do not give one place twice."""


def save_rule(
    *,
    actor: Actor,
    reason: str = "",
    country: str = "",
    gateway_account: str = "",
    currency: str = "",
    from_minor: int | None = None,
    product_kind: str = "",
    to: str = "",
    role: str = "",
    rule_id: int | None = None,
) -> AssignmentRule:
    """Write a rule at the end of the list, or change the one with this number. `to` is a colleague's mail address.

    Raises BadInput for conditions that nothing can fit and for a target that takes no cases; nothing is written then.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.ASSIGN)
        _lock_order()
        rule = _found(rule_id) if rule_id else AssignmentRule(position=_next_position())
        fill_rule(
            rule,
            reason=reason,
            country=country,
            gateway_account=gateway_account,
            currency=currency,
            from_minor=from_minor,
            product_kind=product_kind,
            to=to,
            role=role,
        )
        rule.save()
    return rule


def fill_rule(rule: AssignmentRule, *, to: str, role: str, **conditions: str | int | None) -> None:
    """Put conditions and target on a rule, checked; it is not saved."""
    for name, value in conditions.items():
        setattr(rule, name, value)
    _check_conditions(rule)
    if bool(to) == bool(role):
        raise BadInput(_("Choose either a colleague or a role."), "one_target", "to")
    if role and (role not in permissions.ROLES or not permissions.role_may(role, permissions.TAKE)):
        raise BadInput(_("People of this role take no cases."), "role_takes_none", "role")
    rule.role, rule.person = role, None
    if to:
        rule.person = permissions.people_who_may(permissions.TAKE).filter(email=to.strip().lower()).first()
        if rule.person is None:
            raise BadInput(_("Choose a colleague who works on cases."), "unknown_colleague", "to")


def remove_rule(*, actor: Actor, rule_id: int) -> None:
    """Remove a rule. Cases that it gave away stay where they are."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.ASSIGN)
        _found(rule_id).delete()


def move_rule_up(*, actor: Actor, rule_id: int) -> AssignmentRule:
    """Let a rule be asked before the one that stands above it."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.ASSIGN)
        _lock_order()
        rule = _found(rule_id)
        above = AssignmentRule.objects.filter(position__lt=rule.position).order_by("-position").first()
        if above is None:
            raise Conflict(_("This rule is asked first already."), "already_first")
        rule.position, above.position = above.position, rule.position
        above.save()
        rule.save()
    return rule


def _check_conditions(rule: AssignmentRule) -> None:
    if rule.reason and rule.reason not in Refund.Reason.values:
        raise BadInput(_("Choose a reason from the list."), "unknown_reason", "reason")
    checked_country(rule.country)
    if rule.gateway_account and rule.gateway_account not in account_codes():
        raise BadInput(_("There is no such gateway account."), "unknown_account", "gateway_account")
    if rule.currency:
        checked_currency(rule.currency)
    if rule.product_kind and rule.product_kind not in PaymentLine.ProductKind.values:
        raise BadInput(_("Choose a product kind from the list."), "unknown_kind", "product_kind")
    if rule.from_minor is not None and not 0 < rule.from_minor <= MAX_AMOUNT_MINOR:
        raise BadInput(_("The amount must be more than zero."), "bad_amount", "from_minor")
    if rule.from_minor is not None and not rule.currency:
        raise BadInput(_("Say in which currency the amount is."), "currency_missing", "currency")


def _lock_order() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])


def _next_position() -> int:
    if AssignmentRule.objects.count() >= MOST_RULES:
        raise Conflict(_("There are 100 rules already. Remove one first."), "too_many_rules")
    return (AssignmentRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1


def _found(rule_id: int) -> AssignmentRule:
    rule = AssignmentRule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(_("There is no such rule."), "rule_not_found")
    return rule
