"""The accounts that the fake gateways let in, and how Recourse is told of them."""

from __future__ import annotations

from typing import Any

GATEWAYS = ("stripe", "paypal", "adyen")

STRIPE_KEY, STRIPE_READ_KEY, STRIPE_WEBHOOK_SECRET = "sk_test_fake", "rk_test_fake", "whsec_fake"
PAYPAL_CLIENT, PAYPAL_SECRET, PAYPAL_WEBHOOK = "fake-client", "fake-secret", "WH-FAKE"
ADYEN_KEY, ADYEN_MERCHANT = "AQE-fake", "TeapotsECOM"
ADYEN_HMAC_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"

UNLIMITED = {"calls_per_second": 0, "calls_at_once": 0}


def accounts(address: str, read_seconds: int = 10, **more: Any) -> dict[str, dict[str, Any]]:
    """Settings for GATEWAY_ACCOUNTS: one account at each, named like its gateway, without limits of our own."""
    common = {"read_seconds": read_seconds, **UNLIMITED, **more}
    return {
        "stripe": {
            "gateway": "stripe",
            "secret_key": STRIPE_KEY,
            "read_key": STRIPE_READ_KEY,
            "webhook_secrets": [STRIPE_WEBHOOK_SECRET],
            "api_base": f"{address}/stripe",
            **common,
        },
        "paypal": {
            "gateway": "paypal",
            "client_id": PAYPAL_CLIENT,
            "client_secret": PAYPAL_SECRET,
            "webhook_id": PAYPAL_WEBHOOK,
            "sandbox": True,
            "api_base": f"{address}/paypal",
            **common,
        },
        "adyen": {
            "gateway": "adyen",
            "secret_key": ADYEN_KEY,
            "merchant_account": ADYEN_MERCHANT,
            "webhook_secrets": [ADYEN_HMAC_KEY],
            "api_base": f"{address}/adyen",
            **common,
        },
    }
