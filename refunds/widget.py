"""Tokens of the widget: signed, for one refund, for a short while, and good for reading its state only."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from customers import clock
from refunds.models import Refund, WidgetOrigin

USUAL_SECONDS = 60 * 60
LONGEST_SECONDS = 24 * 60 * 60
LONGEST_TOKEN = 400

_SALT = "refunds.widget"


def make_widget_token(refund: Refund, seconds: int = USUAL_SECONDS) -> str:
    """Sign for one refund of one customer: whoever it is passed on to later is not shown it."""
    ends = int((clock.now() + timedelta(seconds=seconds)).timestamp())
    return signing.dumps([refund.pk, refund.customer_id, ends], salt=_SALT)


def refund_of_token(token: str) -> Refund | None:
    """The refund that the token shows; None for every token that does not count, whyever."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=LONGEST_SECONDS) if len(token) <= LONGEST_TOKEN else None
        refund_id, customer_id, ends = said or (0, 0, 0)
        is_over = clock.now().timestamp() >= ends
    except (signing.BadSignature, ValueError, TypeError, UnicodeError):
        return None
    if is_over:
        return None
    rows = Refund.objects.select_related("customer", "payment")
    return rows.filter(pk=refund_id, customer=customer_id).first()


def allowed_origins() -> list[str]:
    """The sites whose pages may show the widget."""
    return list(WidgetOrigin.objects.values_list("origin", flat=True))
