"""What this room plugs into the refunds room: a dispute puts a hold on its payment, its end lifts it."""

from django.utils.translation import gettext as _

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.models import Payment, PaymentHold
from refunds.errors import Unmatched
from refunds.models import WebhookEvent
from refunds.webhooks.sockets import handle_topic

ENDED = ("charge.dispute.closed", "charge.dispute.funds_reinstated", "dispute.closed")


def plug_in() -> None:
    handle_topic("dispute", on_dispute_event)


def on_dispute_event(event: WebhookEvent) -> str:
    """Place or lift the hold of this dispute. Late, twice or in any order: an ended dispute holds nothing."""
    payment = Payment.objects.filter(
        gateway=event.gateway,
        gateway_account=event.gateway_account,
        gateway_reference__in=event.payment_references,
    ).first()
    if payment is None:
        raise Unmatched(_("The disputed payment is not known here."))
    actor, source = Actor.gateway(event.gateway_account), f"dispute:{event.gateway_reference}"
    if event.kind in ENDED:
        release_hold(actor=actor, payment=payment, source=source)
        return _("Hold lifted.")
    if _has_ended(event):
        return _("The dispute has already ended.")
    hold_payment(
        actor=actor,
        payment=payment,
        kind=PaymentHold.Kind.DISPUTE,
        source=source,
        reason=_("Dispute %s is open at the gateway.") % event.gateway_reference,
    )
    return _("Payment put on hold.")


def _has_ended(event: WebhookEvent) -> bool:
    same_dispute = WebhookEvent.objects.filter(
        gateway=event.gateway,
        gateway_account=event.gateway_account,
        gateway_reference=event.gateway_reference,
    )
    return same_dispute.filter(kind__in=ENDED).exists()
