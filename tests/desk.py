"""How the stories act: through the engine's doors, with a worker and a gateway that are really there."""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from customers.models import Payment, User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.request_refund import request_refund
from refunds.fingerprint import seen_hash
from refunds.flow import gate
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.models import Refund, RefundAttempt
from refunds.tasks import look_up_open_attempts, work_due_orders


def sandbox() -> Sandbox:
    """The practice gateway of this run."""
    gateway = gateway_for_account("sandbox")
    assert isinstance(gateway, Sandbox)
    return gateway


def known_to_sandbox(payment: Payment, *behaviours: str) -> Payment:
    """Tell the sandbox of a payment, and how it shall answer the next requests about it."""
    console = sandbox().console
    console.register_payment(payment.gateway_reference, payment.captured_minor, payment.currency)
    if behaviours:
        console.script(payment.gateway_reference, behaviours)
    return payment


def ask(payment: Payment, **wish: Any) -> Refund:
    """The customer asks in the portal; everything that is left unless the wish says otherwise."""
    wish = {"reason": Refund.Reason.CHANGED_MIND, "origin": Refund.Origin.PORTAL, **wish}
    actor = wish.pop("actor", None) or Actor.customer(payment.customer)
    return request_refund(actor=actor, payment_reference=payment.reference, **wish)


def approve(refund: Refund, *people: User) -> Refund:
    """Each of them looks at it afresh and says yes."""
    for person in people:
        now = again(refund)
        approve_refund(actor=Actor.user(person), reference=now.reference, seen=seen_hash(now))
    return again(refund)


def worker_runs(rounds: int = 1) -> None:
    """The worker wakes, works off the outbox, and asks about what is due."""
    for _ in range(rounds):
        work_due_orders()
        look_up_open_attempts()


def time_to_ask(refund: Refund) -> None:
    """Let the time of the next look at the gateway come; it does not ask to wait any longer."""
    gate.forget("sandbox")
    RefundAttempt.objects.filter(refund=refund, next_check_at__isnull=False).update(next_check_at="2000-01-01T00:00Z")


def again(refund: Refund) -> Refund:
    """The refund as the database has it now."""
    return Refund.objects.select_related("payment", "customer").get(pk=refund.pk)


def kinds(refund: Refund) -> list[str]:
    """What happened to it, in order."""
    return list(refund.events.values_list("kind", flat=True))


def letters(refund: Refund) -> list[str]:
    """What the customer was told, in order."""
    from customers.models import Message

    written = Message.objects.filter(about=refund.reference, direction="out").order_by("id")
    return [kind.removeprefix("refund_") for kind in written.values_list("kind", flat=True)]


def bookings(refund: Refund) -> list[tuple[str, int]]:
    """What was booked for it: kind and round."""
    return list(refund.journal.order_by("id").values_list("kind", "round"))


def at_the_gateway(payment: Payment) -> list[tuple[int, str]]:
    """Amount and status of every refund of this payment in the gateway's own books."""
    rows = sandbox().console.dump()["refund"]
    return [(r["amount_minor"], r["status"]) for r in rows if r["payment_reference"] == payment.gateway_reference]
