"""The confirmation of a refund on paper: what came back, when, how much, where to, and how a bank finds it.

It is printed when somebody asks for it, from the books as they are, and says when it was printed. A credit note is
another paper: this one is for whoever wants to show a bank, an employer or themselves that the money was sent.
"""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers import clock
from customers.brand import brand
from customers.documents.render import NotPrinted, render_pdf
from customers.errors import Conflict
from customers.shop_days import shop_zone
from refunds.models import Refund
from refunds.policy.quote import destination
from refunds.trace_number import trace_of
from refunds.withdrawal_content import moment_with_zone

KEPT_SECONDS = 3600


def print_confirmation(refund: Refund, language: str) -> bytes:
    """Print it in a language, once an hour as long as nothing changed.

    Raises Conflict while the refund is not confirmed, and when the press fails.
    """
    if refund.state != Refund.State.COMPLETED:
        raise Conflict(_("There is a confirmation once the money was paid back."), "not_paid_back")
    attempt = refund.attempts.order_by("-number").first()
    key = f"confirmation-{refund.pk}-{refund.version}-{attempt and attempt.version}-{language}-{brand().number}"
    pdf = cache.get(key)
    if pdf is None:
        with translation.override(language), timezone.override(shop_zone()):
            pdf = _printed(refund, language)
        cache.set(key, pdf, KEPT_SECONDS)
    return bytes(pdf)


def name_of(refund: Refund) -> str:
    """The name of the file."""
    return f"{refund.reference}-confirmation.pdf"


def _printed(refund: Refund, language: str) -> bytes:
    payment = refund.payment
    context = {
        "refund": refund,
        "payment": payment,
        "order": payment.order_reference or payment.reference,
        "lines": refund.lines.select_related("payment_line"),
        "where": destination(refund.rail, payment.method, payment.card_last4, payment.method_label),
        "trace": trace_of(refund, refund.attempts.order_by("-number").first()),
        "confirmed_at": moment_with_zone(refund.finished_at or clock.now()),
        "printed_at": moment_with_zone(clock.now()),
        "shop": brand().name,
        "language": language or settings.LANGUAGE_CODE,
    }
    try:
        return render_pdf("pdf/refund_confirmation.html", context)
    except NotPrinted:
        raise Conflict(_("The paper could not be printed just now. Please try again."), "not_printed") from None
