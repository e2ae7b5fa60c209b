"""Ten thousand invoices, returned in parts: lines, tax groups and total agree to the last minor unit."""

from __future__ import annotations

import os
import random
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from refunds.actions.line_amounts import units_worth
from refunds.credit_notes.amounts import Credited, Returned, Sold, credit_lines, groups_of, reductions

INVOICES = int(os.environ.get("CREDITED_INVOICES", "10000"))
RATES = [Decimal(rate) for rate in ("19.000", "7.000", "0.000", "20.000", "5.500", "21.000", "8.100", "2.600")]


def an_invoice(dice: random.Random) -> list[Sold]:
    """One to six lines with mixed rates; a discount was taken off some of them before tax was worked out."""
    found = []
    for position in range(1, dice.randint(1, 6) + 1):
        quantity, rate = dice.randint(1, 7), dice.choice(RATES)
        full = dice.choice((1, 3, 99, dice.randint(1, 500_000))) * quantity
        discount = full * dice.choice((0, 0, 5, 10, 33)) // 100
        paid = full - discount
        net = int((Decimal(paid) / (1 + rate / 100)).quantize(Decimal(1), ROUND_HALF_UP))
        found.append(Sold(position, f"Thing {position}", "", quantity, net, paid - net, rate, discount))
    return found


def some_returned(sold: list[Sold], gone: Counter[int], dice: random.Random) -> list[Returned]:
    """Some units of some lines that are still there, as refunds price them."""
    back = []
    for line in sold:
        left = line.quantity - gone[line.position]
        if left and dice.random() < 0.7:
            count = dice.randint(1, left)
            worth = [
                units_worth(part, line.quantity, gone[line.position], count)
                for part in (line.net_minor + line.tax_minor, line.tax_minor)
            ]
            back.append(Returned(line.position, count, *worth))
            gone[line.position] += count
    return back


def require_whole(lines: list[Credited], amount: int) -> None:
    groups = groups_of(lines)
    assert sum(line.total_minor for line in lines) == amount
    assert sum(group.net_minor + group.tax_minor for group in groups) == amount
    assert all(line.net_minor >= 0 and line.tax_minor >= 0 and line.discount_minor >= 0 for line in lines)
    for group in groups:
        own = [line for line in lines if line.rate == group.rate]
        assert group.net_minor == sum(line.net_minor for line in own)
        assert group.tax_minor == sum(line.tax_minor for line in own)
        # each line was rounded once at the sale, and once more as its units came back
        assert abs(group.tax_minor - group.net_minor * group.rate / 100) <= 2 * len(own) + 1


def test_all_parts_together_give_back_what_was_taxed_at_each_rate():
    dice = random.Random(815)
    for _ in range(INVOICES):
        sold = an_invoice(dice)
        gone: Counter[int] = Counter()
        net: Counter[Decimal] = Counter()
        tax: Counter[Decimal] = Counter()
        while any(line.quantity > gone[line.position] for line in sold):
            back = some_returned(sold, gone, dice)
            amount = sum(one.amount_minor for one in back)
            lines = credit_lines(sold, back, amount)
            require_whole(lines, amount)
            for group in groups_of(lines):
                net[group.rate] += group.net_minor
                tax[group.rate] += group.tax_minor
        for group in groups_of(sold):
            assert (net[group.rate], tax[group.rate]) == (group.net_minor, group.tax_minor)


def test_an_amount_without_lines_is_shared_among_the_rates_and_the_whole_gives_the_whole_back():
    dice = random.Random(816)
    for _ in range(INVOICES):
        sold = an_invoice(dice)
        paid = sum(line.net_minor + line.tax_minor for line in sold)
        if not paid:
            continue
        part = dice.randint(1, paid)
        lines = reductions(sold, part)
        require_whole(lines, part)
        assert groups_of(reductions(sold, paid)) == [g for g in groups_of(sold) if g.net_minor + g.tax_minor]
        back = some_returned(sold, Counter(), dice)
        returned = sum(one.amount_minor for one in back)
        mixed = credit_lines(sold, back, returned + dice.randint(0, paid - returned))
        require_whole(mixed, sum(line.total_minor for line in mixed))


def test_more_lines_than_the_amount_and_nothing_sold_are_refused():
    lamp = Sold(1, "Lamp", "", 1, 100, 19, Decimal(19))
    with pytest.raises(ValueError, match="more than"):
        credit_lines([lamp], [Returned(1, 1, 119, 19)], 118)
    with pytest.raises(ValueError, match="Nothing"):
        credit_lines([], [], 1)
