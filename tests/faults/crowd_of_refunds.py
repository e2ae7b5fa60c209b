"""Many payments and refunds for runs with real processes, and how to ask what became of them."""

from __future__ import annotations

from django.db import close_old_connections, connection, transaction
from django.db.utils import DatabaseError

from customers.actors import Actor
from customers.models import User
from refunds.actions.approve_refund import approve_refund
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests import cast
from tests.desk import ask, known_to_sandbox, sandbox
from tests.faults.checker import Findings, Paid, judge

TRIES = 60


def waiting_refunds(count: int) -> list[str]:
    """Open refunds that wait for Boris, each a third of its payment; returns their references."""
    from datetime import timedelta

    from django.utils import timezone

    from refunds.models import ApprovalLimit, PolicyVersion, SecondApproval
    from refunds.policy.parameters import DEFAULT_POLICY

    PolicyVersion.objects.create(number=1, document=DEFAULT_POLICY, starts_at=timezone.now() - timedelta(days=3650))
    ApprovalLimit.objects.create(role="approver", currency="EUR", up_to_minor=cast.APPROVER_LIMIT_MINOR)
    SecondApproval.objects.create(currency="EUR", above_minor=cast.SECOND_APPROVAL_ABOVE_MINOR)
    cast.staff_member("Boris", "Meyer", "approver")
    mila = cast.customer("Mila Novak", "mila@home.example")
    payments = [known_to_sandbox(cast._make_payment(mila, total_minor=90_000)) for _ in range(count)]
    return [ask(payment, amount_minor=30_000).reference for payment in payments]


def approve_many(references: list[str]) -> None:
    """Boris approves them one by one, and tries again where the house is down, as a person would."""
    for reference in references:
        _approve(reference)


def settled() -> int:
    try:
        close_old_connections()
        return Refund.objects.filter(state="completed").count()
    except DatabaseError:
        return 0


def paid_at_sandbox() -> list[Paid]:
    """What the gateway really paid."""
    rows = sandbox().console.dump()["refund"]
    return [Paid(row["reference"], row["amount_minor"]) for row in rows if row["status"] == "succeeded"]


def judged(paid: list[Paid]) -> Findings:
    """What the judge finds in the database that we use here, over our own connection: not all need be committed."""
    connection.ensure_connection()
    return judge(paid, connection.connection)


def _approve(reference: str) -> None:
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                refund = Refund.objects.get(reference=reference)
                if refund.state != Refund.State.UNDER_REVIEW:
                    return
                boris = User.objects.get(email="boris@shop.example")
                approve_refund(actor=Actor.user(boris), reference=reference, seen=seen_hash(refund))
            return
        except DatabaseError:
            connection.close()
    raise AssertionError(f"{reference} could not be approved")
