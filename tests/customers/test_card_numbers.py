"""Card numbers in texts are cut down to four digits; what only looks long passes untouched."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.card_numbers import is_card_number, mask_card_numbers

CARDS = {
    "4242424242424242": "Visa",
    "4222222222222": "Visa of thirteen digits",
    "5555555555554444": "Mastercard",
    "2223003122003222": "Mastercard of the new range",
    "378282246310005": "American Express",
    "6011111111111117": "Discover",
    "30569309025904": "Diners Club",
    "3566002020360505": "JCB",
    "6200000000000005": "UnionPay",
    "6759649826438453": "Maestro",
    "2200000000000004": "Mir",
}
PATTERNS = ("{}", "my card is {}.", "card:{}!", "({})", "order 7, {} and 12 more", "12 {}", "{} 12/28", "Visa{}")


def grouped(number: str, separator: str) -> str:
    return separator.join(number[at : at + 4] for at in range(0, len(number), 4))


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("separator", ["", " ", "-", ".", "\u00a0", "\u2013"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_card_number_keeps_its_last_four_digits(number, separator, pattern):
    said = mask_card_numbers(pattern.format(grouped(number, separator)))
    assert said == pattern.format(f"[card ending {number[-4:]}]")


def test_digits_of_another_script_are_digits():
    assert mask_card_numbers("４２４２ ４２４２ ４２４２ ４２４２") == "[card ending 4242]"


def test_two_cards_in_one_text_are_both_mask_card_numbers():
    assert mask_card_numbers("4242424242424242, 5555 5555 5555 4444") == "[card ending 4242], [card ending 4444]"


@pytest.mark.parametrize("text", ["CVV 123", "cvc: 123", "cvv2=1234", "CID 1234"])
def test_a_security_code_is_hidden(text):
    said = mask_card_numbers(text)
    assert "•••" in said and not any(letter.isdigit() for letter in said.replace("cvv2", ""))


@pytest.mark.parametrize(
    "text",
    [
        "RF-2026-000123",
        "ORDER-1234567",
        "1Z999AA10123456784",
        "+49 30 1234 5678 90",
        "DE89 3704 0044 0532 0130 00",
        "4242424242424241",  # its check digit is wrong
        "42424242424242424242",  # too long for any card
        "4242 4242",
        "2026-11-26 10:15:00.123456",
        "Which corner, since when? 3 of 4 were broken.",
    ],
)
def test_other_numbers_pass_untouched(text):
    assert mask_card_numbers(text) == text


def test_no_order_number_of_five_thousand_is_mistaken_for_a_card():
    rng = Random(3)
    shapes = (
        lambda: f"ORDER-{rng.randrange(10**9)}",
        lambda: f"{rng.randrange(10**10):010d}",
        lambda: f"2026{rng.randrange(10**10):010d}",
        lambda: f"R-{rng.randrange(10**6)}-{rng.randrange(10**5)}",
        lambda: f"10{rng.randrange(10**12):012d}",
    )
    for _ in range(1000):
        for shape in shapes:
            number = shape()
            assert mask_card_numbers(number) == number


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_masking_twice_changes_nothing(text):
    once = mask_card_numbers(text)
    assert mask_card_numbers(once) == once


@given(st.integers(10**14, 10**15 - 1))
def test_a_made_up_visa_is_found_in_any_sentence(digits):
    body = f"4{digits:015d}"[:15]
    number = next(body + str(check) for check in range(10) if is_card_number(body + str(check)))
    assert number not in mask_card_numbers(f"Please use {number}, thank you")
