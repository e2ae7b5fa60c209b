"""How the stories of disputes act: the gateway opens one, the shop's systems tell what they saw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from customers.actors import Actor
from customers.models import Payment, User
from disputes.actions.build_packet import build_packet
from disputes.actions.take_dispute import take_dispute
from disputes.actions.write_draft import open_draft
from disputes.models import Dispute, DisputeAnswer, EvidenceDraft, PaymentTrace
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from tests.desk import known_to_sandbox, sandbox

DEVICE = "ios-3f2c9a71b0d84e55"
HOME = "Lindenweg 4, 10115 Berlin"


def disputed(payment: Payment, state: str = "needs_response", stage: str = "chargeback", **facts: Any) -> Dispute:
    """The gateway's word on a payment, taken in; Visa fraud unless the facts say otherwise."""
    facts = {
        "amount_minor": payment.captured_minor,
        "currency": payment.currency,
        "reason": "fraudulent",
        "network": "visa",
        "network_code": "10.4",
        "respond_by": timezone.now() + timedelta(days=9),
        "payment_references": (payment.gateway_reference,),
        **facts,
    }
    number = facts.pop("number", f"dp_{payment.pk}")
    record = DisputeRecord(number, DisputeState(state), DisputeStage(stage), state, **facts)
    actor = Actor.gateway(payment.gateway_account)
    return take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)


def saw(payment: Payment, kind: str, days_ago: int = 1, **seen: str) -> PaymentTrace:
    """A system of the shop saw something of this payment."""
    at = timezone.now() - timedelta(days=days_ago)
    return PaymentTrace.objects.create(payment=payment, kind=kind, happened_at=at, sent_by="api_key:shop", **seen)


def delivered(payment: Payment) -> None:
    """Everything that one wishes of a parcel."""
    parcel = {"carrier": "DHL", "tracking_number": "00340434161094021501", "address": HOME}
    saw(payment, "shipment", 2, **parcel)
    saw(payment, "delivery", 1, signed_by="M. Novak", **parcel)


def disputed_at_sandbox(payment: Payment, **facts: Any) -> Dispute:
    """The customer disputes a payment at the practice gateway, and its webhook has come."""
    known_to_sandbox(payment)
    number = sandbox().console.disputes.open(payment.gateway_reference, payment.captured_minor, **facts)
    return take_dispute(
        actor=Actor.gateway(payment.gateway_account),
        gateway=payment.gateway,
        account=payment.gateway_account,
        record=sandbox().read_dispute(number),
    )


def drafted(dispute: Dispute, person: User) -> EvidenceDraft:
    """A draft that is ready to be handed in: written from the facts, printed, looked at."""
    actor = Actor.user(person)
    open_draft(actor=actor, reference=dispute.reference)
    return build_packet(actor=actor, reference=dispute.reference)


def answers_at_sandbox(dispute: Dispute) -> list[dict[str, Any]]:
    """What the practice gateway keeps of answers to this dispute."""
    rows = sandbox().console.dump()["dispute_answer"]
    return [row for row in rows if row["dispute"] == dispute.gateway_reference]


def answers_are_due() -> None:
    """Time passes: leases end, looks at the gateway fall due."""
    DisputeAnswer.objects.filter(next_check_at__isnull=False).update(next_check_at="2000-01-01T00:00Z")


def answer_again(answer: DisputeAnswer) -> DisputeAnswer:
    return DisputeAnswer.objects.select_related("dispute").get(pk=answer.pk)


def states(dispute: Dispute) -> list[str]:
    """Where it has been, in order."""
    return list(dispute.events.exclude(to_state="").values_list("to_state", flat=True))


def sums() -> list[int]:
    """What stands as disputed, and what is written off."""
    return [balance(name, "EUR") for name in (accounts.DISPUTED, accounts.DISPUTES_LOST)]


def sums_and_fees() -> list[int]:
    return [*sums(), balance(accounts.DISPUTE_FEES, "EUR")]


def is_held(payment: Payment) -> bool:
    return payment.holds.filter(released_at=None).exists()
