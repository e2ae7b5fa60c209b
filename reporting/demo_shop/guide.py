"""What a visitor of the demo has to know to get in as a customer."""

from __future__ import annotations

from customers.models import Payment
from reporting.demo_shop.people import MILA


def portal_sign_ins() -> list[tuple[str, str]]:
    """Order number and mail address of Mila, who has two open requests; empty when the demo shop is not open."""
    payment = Payment.objects.filter(customer__email=MILA.email).order_by("-captured_at").first()
    return [(f"Portal as {MILA.name}", f"order {payment.order_reference}, {MILA.email}")] if payment else []
