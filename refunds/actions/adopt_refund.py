"""Taking in a refund that was made in the gateway's own console: it ends an open request, or is opened as a new one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.models import Payment
from refunds.actions.mark_products import products_of
from refunds.actions.release_refund import move_amounts
from refunds.actions.settle import apply_refund_outcome
from refunds.errors import Unmatched
from refunds.events import record
from refunds.gateways.types import Outcome, OutcomeState
from refunds.ledger.post import post_reserve
from refunds.models import Refund, RefundAttempt
from refunds.references import refund_reference
from refunds.reversals import whose

State = Refund.State

ENDED_WITHOUT_EFFECT = (OutcomeState.FAILED, OutcomeState.CANCELED, OutcomeState.UNKNOWN)
WAITS_FOR_MONEY = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED)
"""A request in one of these has not been paid; what was approved may be on its way to a worker, which asks again."""


@dataclass(frozen=True, slots=True)
class Found:
    """A refund at a gateway that no try of ours made, with every id of its payment there.

    `made_at` is None where the gateway was not asked for it, as with a webhook. `is_reversal` says that the gateway
    took the money back by its own decision: another room may have booked it.
    """

    gateway: str
    gateway_account: str
    payment_references: frozenset[str]
    made_at: datetime | None = None
    is_reversal: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """It is no refund: `sentence` says whose money it is."""

    sentence: str
    tally: ClassVar[str] = "matched"


@dataclass(frozen=True, slots=True)
class Adopted:
    """The refund that it is now; `matched` says that it had been asked for before."""

    refund: Refund
    matched: bool

    @property
    def tally(self) -> str:
        """Which count of a comparison it belongs to."""
        return "matched" if self.matched else "adopted"

    @property
    def sentence(self) -> str:
        said = _("Ended the open request %s.") if self.matched else _("Adopted as %s.")
        return said % self.refund.reference


def adopt_refund(found: Found, outcome: Outcome, **why: Any) -> Adopted | Claimed | None:
    """Let it end the one open request that it fits, else open and settle a refund of origin `gateway`.

    Money that another room books as its own stays with it. `why` is kept with the event that tells of it; its
    `words` say where it was made, if not in the gateway's console.

    None where it had no effect, or is counted on its payment already. Raises Unmatched when no payment of ours has
    room for it or several requests could be meant; nothing was written then.
    """
    if outcome.state in ENDED_WITHOUT_EFFECT:
        return None
    actor = Actor.gateway(found.gateway_account)
    with transaction.atomic(), acting(actor):
        payment = _locked_payment(found)
        if _is_counted_already(payment, found):
            return None
        if said := whose(payment, outcome, actor, is_reversal=found.is_reversal):
            return Claimed(said)
        request = _request_meant(payment, outcome)
        reversal = {"is_reversal": True} if found.is_reversal else {}
        return take_in(payment, request, outcome, actor, **why, **reversal)


def take_in(payment: Payment, request: Refund | None, outcome: Outcome, actor: Actor, **why: Any) -> Adopted:
    """Settle a request, or a new refund, with what was found. The payment is locked by the caller.

    `why` is kept with the event that tells of it. Raises Unmatched when the payment has no room for it.
    """
    require_fits(payment, request, outcome)
    refund = request or _opened(payment, outcome, actor)
    refund.payment = payment
    kind = "refund.matched" if request else "refund.adopted"
    record(refund, kind, actor, gateway_reference=outcome.gateway_reference, **why)
    _walk_to_processing(refund, actor)
    attempt = _sent_by_the_gateway(refund, outcome)
    apply_refund_outcome(attempt.pk, outcome, actor)
    return Adopted(Refund.objects.get(pk=refund.pk), matched=request is not None)


def require_fits(payment: Payment, request: Refund | None, outcome: Outcome) -> None:
    """Raise Unmatched unless amount and currency are the request's, or the payment has room for them."""
    if outcome.amount_minor is None or outcome.currency != payment.currency:
        raise Unmatched(_("Its amount or currency does not fit the payment."))
    if request is not None and outcome.amount_minor != request.amount_minor:
        raise Unmatched(_("Its amount is not what %s asks for.") % request.reference)
    is_reserved = request is not None and request.state == State.APPROVED
    if not is_reserved and outcome.amount_minor > payment.left_minor:
        raise Unmatched(_("It is more than is left on the payment."))


def _locked_payment(found: Found) -> Payment:
    payment = (
        Payment.objects.select_for_update()
        .filter(
            gateway=found.gateway,
            gateway_account=found.gateway_account,
            gateway_reference__in=found.payment_references,
        )
        .first()
    )
    if payment is None:
        raise Unmatched(_("The refunded payment is not known here."))
    return payment


def _is_counted_already(payment: Payment, found: Found) -> bool:
    """A payment that was taken in with refunds on it counts those that were made before."""
    if not payment.refunded_before_minor:
        return False
    if found.made_at is None:
        raise Unmatched(_("The payment had refunds before it was known here; this may be one of them."))
    return found.made_at < payment.created_at


def _request_meant(payment: Payment, outcome: Outcome) -> Refund | None:
    """The one open request over this amount; a try of ours whose answer was lost may be it as well."""
    lost = RefundAttempt.objects.filter(
        refund__payment=payment,
        refund__amount_minor=outcome.amount_minor,
        gateway_reference="",
        state__in=(RefundAttempt.State.SENDING, RefundAttempt.State.UNKNOWN),
    )
    if lost.exists():
        raise Unmatched(_("A refund of ours over this amount has had no answer yet; this may be it."))
    requests = list(
        Refund.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(
            payment=payment,
            amount_minor=outcome.amount_minor,
            state__in=WAITS_FOR_MONEY,
            rail=Refund.Rail.ORIGINAL,
            plan=None,
        )
        .order_by("pk")
    )
    if len(requests) > 1:
        references = ", ".join(request.reference for request in requests[:5])
        raise Unmatched(_("Several open requests ask for this amount: %s.") % references)
    return requests[0] if requests else None


def _opened(payment: Payment, outcome: Outcome, actor: Actor) -> Refund:
    return Refund.objects.create(
        reference=refund_reference(),
        customer_id=payment.customer_id,
        payment=payment,
        currency=payment.currency,
        amount_minor=outcome.amount_minor,
        reason=Refund.Reason.OTHER,
        origin=Refund.Origin.GATEWAY,
        requested_by=actor.key,
        **products_of(payment),
    )


def _walk_to_processing(refund: Refund, actor: Actor) -> None:
    """It takes the declared moves like every refund, so that ledger and events tell the same story."""
    if refund.state != State.APPROVED:
        _release(refund, actor)
    refund.start()
    refund.save()
    record(refund, "refund.processing", actor, State.APPROVED, round=refund.round)


def _release(refund: Refund, actor: Actor) -> None:
    came_from, retried = refund.state, refund.state == State.FAILED
    move_amounts(refund.payment, reserved=refund.amount_minor)
    if came_from == State.NEEDS_INFO:
        refund.send_to_review()
        refund.save()
    refund.retry() if retried else refund.approve()
    refund.save()
    post_reserve(refund)
    record(refund, "refund.retried" if retried else "refund.approved", actor, came_from, round=refund.round)


def _sent_by_the_gateway(refund: Refund, outcome: Outcome) -> RefundAttempt:
    payment = refund.payment
    attempt = RefundAttempt(
        refund=refund,
        number=refund.round,
        reference=f"{refund.reference}-{refund.round}",
        gateway=payment.gateway,
        gateway_account=payment.gateway_account,
        idempotency_key=f"adopted:{_key_of(payment, outcome)}",
        body=b"",
        body_hash=hashlib.sha256(b"").hexdigest(),
        gateway_reference=outcome.gateway_reference,
        next_check_at=clock.now(),
    )
    attempt.send()
    attempt.save()
    return attempt


def _key_of(payment: Payment, outcome: Outcome) -> str:
    """Of this refund at this account: taken in twice at once, the second is refused by the database."""
    said = f"{payment.gateway}:{payment.gateway_account}:{outcome.gateway_reference}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]
