"""Mollie, over its own SDK. Facts about its API, version 2, are as of November 2026."""

from refunds.gateways.mollie.adapter import Mollie

GATEWAY = Mollie
