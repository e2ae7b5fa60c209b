"""Taking in what a gateway says of a dispute: from a webhook, a synchronisation, a file or a platform, all end here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.models import Payment
from disputes.bookkeeping import book_movements, settle_losses
from disputes.categories import category_of
from disputes.events import record as note
from disputes.gate import keep_gate
from disputes.models import Dispute
from disputes.networks import network_of
from disputes.news import is_known, is_old_news, offer_then, stage_then
from disputes.offers import offer_told
from disputes.paths import way_to
from disputes.references import dispute_reference
from disputes.results.mark import mark
from disputes.sockets import follow
from disputes.weighing.keep import keep_worth
from refunds.crash_points import crash_point
from refunds.errors import Unmatched
from refunds.gateways.dispute_types import DisputeRecord, DisputeState

State = Dispute.State


def take_dispute(
    *, actor: Actor, gateway: str, account: str, record: DisputeRecord, source: str = Dispute.Source.GATEWAY
) -> Dispute:
    """Bring our dispute to what the gateway holds, with everything that follows from it, in one transaction.

    Told again, late or out of order it changes nothing. Raises Unmatched where its payment is not known here.
    """
    payment = payment_of(gateway, account, record.payment_references, record.gateway_reference)
    with transaction.atomic(), acting(actor):
        payment = Payment.objects.select_for_update().select_related("customer").get(pk=payment.pk)
        dispute = _locked(gateway, account, record.gateway_reference)
        opened = dispute is None
        if dispute is None:
            dispute = _open(payment, gateway, account, record, source, actor)
        dispute.payment = payment
        if opened:
            _take(dispute, record, actor, opened=True)
        elif is_old_news(dispute, record):
            _learn_late(dispute, record, actor)
        elif is_known(dispute, record):
            _heard_again(dispute, record)
        else:
            _take(dispute, record, actor, opened=False)
        crash_point("inside_dispute")
    return dispute


def payment_of(gateway: str, account: str, references: Iterable[str], case: str = "") -> Payment:
    """Our payment by any of the ids that the gateway has for it, or by the dispute that is known here already.

    Raises Unmatched.
    """
    here = Payment.objects.filter(gateway=gateway, gateway_account=account)
    payment = here.filter(gateway_reference__in=set(references)).first()
    if payment is None and case:
        payment = here.filter(disputes__gateway_reference=case).first()
    if payment is None:
        raise Unmatched(_("The disputed payment is not known here."))
    return payment


def _locked(gateway: str, account: str, reference: str) -> Dispute | None:
    mine = Dispute.objects.filter(gateway=gateway, gateway_account=account, gateway_reference=reference)
    return mine.select_for_update().first()


def _open(payment: Payment, gateway: str, account: str, record: DisputeRecord, source: str, actor: Actor) -> Dispute:
    earlier = _locked(gateway, account, record.follows) if record.follows else None
    is_inquiry = record.stage == Dispute.Stage.INQUIRY
    return Dispute.objects.create(
        reference=dispute_reference(),
        payment=payment,
        gateway=gateway,
        gateway_account=account,
        gateway_reference=record.gateway_reference,
        source=source,
        state=State.INQUIRY if is_inquiry else State.NEEDS_RESPONSE,
        stage=(record.stage or Dispute.Stage.CHARGEBACK).value,
        follows=earlier,
        currency=record.currency,
        amount_minor=record.amount_minor,
        opened_at=record.opened_at or clock.now(),
    )


def _heard_again(dispute: Dispute, record: DisputeRecord) -> None:
    """It stands as we know it: only when that was last heard is kept, without history."""
    dispute.told_at = record.told_at or record.read_at or clock.now()
    Dispute.objects.filter(pk=dispute.pk).update(told_at=dispute.told_at)
    dispute.version += 1  # the database counts every write


def _take(dispute: Dispute, record: DisputeRecord, actor: Actor, *, opened: bool) -> None:
    way = None if record.state == DisputeState.UNKNOWN else way_to(dispute, record)
    offered = dict(dispute.offer)
    changed = _facts(dispute, record)
    if opened:
        dispute.save()
        note(dispute, "dispute.opened", actor, word=record.word, amount_minor=record.amount_minor)
    if dispute.offer != offered:
        note(dispute, f"dispute.offer_{dispute.offer['state']}", actor, **offer_told(dispute))
    for move in way or ():
        came_from = dispute.state
        getattr(dispute, move)()
        dispute.save()
        note(dispute, f"dispute.{dispute.state}", actor, came_from, word=record.word, words=record.outcome_words)
    if way is None:
        dispute.attention = _nowhere(record)
        note(dispute, "dispute.not_understood", actor, word=record.word)
    elif changed and not way and not opened:
        note(dispute, "dispute.changed", actor, **changed)
    keep_worth(dispute)
    dispute.save()
    follow_up(dispute, record, actor, moved=bool(way), opened=opened)


def _learn_late(dispute: Dispute, record: DisputeRecord, actor: Actor) -> None:
    """Of what came late the money still counts, and what nobody has said since. The state is older than ours.

    Who listens hears of money: it may be the same that was booked elsewhere.
    """
    dispute.opened_at = min(dispute.opened_at, record.opened_at or dispute.opened_at)
    dispute.reason = dispute.reason or record.reason[:80]
    dispute.network_code = dispute.network_code or record.network_code[:20]
    dispute.network = dispute.network or network_of(record.network, dispute.payment)
    dispute.category = category_of(dispute.reason, dispute.network_code)
    dispute.save()
    if book_movements(dispute, record.movements):
        settle_losses(dispute)
        note(dispute, "dispute.money_told_late", actor, word=record.word)
        follow(dispute, actor, moved=False, opened=False)
    else:
        mark(dispute)


def follow_up(dispute: Dispute, record: DisputeRecord | None, actor: Actor, *, moved: bool, opened: bool) -> None:
    """What follows from where a dispute stands, whoever moved it: the gate, the books, and whoever listens."""
    keep_gate(dispute, actor)
    if record is not None:
        book_movements(dispute, record.movements)
    settle_losses(dispute)
    follow(dispute, actor, moved=moved, opened=opened)


def _facts(dispute: Dispute, record: DisputeRecord) -> dict[str, Any]:
    """Take over what the gateway says beside the state; return what of it people should hear of."""
    told = {
        "stage": stage_then(dispute, record).value,
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "respond_by": record.respond_by,
        "may_respond": record.can_respond,
        "may_refund": record.is_refundable,
    }
    changed = {name: [str(getattr(dispute, name)), str(value)] for name, value in told.items()
               if getattr(dispute, name) != value}  # fmt: skip
    for name, value in told.items():
        setattr(dispute, name, value)
    dispute.may_accept = record.can_accept
    dispute.may_appeal, dispute.may_offer = record.can_appeal, list(record.offers or ())
    dispute.may_acknowledge = list(record.returns)
    dispute.offer = offer_then(dispute, record)
    dispute.word, dispute.reason = record.word[:80], record.reason[:80] or dispute.reason
    dispute.network = network_of(record.network or dispute.network, dispute.payment)
    dispute.network_code = (record.network_code or dispute.network_code)[:20]
    dispute.category = category_of(dispute.reason, dispute.network_code)
    dispute.outcome_words = record.outcome_words[:500] or dispute.outcome_words
    dispute.answers_there = max(dispute.answers_there, record.answers)
    dispute.told_at = record.told_at or record.read_at or clock.now()
    dispute.raw = dict(record.raw)
    return changed


def _nowhere(record: DisputeRecord) -> str:
    said = _("The gateway says “%s”, which does not follow from what we know. Look into its console.")
    return said % record.word
