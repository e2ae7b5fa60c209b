"""What a request comes to: lines or an amount, less the restocking fee, and goodwill on top; at most what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.models import Payment
from customers.money import MAX_AMOUNT_MINOR, checked_amount, split
from refunds.actions.line_amounts import LineAsk, PricedLine, kept_fees, price_lines, price_whole
from refunds.models import Refund, RefundLine
from refunds.policy.fees import Returned, fees_on
from refunds.policy.parameter_types import BadParameter, read_parameters
from refunds.policy.rules.keep_the_goods import KEEP_REASONS, KeepTheGoods, offered
from refunds.policy.rules.restocking_fee import RestockingFee
from refunds.queries import policy_of


@dataclass(frozen=True, slots=True)
class PricedRequest:
    """In minor units. `amount_minor` goes back: the lines less the fee, and the goodwill.

    `waived_minor` is the fee that would have been kept. `lines` is empty where only an amount is asked for.
    With `keeps_percent` the goods stay with the customer, and amount and lines are that part of `whole_minor`, which
    is what the lines, or everything, or the amount would come to.
    """

    amount_minor: int
    goodwill_minor: int = 0
    fee_minor: int = 0
    waived_minor: int = 0
    lines: tuple[PricedLine, ...] = ()
    keeps_percent: int = 0
    whole_minor: int = 0

    @property
    def gross_minor(self) -> int:
        return self.amount_minor + self.fee_minor


def price_request(
    payment: Payment,
    gone: Mapping[int, int],
    *,
    reason: str,
    amount_minor: int | None = None,
    lines: Sequence[LineAsk] = (),
    goodwill_minor: int = 0,
    waives_fee: bool = False,
    keeps_percent: int = 0,
) -> PricedRequest:
    """Price the lines, or the amount, or everything that is left; goodwill comes on top.

    `keeps_percent` must be offered by the policy in force at purchase, for this reason.

    Where goodwill is the reason and no lines are named, all of it is goodwill. What a fee has kept before goes back
    only as goodwill. Raises BadInput above what is left.
    """
    is_goodwill = reason == Refund.Reason.GOODWILL
    kept = 0 if is_goodwill else kept_fees(payment)
    amount, worth = _asked(payment, gone, amount_minor, lines, payment.left_minor - kept)
    whole = amount
    if keeps_percent:
        _require_offered(payment, reason, keeps_percent, amount_minor)
        amount, worth = _for_keeping(amount, worth, keeps_percent)
    charged = _less_fees(payment, worth, reason)
    owed = sum(line.fee_minor for line in charged)
    priced = worth if waives_fee else charged
    fee = 0 if waives_fee else owed
    amount += _checked_goodwill(goodwill_minor) - fee
    if amount > payment.left_minor or amount - goodwill_minor > payment.left_minor - kept:
        raise BadInput(_("This is more than is left on the payment."), "more_than_left", "amount")
    return PricedRequest(
        amount_minor=amount,
        goodwill_minor=amount if is_goodwill and not priced else goodwill_minor,
        fee_minor=fee,
        waived_minor=owed - fee,
        lines=tuple(priced),
        keeps_percent=keeps_percent,
        whole_minor=whole,
    )


def keep_offers(payment: Payment, reason: str) -> list[int]:
    """What percentages of the price the policy in force at purchase offers to whoever keeps the goods."""
    return keep_offers_by_reason(payment)[reason] if reason in KEEP_REASONS else []


def keep_offers_by_reason(payment: Payment) -> dict[str, list[int]]:
    """The same for every reason that something may be kept for."""
    document = policy_of(payment).document
    try:
        rule = read_parameters(KeepTheGoods.parameters, document.get(KeepTheGoods.code, {}))
    except BadParameter:
        return {reason: [] for reason in KEEP_REASONS}
    return {reason: offered(rule, reason) for reason in KEEP_REASONS}


def priced_as_it_stands(refund: Refund, lines: Iterable[RefundLine]) -> PricedRequest:
    """What the refund asks for already, for a judgement that changes none of it."""
    return PricedRequest(
        amount_minor=refund.amount_minor,
        goodwill_minor=refund.goodwill_minor,
        fee_minor=refund.fee_minor,
        lines=tuple(
            PricedLine(line.payment_line_id, line.quantity, line.amount_minor, line.tax_minor, line.fee_minor)
            for line in lines
        ),
        keeps_percent=refund.keeps_percent,
    )


def _require_offered(payment: Payment, reason: str, keeps_percent: int, amount_minor: int | None) -> None:
    if keeps_percent not in keep_offers(payment, reason):
        raise BadInput(_("This is not offered for this reason."), "not_offered", "keeps_percent")
    if amount_minor is not None:
        raise BadInput(_("Say what you keep: everything, or some of the things."), "keeps_what", "keeps_percent")


def _for_keeping(amount_minor: int, worth: Sequence[PricedLine], percent: int) -> tuple[int, list[PricedLine]]:
    """That part of the worth, rounded down, shared among the lines by the largest remainder."""
    part = checked_amount(amount_minor * percent // 100)
    shares = split(part, [line.amount_minor for line in worth])
    return part, [_less(line, line.amount_minor - share, 0) for line, share in zip(worth, shares, strict=True)]


def _asked(
    payment: Payment,
    gone: Mapping[int, int],
    amount_minor: int | None,
    lines: Sequence[LineAsk],
    left_minor: int,
) -> tuple[int, list[PricedLine]]:
    if lines and amount_minor is not None:
        raise BadInput(_("Choose either lines or an amount, not both."), "lines_and_amount", "amount")
    if lines:
        priced = price_lines(payment, lines, gone)
        return checked_amount(sum(line.amount_minor for line in priced)), priced
    if amount_minor is not None:
        return checked_amount(amount_minor), []
    return price_whole(payment, gone, left_minor)


def _checked_goodwill(goodwill_minor: object) -> int:
    if type(goodwill_minor) is not int or not 0 <= goodwill_minor <= MAX_AMOUNT_MINOR:
        raise BadInput(_("Goodwill is an amount of zero or more."), "bad_goodwill", "goodwill")
    return goodwill_minor


def _less_fees(payment: Payment, priced: Sequence[PricedLine], reason: str) -> list[PricedLine]:
    """Take the restocking fee of the policy in force at purchase off each line, tax and net in their proportion.

    A fee that cannot be read keeps nothing; the rule itself then puts the request before a person.
    """
    if not priced:
        return []
    document = policy_of(payment).document
    try:
        rule = read_parameters(RestockingFee.parameters, document.get(RestockingFee.code, {}))
    except BadParameter:
        return list(priced)
    if not rule.fees or reason not in rule.reasons:
        return list(priced)
    kinds = {line.pk: line.product_kind for line in payment.lines.all()}
    returned = [Returned(kinds[line.line_id], line.quantity, line.amount_minor) for line in priced]
    return [
        _less(line, fee, fee) for line, fee in zip(priced, fees_on(returned, rule.fees, payment.currency), strict=True)
    ]


def _less(line: PricedLine, taken_minor: int, fee_minor: int) -> PricedLine:
    _net_taken, tax_taken = split(taken_minor, [line.amount_minor - line.tax_minor, line.tax_minor])
    return replace(
        line,
        amount_minor=line.amount_minor - taken_minor,
        tax_minor=line.tax_minor - tax_taken,
        fee_minor=fee_minor,
    )
