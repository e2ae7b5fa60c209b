"""Braintree, over its own SDK. Facts about its API are as of November 2026, its version in `wire`."""

from refunds.gateways.braintree.adapter import Braintree

GATEWAY = Braintree
