"""Finding a refund by our reference. PayPal has no search for it; the order of a payment lists its refunds.

An order shows "the comprehensive history of payments" of each of its units (Orders v2, read in November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refunds.gateways.paypal.links import capture_of


class NotTheWholeList(Exception):
    """What was answered does not show every refund of the payment."""


def order_of(capture: Mapping[str, Any]) -> str:
    """Return the order that a capture belongs to. Raises NotTheWholeList: payments of older APIs have none."""
    order = dig(capture, "supplementary_data", "related_ids").get("order_id")
    if not isinstance(order, str) or not order:
        raise NotTheWholeList("The capture names no order.")
    return order


def refunds_of(capture: Mapping[str, Any], order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return every refund of a capture that its order lists. Raises NotTheWholeList.

    The two answers must agree: an order that does not list the capture, or that lists no refund of one which says
    it was refunded, is not up to date.
    """
    units = list(_units(order))
    captures = [listed.get("id") for unit in units for listed in _listed(unit, "captures")]
    refunds = [
        refund for unit in units for refund in _listed(unit, "refunds") if capture_of(refund) == capture.get("id")
    ]
    if capture.get("id") not in captures or (not refunds and capture.get("status") != "COMPLETED"):
        raise NotTheWholeList("The order does not show what became of the capture.")
    return refunds


def carries(refund: Mapping[str, Any], reference: str) -> bool:
    return reference in (refund.get("custom_id"), refund.get("invoice_id"))


def _units(order: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for unit in order.get("purchase_units") or ():
        yield dig(unit, "payments")


def _listed(payments: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return list(payments.get(kind) or ())


def dig(thing: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object within objects under these names; empty where there is none."""
    for name in names:
        inner = thing.get(name)
        thing = inner if isinstance(inner, dict) else {}
    return thing
