"""Disputes in plain words: what a reason means for the desk, what an outcome means for the customer."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute, DisputeAnswer
from disputes.offers import terms_offered

Category, State = Dispute.Category, Dispute.State

MEANS: dict[str, Promise] = {
    Category.FRAUDULENT: gettext_lazy("The cardholder says that it was not they who paid."),
    Category.UNRECOGNIZED: gettext_lazy("The cardholder does not recognize the payment on the statement."),
    Category.NOT_RECEIVED: gettext_lazy("The customer says that what was bought never arrived."),
    Category.UNACCEPTABLE: gettext_lazy("The customer says that what arrived is broken, or not what was promised."),
    Category.CREDIT: gettext_lazy("The customer says that a refund was promised and never came."),
    Category.DUPLICATE: gettext_lazy("The customer says that the same thing was charged twice, or paid another way."),
    Category.SUBSCRIPTION: gettext_lazy("The customer says that the subscription was canceled before this payment."),
    Category.GENERAL: gettext_lazy("The bank gives a reason that fits no other group; read its own words."),
    Category.NONCOMPLIANT: gettext_lazy("The other bank says that a rule of the card network was broken."),
}

_MONEY_BACK = gettext_lazy("Your bank or payment service has given the money back to you. You need not do anything.")
_SHOP_KEEPS = gettext_lazy(
    "The payment stands as it was made. If something is still wrong with your order, write to us: we would rather"
    " help you than argue with your bank."
)
_NOBODY = gettext_lazy("The dispute was taken back, and the payment stands as it was made.")
_OUTCOMES: dict[str, Promise] = {
    State.WON: _SHOP_KEEPS,
    State.INQUIRY_CLOSED: gettext_lazy("The question of your bank is answered, and nothing more follows from it."),
    State.LOST: _MONEY_BACK,
    State.ACCEPTED: _MONEY_BACK,
    State.EXPIRED: _MONEY_BACK,
    State.PREVENTED: _MONEY_BACK,
    State.WITHDRAWN: _NOBODY,
}


def meaning_of(dispute: Dispute) -> str:
    return str(MEANS[dispute.category])


def outcome_for_customer(dispute: Dispute) -> str:
    """How it ended, for the one who disputed; "" while it is open."""
    return str(_OUTCOMES.get(dispute.state, ""))


def state_for_customer(dispute: Dispute) -> str:
    """Where it stands, for the one who disputed."""
    if dispute.state in Dispute.OURS:
        return _("Your bank or payment service asked us about this payment. We prepare our answer.")
    if dispute.is_open:
        return _("We have answered. Your bank or payment service decides now; that often takes two to three months.")
    return outcome_for_customer(dispute)


_SHOWN: dict[str, Promise] = {
    "receipt": gettext_lazy("what was bought and how it was paid"),
    "description": gettext_lazy("what was promised"),
    "delivery_confirmed": gettext_lazy("that it was delivered, when and where to"),
    "access_log": gettext_lazy("that it was used after the purchase"),
    "service_record": gettext_lazy("that the service was given"),
    "messages": gettext_lazy("what you and we wrote to each other"),
    "refund_policy": gettext_lazy("the terms that held for the purchase"),
    "refund_refusal": gettext_lazy("why there was no refund"),
    "proof_of_credit": gettext_lazy("the refund that you have had"),
    "second_purchase": gettext_lazy("that there were two purchases"),
    "withdrawn": gettext_lazy("your statement that it was a mistake"),
}
_TOLD_AS = {
    "delivery_address": "delivery_confirmed", "signature": "delivery_confirmed", "policy_shown": "refund_policy",
    "cancellation_policy": "refund_policy", "renewal_notice": "messages", "purchase_trace": "receipt",
    "earlier_payments": "receipt",
}  # fmt: skip
"""What a customer is told of by another name, and not by its marks of devices and sign-ins."""


def shown_for_customer(answer: DisputeAnswer) -> list[str]:
    """What our answer showed, for the one who disputed; [] where it showed nothing."""
    pieces = dict.fromkeys(_TOLD_AS.get(piece, piece) for piece in answer.pieces)
    return [str(_SHOWN[piece]) for piece in pieces if piece in _SHOWN]


def answer_for_customer(answer: DisputeAnswer) -> str:
    """What we answered, for the one who disputed."""
    if answer.kind == DisputeAnswer.Kind.ACCEPTANCE:
        return _("We have accepted your dispute.")
    if answer.kind == DisputeAnswer.Kind.OFFER:
        said = _("We have made you an offer. You find it with your payment service, and take it there or not.")
        return f"{said} {terms_offered(answer)}"
    if answer.kind == DisputeAnswer.Kind.RETURN:
        return _("We have told your payment service what came back to us.")
    if answer.kind == DisputeAnswer.Kind.APPEAL:
        return _("We have asked your bank or payment service to look at its decision once more, with further papers.")
    return _("We have sent your bank or payment service the papers about this order and explained why we charged it.")
