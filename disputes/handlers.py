"""What this room plugs into the refunds room: what a webhook about a dispute does."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from disputes.actions.take_dispute import take_dispute
from refunds.errors import Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import DisputeRecord
from refunds.models import WebhookEvent
from refunds.webhooks.sockets import handle_topic


def plug_in() -> None:
    handle_topic("dispute", on_dispute_event)


def on_dispute_event(event: WebhookEvent) -> str:
    """Read the gateway's present record of the dispute, or take the event's own word where there is none."""
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no dispute."))
    read = gateway.capabilities.reads_disputes
    record = gateway.read_dispute(event.gateway_reference) if read else _told(event, gateway)
    dispute = take_dispute(
        actor=Actor.gateway(event.gateway_account),
        gateway=event.gateway,
        account=event.gateway_account,
        record=record,
    )
    return f"{dispute.reference}: {dispute.get_state_display()}"


def _told(event: WebhookEvent, gateway: Gateway) -> DisputeRecord:
    """Read the record out of the stored bytes, which were verified when they came and cannot have changed since."""
    for told in gateway.parse_events(bytes(event.body)):
        if told.event_id == event.event_id and told.dispute is not None:
            return told.dispute
    raise Unmatched(_("The event tells nothing that we understand of a dispute."))
