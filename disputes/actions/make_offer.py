"""Offering a customer who only asks as yet something: they take it or not, and the gateway pays what they took."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.money import format_money
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.refund_instead import why_no_refund
from disputes.actions.store_answer import at_stake_minor, store_answer
from disputes.finding import require_open
from disputes.gate import keep_gate
from disputes.models import Dispute, DisputeAnswer
from disputes.weighing.weigh import weigh
from refunds import permissions
from refunds.actions.words import require_note, require_words
from refunds.crash_points import crash_point
from refunds.gateways.dispute_types import OfferKind

OFFER_WORDS_LIMIT, WHY_LIMIT = 2000, 500
ADDRESS = {"line": 300, "city": 120, "postal_code": 60, "country": 2}
"""The parts of a return address and how long each may be."""


def make_offer(
    *,
    actor: Actor,
    reference: str,
    kind: str,
    words: str,
    amount_minor: int | None = None,
    return_address: Mapping[str, str] | None = None,
    why: str = "",
) -> DisputeAnswer:
    """Store an offer to the customer, once a round; a worker tells the gateway after this transaction.

    `words` are read by the customer, `why` by colleagues only: it is kept with what the case was worth. While the
    customer has it no refund leaves: both would be paid. Raises BadInput for what cannot be offered, Conflict where it
    is not our turn or money is under way already.
    """
    person = permissions.require(actor, permissions.ACCEPT_DISPUTES)
    said = require_words(words, "words", OFFER_WORDS_LIMIT)
    reason = require_note(why, "why", WHY_LIMIT) if why.strip() else ""
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        require_open(dispute)
        if why_not := why_no_offer(dispute):
            raise Conflict(why_not, "no_offer")
        if kind not in dispute.may_offer:
            raise BadInput(_("The gateway does not take this kind of offer in this case."), "not_offered", "kind")
        offer = {
            "kind": kind,
            "words": said,
            "amount_minor": _amount(dispute, kind, amount_minor),
            "currency": dispute.currency,
            "return_address": _address(kind, return_address or {}),
        }
        permissions.require_limit_for(person, dispute.currency, at_stake_minor(dispute, offer))
        answer = store_answer(dispute, DisputeAnswer.Kind.OFFER, actor, offer=offer)
        keep_appraisal(dispute, actor, weigh(dispute), answer=answer, why=reason)
        dispute.offer_leaves = True
        dispute.save()
        keep_gate(dispute, actor)
    crash_point("answer_stored")
    return answer


def why_no_offer(dispute: Dispute) -> str:
    """Why nothing can be offered now; "" where it can."""
    if dispute.state != Dispute.State.INQUIRY:
        return _("Only while the customer asks, and it is our turn, something can be offered.")
    if not dispute.may_offer:
        return _("The gateway takes no offer in this case now.")
    return why_no_refund(dispute)


def drop_gift(answer: DisputeAnswer, actor: Actor) -> None:
    """What would have given the customer money does not leave, so refunds may again. All three are locked."""
    dispute = answer.dispute
    if answer.kind == DisputeAnswer.Kind.OFFER and dispute.offer_leaves:
        dispute.offer_leaves = False
        dispute.save()
    if answer.kind in (DisputeAnswer.Kind.OFFER, DisputeAnswer.Kind.ACCEPTANCE):
        keep_gate(dispute, actor)


def _amount(dispute: Dispute, kind: str, amount_minor: int | None) -> int | None:
    """What is offered: no more than what is disputed and left of the payment."""
    if kind == OfferKind.REPLACEMENT:
        if amount_minor is not None:
            raise BadInput(_("A replacement without money has no amount."), "amount_not_needed", "amount")
        return None
    payment = dispute.payment
    most = dispute.amount_minor
    if payment.currency == dispute.currency:
        most = min(most, payment.left_minor)
    if amount_minor is None or not 0 < amount_minor <= most:
        limit = format_money(most, dispute.currency)
        raise BadInput(_("Offer an amount of no more than %s.") % limit, "wrong_amount", "amount")
    return amount_minor


def _address(kind: str, address: Mapping[str, str]) -> dict[str, str]:
    """Where the goods go back to; asked for where they do."""
    if kind != OfferKind.WITH_RETURN:
        return {}
    given = {name: str(address.get(name, "")).strip() for name in ADDRESS}
    given["country"] = given["country"].upper()
    for name, longest in ADDRESS.items():
        if not given[name] or len(given[name]) > longest or not given[name].isprintable():
            raise BadInput(
                _("Say where the goods are sent: street, town, postal code and country."), "no_address", name
            )
    if len(given["country"]) != 2 or not (given["country"].isascii() and given["country"].isalpha()):
        raise BadInput(_("Write the country with two letters, as DE."), "bad_country", "country")
    return given
