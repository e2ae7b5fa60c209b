"""Which rule of assignment a request falls under: rules in order, the first that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from refunds.models import AssignmentRule, Refund


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at. `kinds` are the product kinds of what goes back; of the payment where no line is named."""

    reason: str
    country: str
    gateway_account: str
    currency: str
    amount_minor: int
    kinds: frozenset[str]


def case_of(refund: Refund) -> Case:
    """Read a refund for the rules; two queries, or none where lines are prefetched."""
    payment = refund.payment
    asked = [line.payment_line.product_kind for line in refund.lines.all()]
    kinds = asked or [line.product_kind for line in payment.lines.all()]
    return Case(
        refund.reason, payment.country, payment.gateway_account, refund.currency, refund.amount_minor, frozenset(kinds)
    )


def fits(rule: AssignmentRule, case: Case) -> bool:
    """Whether every condition of the rule holds; an empty one always does."""
    conditions = (
        rule.reason in ("", case.reason),
        rule.country in ("", case.country),
        rule.gateway_account in ("", case.gateway_account),
        rule.currency in ("", case.currency),
        rule.from_minor is None or case.amount_minor >= rule.from_minor,
        not rule.product_kind or rule.product_kind in case.kinds,
    )
    return all(conditions)


def fitting(rules: Iterable[AssignmentRule], case: Case) -> Iterator[AssignmentRule]:
    """The rules that fit, in their order."""
    return (rule for rule in rules if fits(rule, case))
