"""What Mila reads before she asks."""

import pytest

from refunds.policy.quote import expected_arrival, quote_sentence
from refunds.policy.verdicts import Verdict


def quote(**changes):
    usual = {
        "amount_minor": 4310,
        "currency": "EUR",
        "rail": "original",
        "method_kind": "card",
        "card_last4": "4242",
        "method_label": "",
        "verdict": Verdict.ALLOW,
    }
    return quote_sentence(**{**usual, **changes}).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "You get 43.10 EUR back to your card ending 4242, usually within 5 to 10 business days."),
        (
            {"card_last4": ""},
            "You get 43.10 EUR back to the card you paid with, usually within 5 to 10 business days.",
        ),
        (
            {"method_kind": "bank", "card_last4": ""},
            "You get 43.10 EUR back to the bank account you paid from, usually within 3 to 7 business days.",
        ),
        (
            {"method_kind": "wallet", "card_last4": "", "method_label": "PayPal"},
            "You get 43.10 EUR back to your PayPal account, usually within 1 to 5 business days.",
        ),
        (
            {"method_kind": "other", "card_last4": ""},
            "You get 43.10 EUR back to the payment method you used, usually within 5 to 10 business days.",
        ),
        ({"rail": "store_credit"}, "You get 43.10 EUR back to your store credit, at once."),
        (
            {"rail": "bank_transfer"},
            "You get 43.10 EUR back to your bank account, usually within 1 to 3 business days.",
        ),
        (
            {"amount_minor": 1200, "currency": "JPY"},
            "You get 1,200 JPY back to your card ending 4242, usually within 5 to 10 business days.",
        ),
        (
            {"verdict": Verdict.REVIEW},
            "A colleague looks at your request first. If it is approved, you get 43.10 EUR back to your card ending "
            "4242, usually within 5 to 10 business days.",
        ),
        ({"verdict": Verdict.DENY}, "Our refund policy does not cover this request as it stands."),
    ],
)
def test_the_quote_says_how_much_where_to_and_how_soon(changes, sentence):
    assert quote(**changes) == sentence


@pytest.mark.parametrize("rail", ["original", "store_credit", "bank_transfer", "pigeon"])
@pytest.mark.parametrize("method_kind", ["card", "bank", "wallet", "other", ""])
def test_there_is_an_expected_arrival_for_every_way(rail, method_kind):
    fewest, most = expected_arrival(rail, method_kind)

    assert 0 <= fewest <= most <= 10
