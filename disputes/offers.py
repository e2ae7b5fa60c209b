"""Offers to a customer who only asks as yet, in words: what is offered, what becomes of it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.money import format_money
from disputes.models import Dispute, DisputeAnswer
from refunds.gateways.dispute_types import OfferKind, OfferState, ReturnFinding

KIND_NAMES = [(kind.value, kind.value) for kind in OfferKind]
STATE_NAMES = [(state.value, state.value) for state in OfferState]
"""As the API knows them."""
KINDS: dict[str, Promise] = {
    OfferKind.REFUND: gettext_lazy("Money back, all or a part"),
    OfferKind.WITH_RETURN: gettext_lazy("Money back once the goods are returned"),
    OfferKind.WITH_REPLACEMENT: gettext_lazy("A part of the money, and a replacement"),
    OfferKind.REPLACEMENT: gettext_lazy("A replacement, no money"),
}
FINDING_NAMES = [(finding.value, finding.value) for finding in ReturnFinding]
FINDINGS: dict[str, Promise] = {
    ReturnFinding.RECEIVED: gettext_lazy("The goods are here, as expected"),
    ReturnFinding.NOT_RECEIVED: gettext_lazy("Nothing has come"),
    ReturnFinding.DAMAGED: gettext_lazy("They came damaged"),
    ReturnFinding.DIFFERENT: gettext_lazy("The parcel was empty, or held something else"),
    ReturnFinding.MISSING: gettext_lazy("A part is missing"),
}
STATES: dict[str, Promise] = {
    "proposed": gettext_lazy("with the customer"),
    "accepted": gettext_lazy("accepted"),
    "denied": gettext_lazy("denied"),
}


def offer_told(dispute: Dispute) -> dict[str, str]:
    """The last offer for its event, in the words of events: kind and amount."""
    return {"offer_kind": str(dispute.offer.get("kind", "")), "amount": amount_offered(dispute)}


def return_told(answer: DisputeAnswer) -> dict[str, str]:
    """What we said of returned goods, for its event; nothing for any other answer."""
    if answer.kind != DisputeAnswer.Kind.RETURN:
        return {}
    return {"finding": str(FINDINGS[answer.finding]), "words": answer.texts.get("note", "")}


def amount_offered(dispute: Dispute) -> str:
    amount_minor = dispute.offer.get("amount_minor")
    return format_money(amount_minor, dispute.offer["currency"]) if amount_minor else ""


def terms_offered(answer: DisputeAnswer) -> str:
    """What an answer of ours offers, in a sentence for the customer."""
    kind, amount_minor = str(KINDS[answer.offer["kind"]]), answer.offer.get("amount_minor")
    if not amount_minor:
        return f"{kind}."
    amount = format_money(amount_minor, answer.offer["currency"], get_language() or "en")
    return f"{kind}: {amount}."


def offer_in_words(dispute: Dispute) -> str:
    """The last offer and what became of it; "" where there is none."""
    if not dispute.offer.get("kind"):
        return ""
    kind, state = str(KINDS[dispute.offer["kind"]]), str(STATES[dispute.offer["state"]])
    said = {"kind": kind, "state": state, "amount": amount_offered(dispute)}
    if said["amount"]:
        return _("%(kind)s: %(amount)s, %(state)s") % said
    return _("%(kind)s, %(state)s") % said
