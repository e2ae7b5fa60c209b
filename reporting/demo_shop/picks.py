"""Which purchase suits which story, and which part of it is asked for."""

from __future__ import annotations

from customers.models import PaymentLine
from refunds.actions.request_details import bonus_for
from refunds.models import Refund
from reporting.demo_shop.catalogue import Kind
from reporting.demo_shop.payments import Bought

Units = tuple[tuple[int, int], ...]
"""Position in the purchase's lines, and how many."""

_SMALL = {"EUR": 5000, "USD": 5000, "GBP": 5000, "JPY": 8000}
_LARGE = {"EUR": 50_000, "USD": 50_000, "GBP": 40_000, "JPY": 80_000}
_LARGEST = {"EUR": 300_000, "USD": 300_000, "GBP": 250_000, "JPY": 400_000}
_PROMISED = {"EUR": 5000, "USD": 5000, "GBP": 4000, "JPY": 8000}
"""What an agent may give beyond what was bought."""


def anything(bought: Bought) -> bool:
    return not has_final(bought)


def moderate(bought: Bought) -> bool:
    """Worth a look, but one person's look."""
    total, currency = bought.payment.captured_minor, bought.payment.currency
    return _SMALL[currency] < total <= _LARGE[currency] and not has_final(bought)


def moderate_in_euros(bought: Bought) -> bool:
    """As a payment file carries it."""
    return moderate(bought) and bought.payment.currency == "EUR"


def moderate_goods(bought: Bought) -> bool:
    return moderate(bought) and has_goods(bought)


def worth_a_bonus(bought: Bought) -> bool:
    """Bought under a policy that adds something to store credit."""
    payment = bought.payment
    return moderate_goods(bought) and bonus_for(payment, Refund.Rail.STORE_CREDIT, payment.captured_minor) > 0


def large(bought: Bought) -> bool:
    """Two people must approve all of it, and may."""
    total, currency = bought.payment.captured_minor, bought.payment.currency
    return _LARGE[currency] < total <= _LARGEST[currency]


def is_second_payment(bought: Bought) -> bool:
    return bought.is_second and not has_final(bought)


def has_goods(bought: Bought) -> bool:
    line = _dearest_goods(bought)
    if line is None:
        return False
    return unit_minor(line) <= _LARGEST[bought.payment.currency]


def has_small_unit(bought: Bought) -> bool:
    return any(_is_small(line, bought) for line in bought.lines)


def has_final(bought: Bought) -> bool:
    return any(_is_final(line) for line in bought.lines)


def from_the_marketplace(bought: Bought) -> bool:
    return bought.lines[0].channel == "marketplace" and has_goods(bought)


def smallest_unit(bought: Bought) -> Units:
    """One piece of the cheapest thing that is not shipping."""
    index, _line = min(
        ((i, line) for i, line in enumerate(bought.lines) if _is_small(line, bought)),
        key=lambda pair: unit_minor(pair[1]),
    )
    return ((index, 1),)


def goods(bought: Bought) -> Units:
    """One piece of the dearest thing to hold in the hand."""
    line = _dearest_goods(bought)
    return ((bought.lines.index(line), 1),) if line else ()


def beside_goods(bought: Bought) -> int:
    """What was paid beside that one piece, in minor units: nothing where it was all that was bought."""
    line = _dearest_goods(bought)
    return bought.payment.captured_minor - unit_minor(line) if line else 0


def final(bought: Bought) -> Units:
    """Everything that is sold for good."""
    return tuple((i, line.quantity) for i, line in enumerate(bought.lines) if _is_final(line))


def promised(bought: Bought, percent: int) -> int:
    """A share of the payment, as far as an agent may promise it alone."""
    return min(share(bought, percent), _PROMISED[bought.payment.currency])


def share(bought: Bought, percent: int) -> int:
    """A part of what was paid, in minor units; in whole tens where it can be."""
    amount = bought.payment.captured_minor * percent // 100
    return amount - amount % 10 or amount or 1


def unit_minor(line: PaymentLine) -> int:
    return line.paid_minor // line.quantity


def _dearest_goods(bought: Bought) -> PaymentLine | None:
    pieces = [line for line in bought.lines if line.product_kind == Kind.PHYSICAL and line.returnable]
    return max(pieces, key=unit_minor, default=None)


def _is_small(line: PaymentLine, bought: Bought) -> bool:
    if line.product_kind == Kind.SHIPPING or _is_final(line):
        return False
    return 0 < unit_minor(line) < _SMALL[bought.payment.currency]


def _is_final(line: PaymentLine) -> bool:
    return line.product_kind == Kind.TICKET or not line.returnable
