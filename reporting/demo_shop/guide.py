"""What a visitor of the demo has to know: where to look, and as whom to sign in."""

from __future__ import annotations

from customers.models import Payment, User
from refunds.permissions import ROLES
from refunds.roles import TITLES
from reporting.demo_shop.people import MILA

PAGES = (
    ("Customer portal", "/portal/"),
    ("A page of the shop", "/widget/demo/"),
    ("Withdrawal by law, without signing in", "/portal/withdrawal/"),
    ("Work list", "/staff/refunds/"),
    ("Withdrawals by law", "/staff/withdrawals/"),
    ("Conversations", "/staff/conversations/"),
    ("Bulk work", "/staff/bulk/"),
    ("Notices", "/staff/notices/"),
    ("Policy and drafts", "/staff/policies/"),
    ("Texts of letters", "/staff/texts/"),
    ("Brand", "/staff/brand/"),
    ("Customers' door", "/staff/door/"),
    ("Answer times and rules", "/staff/times/"),
    ("Which message goes when", "/staff/texts/rules/"),
    ("Mail that was sent", "/staff/mail/"),
    ("Store credit", "/staff/credit/"),
    ("Finance", "/staff/finance/"),
    ("People and limits", "/staff/people/"),
    ("Operations", "/staff/operations/"),
    ("API documentation", "/api/docs/"),
)
"""Every page that is worth a first visit, by its address."""


def staff_sign_ins() -> list[tuple[str, str]]:
    """The staff of the shop, role by role: a name with its role, and the mail address to sign in with."""
    found = []
    for role in ROLES:
        for person in User.objects.filter(groups__name=role, is_active=True).order_by("pk"):
            found.append((f"{person.first_name}, {str(TITLES[role]).lower()}", person.email))
    return found


def portal_sign_ins() -> list[tuple[str, str]]:
    """Order number and mail address of Mila, who has two open requests; empty when the demo shop is not open."""
    payment = Payment.objects.filter(customer__email=MILA.email).order_by("-captured_at").first()
    return [(f"Portal as {MILA.name}", f"order {payment.order_reference}, {MILA.email}")] if payment else []
