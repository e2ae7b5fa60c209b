"""Whatever a gateway calls network and reason, the desk knows which one is meant, and what no evidence turns."""

from __future__ import annotations

import pytest
from django.urls import reverse

from disputes.categories import category_of
from tests.disputes.desk import disputed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reason", "code", "category"),
    [
        ("", "10.4", "fraudulent"),
        ("", "UA02", "fraudulent"),
        ("", "F24", "fraudulent"),
        ("debit_not_authorized", "R10", "fraudulent"),
        ("MD01", "", "fraudulent"),
        ("", "AA", "unrecognized"),
        ("", "rg", "product_not_received"),
        ("general", "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "product_not_received"),
        ("", "RM", "product_unacceptable"),
        ("", "C02", "credit_not_processed"),
        ("", "RN2", "credit_not_processed"),
        ("", "DP", "duplicate"),
        ("", "AP", "subscription_canceled"),
        ("", "C0135", "noncompliant"),
        ("", "C028", "noncompliant"),
        ("fraudulent", "never heard of", "fraudulent"),
        ("customer_initiated", "MD06", "general"),
        ("", "", "general"),
    ],
)
def test_every_networks_code_leads_to_our_word(reason, code, category):
    assert category_of(reason, code) == category


@pytest.mark.parametrize(
    ("told", "brand", "method", "network"),
    [
        ("visa", "", "card", "visa"),
        ("American Express", "", "card", "amex"),
        ("mc", "", "card", "mastercard"),
        ("", "mastercard", "card", "mastercard"),
        ("sepa_debit", "", "bank", "bank_debit"),
        ("us_bank_account", "", "bank", "bank_debit"),
        ("", "", "bank", "bank_debit"),
        ("paypal", "", "wallet", "paypal"),
        ("", "", "wallet", ""),
        ("carrier_pigeon", "", "other", "carrier_pigeon"),
    ],
)
def test_a_network_has_one_name_here(make_payment, mila, told, brand, method, network):
    payment = make_payment(mila, card_brand=brand, method=method)
    assert disputed(payment, network=told, network_code="").network == network


def test_a_debit_that_the_bank_took_back_is_found_as_one_and_is_not_fought(make_payment, mila, ana, sign_in):
    payment = make_payment(mila, card_brand="", card_last4="", method="bank")
    dispute = disputed(payment, network="sepa_debit", network_code="MD06", reason="customer_initiated")
    client = sign_in(ana)
    found = client.get("/staff/disputes/", {"network": "bank_debit"}).content.decode()
    assert dispute.reference in found and "Bank debit" in found
    worth = client.get(reverse("disputes:worth", args=[dispute.reference])).content.decode()
    assert "The network turns no dispute of this kind" in worth
    page = client.get(reverse("disputes:evidence", args=[dispute.reference])).content.decode()
    assert "This cannot be won" in page and "Bank debit" in page and "The mandate" in page
