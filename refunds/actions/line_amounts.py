"""What a quantity of a bought line is worth: whole units, to the last minor unit, whatever was refunded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.models import Payment, PaymentLine
from customers.prepared import Prepared
from refunds.models import Refund, RefundLine


@dataclass(frozen=True, slots=True)
class LineAsk:
    """A wish: so many units of this payment line."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """The wish with what goes back in minor units, tax included, and the tax in it at the rate of the sale.

    `fee_minor` is what is kept of the worth; the amount is what remains.
    """

    line_id: int
    quantity: int
    amount_minor: int
    tax_minor: int
    fee_minor: int = 0


SPENT_STATES = (Refund.State.APPROVED, Refund.State.PROCESSING, Refund.State.COMPLETED)
"""Where a refund counts against its lines."""


def price_lines(payment: Payment, asked: Sequence[LineAsk], gone: Mapping[int, int]) -> list[PricedLine]:
    """Price each asked line, with `gone` units of each refunded before.

    Raises BadInput for a line twice, a foreign line, or more than is left of it.
    """
    if len({ask.line_id for ask in asked}) != len(asked):
        raise BadInput(_("A line is named twice."), "line_twice", "lines")
    bought = {line.pk: line for line in payment.lines.all()}
    return [_price(bought.get(ask.line_id), gone.get(ask.line_id, 0), ask.quantity) for ask in asked]


def price_whole(payment: Payment, gone: Mapping[int, int], left_minor: int) -> tuple[int, list[PricedLine]]:
    """Everything left. Lines are named only where they account for it to the last minor unit."""
    if left_minor <= 0:
        raise BadInput(_("This payment has been refunded in full."), "nothing_left", "amount")
    priced = [
        _price(line, gone.get(line.pk, 0), line.quantity - gone.get(line.pk, 0))
        for line in payment.lines.all()
        if line.quantity > gone.get(line.pk, 0)
    ]
    accounts_for_all = sum(line.amount_minor for line in priced) == left_minor
    return left_minor, [line for line in priced if line.amount_minor] if accounts_for_all else []


def refunded_quantities(payment: Payment) -> dict[int, int]:
    """Units of each line that are refunded or approved to be."""
    return dict(_SPENT(payment=payment.pk))


def _spent(payment: int) -> QuerySet[RefundLine, tuple[int, int]]:
    spent = RefundLine.objects.filter(refund__payment=payment, refund__state__in=SPENT_STATES)
    return spent.values_list("payment_line").annotate(total=Sum("quantity"))


_SPENT = Prepared(_spent, payment=int)


def kept_fees(payment: Payment) -> int:
    """What restocking fees have kept of this payment, in minor units: it is left, but not to be asked for again."""
    if not (payment.refunded_minor or payment.reserved_minor):
        return 0
    kept = Refund.objects.filter(payment=payment, state__in=SPENT_STATES).aggregate(total=Sum("fee_minor"))
    return kept["total"] or 0


def _price(line: PaymentLine | None, gone: int, quantity: int) -> PricedLine:
    if line is None:
        raise BadInput(_("This line is not part of the payment."), "foreign_line", "lines")
    if type(quantity) is not int or quantity <= 0:
        raise BadInput(_("The quantity must be at least one."), "bad_quantity", "lines")
    if gone + quantity > line.quantity:
        raise BadInput(
            _("Only %(left)d of “%(line)s” can still be refunded.")
            % {"left": line.quantity - gone, "line": line.description},
            "quantity_exceeded",
            "lines",
        )
    return PricedLine(
        line.pk,
        quantity,
        units_worth(line.paid_minor, line.quantity, gone, quantity),
        units_worth(line.tax_minor, line.quantity, gone, quantity),
    )


def units_worth(total_minor: int, units: int, after: int, count: int) -> int:
    """The worth of `count` units following the first `after`, when the total is split evenly, largest remainder first.

    All units together are worth the total exactly, in whatever portions they are refunded.
    """
    each, remainder = divmod(total_minor, units)
    return each * count + min(after + count, remainder) - min(after, remainder)
