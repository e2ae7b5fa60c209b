"""Withdrawals by law in the demo: some that people decide, one that fits no order yet, and one that was refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from refunds.actions.match_withdrawal import match_withdrawal
from refunds.actions.receive_withdrawal import receive_withdrawal
from refunds.actions.refuse_withdrawal import refuse_withdrawal
from refunds.actions.work_withdrawals import work_next_withdrawal
from refunds.models import WithdrawalDeclaration
from reporting.demo_shop.staff import Staff

DOOR = Actor.system("withdrawal")
WHY_NOT = (
    "We found no order with this number, neither under your address nor under another one. Please look into the order"
    " confirmation once more; the number begins with LH."
)


def tell_withdrawals(staff: Staff, now: datetime) -> int:
    """Tell them, each some days after the other; a shop without fresh payments has fewer. Returns how many."""
    fresh = Payment.objects.filter(refunds=None, disputes=None, delivered_at__gte=now - timedelta(days=40))
    bought = list(fresh.exclude(order_reference="").select_related("customer").order_by("-captured_at", "-id")[:3])
    told = 0
    for days, payment in zip((9, 5), bought, strict=False):
        _declare(now - timedelta(days=days), payment.order_reference, payment.customer.email, payment.customer.name)
        told += 1
    refused = _declare(now - timedelta(days=4), "LH-99999", "r.lindqvist@post.example", "Rut Lindqvist")
    with clock_at(now - timedelta(days=3)):
        refuse_withdrawal(actor=staff.boris, reference=refused.reference, explanation=WHY_NOT)
    for payment in bought[2:]:
        by_hand = _declare(
            now - timedelta(days=2), payment.order_reference, "from.work@office.example", payment.customer.name
        )
        with clock_at(now - timedelta(days=1)):
            match_withdrawal(actor=staff.ana, reference=by_hand.reference, to=payment.reference)
        told += 1
    _declare(now - timedelta(hours=3), "L H 2026", "jon.aas@post.example", "Jon Aas", "The two floor lamps")
    return told + 2


def _declare(at: datetime, order: str, email: str, name: str, items: str = "") -> WithdrawalDeclaration:
    """Somebody declares it at the portal, and a worker does its part at once."""
    with clock_at(at):
        declaration = receive_withdrawal(
            actor=DOOR,
            name=name,
            order_reference=order,
            email=email,
            items=items,
            origin=WithdrawalDeclaration.Origin.PORTAL,
            request_key=f"demo {order} {email}",
        )
        while work_next_withdrawal():
            pass
    return declaration
