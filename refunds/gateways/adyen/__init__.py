"""Adyen, over its own SDK. Facts about its API are as of November 2026, API version in `wire`."""

from refunds.gateways.adyen.adapter import Adyen

GATEWAY = Adyen
