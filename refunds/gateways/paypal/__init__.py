"""PayPal, over its own SDK. Facts about its API are as of November 2026: Payments v2.5, Transaction Search v1."""

from refunds.gateways.paypal.adapter import PayPal

GATEWAY = PayPal
