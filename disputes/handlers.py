"""What this room plugs into the refunds room, and who listens to news of a dispute."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import Actor
from disputes import deadlines, letters, outgoing, refund_gate, staff_notices
from disputes.actions import meet_dispute, synchronise
from disputes.actions.ask_gateway import ask_about_warning, ask_gateway
from disputes.actions.found_its_place import found_its_place
from disputes.actions.set_up_fees import set_up_fees
from disputes.actions.take_dispute import take_dispute
from disputes.actions.take_letter_answer import take_letter_answer
from disputes.actions.take_warning import take_warning
from disputes.inbox import kept
from disputes.inbox.tabs import waiting_for
from disputes.letter_kinds import name_letters
from disputes.models import Alert, Dispute
from disputes.prevention import outgoing as told_alerts
from disputes.results import mark
from disputes.reversals import claim
from disputes.sockets import listen
from refunds.errors import Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import DisputeRecord, WarningRecord
from refunds.mail_sockets import take_mail_about
from refunds.models import WebhookEvent
from refunds.other_cases import OtherCases, show_also
from refunds.outgoing.topics import Topic, tell_of
from refunds.reconciliation_sockets import read_also
from refunds.reversals import claim_reversals
from refunds.set_up_sockets import set_up_also
from refunds.views.waiting import count_also
from refunds.webhooks.records import present_record
from refunds.webhooks.sockets import Asking, handle_topic
from refunds.worklist.kept import keep_list

THE_DISPUTE = Asking(lambda able: able.reads_disputes, ask_gateway)
THE_WARNING = Asking(lambda able: able.reads_warnings, ask_about_warning)


def plug_in() -> None:
    handle_topic("dispute", on_dispute_event, THE_DISPUTE)
    handle_topic("warning", on_warning_event, THE_WARNING)
    read_also(synchronise)
    claim_reversals(claim)
    for listener in (
        outgoing.on_news,  # first: it tells the event that was just written
        deadlines.on_news,
        refund_gate.on_news,
        staff_notices.on_news,
        letters.on_news,
        mark.on_news,
        meet_dispute.on_news,
    ):
        listen(listener)
    tell_of(Topic(outgoing.DISPUTE, outgoing.SENTENCES, outgoing.shown_dispute))
    tell_of(Topic(told_alerts.ALERT, told_alerts.SENTENCES, told_alerts.shown_alert))
    set_up_also(set_up_fees)
    name_letters()
    keep_list(kept.KEPT)
    take_mail_about("DP", take_letter_answer)
    count_also("dispute_count", waiting_for)
    title = gettext_lazy("Disputes of this payment")
    show_also(OtherCases("dispute", title, "disputes:dispute", "my_disputes:dispute", _of_payment))
    early = gettext_lazy("Early warnings about this payment")
    show_also(OtherCases("alert", early, "disputes:alert", "", _alerts_of_payment))


def _of_payment(payment: OuterRef) -> QuerySet[Dispute]:
    return Dispute.objects.filter(payment=payment)


def _alerts_of_payment(payment: OuterRef) -> QuerySet[Alert]:
    return Alert.objects.filter(payment=payment)


def on_dispute_event(event: WebhookEvent) -> str:
    """Read the gateway's present record of the dispute, or take the event's own word where there is none."""
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no dispute."))
    read = THE_DISPUTE.can(gateway.capabilities)
    record: DisputeRecord = present_record(event, gateway, THE_DISPUTE) if read else _told(event, gateway)
    dispute = take_dispute(
        actor=Actor.gateway(event.gateway_account),
        gateway=event.gateway,
        account=event.gateway_account,
        record=record,
    )
    found_its_place(dispute, gateway, but=event)
    return f"{dispute.reference}: {dispute.get_state_display()}"


def on_warning_event(event: WebhookEvent) -> str:
    """Read the gateway's present word of a payment that may be fraud, and put it before a person."""
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no warning."))
    read = THE_WARNING.can(gateway.capabilities)
    record: WarningRecord = present_record(event, gateway, THE_WARNING) if read else _warned(event, gateway)
    warning = take_warning(
        actor=Actor.gateway(event.gateway_account),
        gateway=event.gateway,
        account=event.gateway_account,
        record=record,
    )
    return f"{warning.payment.reference}: {warning.fraud_words}"


def _warned(event: WebhookEvent, gateway: Gateway) -> WarningRecord:
    """Read the warning out of the stored bytes, which were verified when they came."""
    for told in gateway.parse_events(bytes(event.body)):
        if told.event_id == event.event_id and told.warning is not None:
            return told.warning
    raise Unmatched(_("The event tells nothing that we understand of a fraud warning."))


def _told(event: WebhookEvent, gateway: Gateway) -> DisputeRecord:
    """Read the record out of the stored bytes, which were verified when they came and cannot have changed since."""
    for told in gateway.parse_events(bytes(event.body)):
        if told.event_id == event.event_id and told.dispute is not None:
            return told.dispute
    raise Unmatched(_("The event tells nothing that we understand of a dispute."))
