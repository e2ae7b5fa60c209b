"""What the customer signed, on paper: for their own bank, which alone can close the dispute."""

from __future__ import annotations

from django.core.cache import cache
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.brand import brand
from customers.documents.render import NotPrinted, render_pdf
from customers.errors import Conflict
from customers.shop_days import shop_zone
from customers.templatetags.recourse import method_label
from disputes.models import CustomerStatement
from refunds.withdrawal_content import moment_with_zone

KEPT_SECONDS = 3600


def print_statement(statement: CustomerStatement) -> bytes:
    """Print it in the language in which it was signed. Raises Conflict when the press fails."""
    key = f"dispute-statement-{statement.pk}-{brand().number}"
    pdf = cache.get(key)
    if pdf is None:
        with translation.override(statement.language), timezone.override(shop_zone()):
            pdf = _printed(statement)
        cache.set(key, pdf, KEPT_SECONDS)
    return bytes(pdf)


def name_of(statement: CustomerStatement) -> str:
    """The name of the file."""
    return f"{statement.dispute.reference}-statement.pdf"


def _printed(statement: CustomerStatement) -> bytes:
    payment = statement.dispute.payment
    context = {
        "statement": statement,
        "dispute": statement.dispute,
        "order": payment.order_reference or payment.reference,
        "paid_at": moment_with_zone(payment.captured_at),
        "paid_with": method_label(payment),
        "signed_at": moment_with_zone(statement.signed_at),
        "shop": brand().name,
        "language": statement.language,
    }
    try:
        return render_pdf("pdf/dispute_statement.html", context)
    except NotPrinted:
        raise Conflict(_("The paper could not be printed just now. Please try again."), "not_printed") from None
