"""How much each role may release in one refund, from where on two must, and from where on one signs in again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_currency
from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR
from customers.people_events import record_about
from refunds import permissions
from refunds.models import ApprovalLimit, SecondApproval, StepUpAmount

LIMITED_ROLES = tuple(role for role in permissions.ROLES if permissions.may_approve(role))
"""Only these approve, so only these have a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """All amounts of one currency, in minor units; None is no row: nothing, always two, always again."""

    currency: str
    up_to: dict[str, int | None]
    second_above: int | None
    step_up_above: int | None


def limits_now() -> list[Limits]:
    """Every currency that has any amount, by its code."""
    up_to: dict[str, dict[str, int | None]] = {}
    for row in ApprovalLimit.objects.filter(role__in=LIMITED_ROLES):
        up_to.setdefault(row.currency, {})[row.role] = row.up_to_minor
    second = dict(SecondApproval.objects.values_list("currency", "above_minor"))
    again = dict(StepUpAmount.objects.values_list("currency", "above_minor"))
    return [
        Limits(
            code,
            {role: up_to.get(code, {}).get(role) for role in LIMITED_ROLES},
            second.get(code),
            again.get(code),
        )
        for code in sorted({*up_to, *second, *again})
    ]


def set_limits(
    *,
    actor: Actor,
    currency: str,
    up_to: dict[str, int | None],
    second_above: int | None,
    step_up_above: int | None,
) -> Limits:
    """Set all amounts of one currency; None takes the amount away."""
    permissions.require(actor, permissions.PEOPLE)
    code = checked_currency(currency)
    wanted = Limits(code, {role: up_to.get(role) for role in LIMITED_ROLES}, second_above, step_up_above)
    for amount in (*wanted.up_to.values(), second_above, step_up_above):
        if amount is not None and not 0 <= amount <= MAX_AMOUNT_MINOR:
            raise BadInput(_("This amount is out of bounds."), "bad_amount")
    with transaction.atomic(), acting(actor):
        for role, amount in wanted.up_to.items():
            _write(ApprovalLimit, {"role": role, "currency": code}, "up_to_minor", amount)
        _write(SecondApproval, {"currency": code}, "above_minor", second_above)
        _write(StepUpAmount, {"currency": code}, "above_minor", step_up_above)
        record_about(
            None, "limits.set", actor, code, **wanted.up_to, second_above=second_above, step_up_above=step_up_above
        )
    return wanted


def _write(table: type, place: dict[str, str], field: str, amount: int | None) -> None:
    rows = table.objects.select_for_update().filter(**place)  # type: ignore[attr-defined]
    row = rows.first()
    if amount is None:
        if row is not None:
            row.delete()
    elif row is None:
        table.objects.create(**place, **{field: amount})  # type: ignore[attr-defined]
    elif getattr(row, field) != amount:
        setattr(row, field, amount)
        row.save(update_fields=[field])
