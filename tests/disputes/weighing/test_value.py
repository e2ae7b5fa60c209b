"""What fighting is worth, worked out by hand and held against any numbers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from disputes.weighing.chance import WHOLE, Chance
from disputes.weighing.value import Price, Stakes, part, worth_of

STAKES = Stakes(8_900, "EUR", False, 2_700, Price(2_000, "EUR", comes_back=True), Price(2_000, "EUR"))
LIKELY = Chance(6_200, 4_400, 7_800)

amounts = st.integers(1, 10**15)
fees = st.none() | st.builds(Price, st.integers(0, 10**9), st.sampled_from(["EUR", "USD"]), st.booleans())
stakes = st.builds(
    Stakes, amounts, st.just("EUR"), st.booleans(), st.none() | st.integers(0, 10**9), fees, fees,
    st.sampled_from(["", "compliance_fee", "arbitration_fee"]), fees,
)  # fmt: skip


def told(worth):
    return [(line.name, line.of_minor, line.comes_to_minor) for line in worth.lines]


def test_a_chargeback_worked_out_by_hand():
    worth = worth_of(STAKES, LIKELY)
    assert told(worth) == [("comes_back", 8_900, 5_518), ("work", 2_700, -2_700), ("counter_fee", 2_000, -760)]
    assert (worth.fight_minor, worth.advice) == (2_058, "fight")
    assert worth.low_minor == 3_916 - 2_700 - 1_120
    assert worth.high_minor == 6_942 - 2_700 - 440
    assert not worth.is_close and not worth.not_counted
    assert worth.pays_from == 4_313, "(27 + 20) of (89 + 20), and the cent that makes it worth something"


def test_a_fee_that_never_comes_back_is_paid_in_full():
    worth = worth_of(replace(STAKES, counter_fee=Price(2_000, "EUR")), LIKELY)
    assert told(worth)[-1] == ("counter_fee", 2_000, -2_000)
    assert worth.fight_minor == 818


def test_the_networks_own_fee_is_counted_beside_the_gateways():
    compliance = replace(STAKES, further="compliance_fee", further_fee=Price(50_000, "EUR", comes_back=True))
    worth = worth_of(compliance, LIKELY)
    assert told(worth)[-1] == ("compliance_fee", 50_000, -19_000)
    assert (worth.fight_minor, worth.advice) == (2_058 - 19_000, "give_in")
    unknown = worth_of(replace(STAKES, further="arbitration_fee"), LIKELY)
    assert (unknown.fight_minor, unknown.not_counted) == (2_058, ["arbitration_fee"])
    other = replace(compliance, further_fee=Price(50_000, "USD", comes_back=True))
    assert worth_of(other, LIKELY).not_counted == ["compliance_fee_in_other_currency"]


def test_what_is_small_is_not_worth_the_work():
    worth = worth_of(replace(STAKES, amount_minor=2_000), LIKELY)
    assert (worth.fight_minor, worth.advice) == (1_240 - 2_700 - 760, "give_in")
    assert worth.pays_from is None, "not even a sure win pays"


def test_an_inquiry_also_risks_the_fee_of_the_chargeback():
    worth = worth_of(replace(STAKES, is_inquiry=True), LIKELY)
    assert told(worth)[-1] == ("dispute_fee", 2_000, -760)
    assert worth.fight_minor == 2_058 - 760


def test_what_nobody_knows_is_named_and_not_counted():
    worth = worth_of(Stakes(8_900, "EUR", True, None, None, None), LIKELY)
    assert worth.not_counted == ["work", "counter_fee", "dispute_fee"]
    assert worth.fight_minor == 5_518
    other = worth_of(replace(STAKES, counter_fee=Price(1_500, "USD")), LIKELY)
    assert other.not_counted == ["counter_fee_in_other_currency"]
    assert other.fight_minor == 2_818


def test_it_is_close_where_the_interval_allows_either():
    assert worth_of(STAKES, Chance(5_000, 1_000, 9_000)).is_close


@given(stakes=stakes, likely=st.integers(0, WHOLE))
def test_the_lines_add_up_and_it_pays_exactly_from_where_it_says(stakes, likely):
    worth = worth_of(stakes, Chance(likely, 0, WHOLE))
    assert sum(line.comes_to_minor for line in worth.lines) == worth.fight_minor
    assert worth.low_minor <= worth.fight_minor <= worth.high_minor
    assert (worth.advice == "fight") is (worth.pays_from is not None and likely >= worth.pays_from)


@given(amount=amounts, share=st.integers(0, WHOLE))
def test_a_part_is_rounded_to_the_nearest(amount, share):
    assert abs(part(amount, share) * WHOLE - amount * share) * 2 <= WHOLE
