"""The statement of an order on paper: what was paid, what was asked back, what went back, and what is left.

It is printed when somebody asks for it, from the books as they are, and says when. It is the customer's own overview;
the confirmation of one refund and credit notes are papers of their own.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers import clock
from customers.brand import brand
from customers.documents.render import NotPrinted, render_pdf
from customers.errors import Conflict
from customers.looks import look_of
from customers.models import Payment
from customers.shop_days import shop_zone
from refunds.actions.line_amounts import SPENT_STATES, refunded_quantities
from refunds.models import Refund
from refunds.policy.quote import destination
from refunds.withdrawal_content import moment_with_zone

KEPT_SECONDS = 3600


def print_order_statement(payment: Payment, language: str) -> bytes:
    """Print it in a language, once an hour as long as nothing changed. Raises Conflict when the press fails."""
    refunds = list(payment.refunds.order_by("created_at", "id"))
    seen = "-".join(str(refund.version) for refund in refunds)
    key = f"order-statement-{payment.pk}-{payment.refunded_before_minor}-{seen}-{language}-{brand().number}"
    pdf = cache.get(key)
    if pdf is None:
        with translation.override(language), timezone.override(shop_zone()):
            pdf = _printed(payment, refunds, language)
        cache.set(key, pdf, KEPT_SECONDS)
    return bytes(pdf)


def name_of(payment: Payment) -> str:
    """The name of the file."""
    return f"{payment.reference}-statement.pdf"


def kept_minor(payment: Payment) -> int:
    """What restocking fees have kept of a payment with its refunds: it is left, but not to be asked for again."""
    return sum(refund.fee_minor for refund in payment.refunds.all() if refund.state in SPENT_STATES)


def _printed(payment: Payment, refunds: list[Refund], language: str) -> bytes:
    gone, kept = refunded_quantities(payment), kept_minor(payment)
    context = {
        "payment": payment,
        "order": payment.order_reference or payment.reference,
        "lines": [(line, gone.get(line.pk, 0)) for line in payment.lines.order_by("position")],
        "refunds": [_told(refund, payment) for refund in refunds],
        "refunded_minor": payment.refunded_minor + payment.refunded_before_minor,
        "kept_minor": kept,
        "left_minor": payment.left_minor - kept,
        "printed_at": moment_with_zone(clock.now()),
        "shop": brand().name,
        "language": language,
    }
    try:
        return render_pdf("pdf/order_statement.html", context)
    except NotPrinted:
        raise Conflict(_("The paper could not be printed just now. Please try again."), "not_printed") from None


def _told(refund: Refund, payment: Payment) -> dict[str, Any]:
    where = destination(refund.rail, payment.method, payment.card_last4, payment.method_label)
    return {"refund": refund, "state": look_of("portal", refund.state).label, "where": where[:1].upper() + where[1:]}
