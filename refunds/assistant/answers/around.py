"""Answers beside the case and the policy: what a colleague must see to, what we do not do, and good manners."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from refunds.assistant.asked import Answer, Asked, Source


def a_person(asked: Asked) -> Answer:
    return Answer([], hands_over=True)


def i_disagree(asked: Asked) -> Answer:
    said = _("I am sorry that you are not content. A person has to look at that, not a program.")
    return Answer([said], _second_look(asked), hands_over=True)


def _second_look(asked: Asked) -> list[Source]:
    if asked.refund is None or not asked.refund.may_be_appealed:
        return []
    return [Source(_("Ask for a second look"), reverse("my:appeal", args=[asked.refund.reference]))]


def unknown_charge(asked: Asked) -> Answer:
    return Answer([_("A charge that you do not know must be looked at by a person.")], hands_over=True)


def my_data(asked: Asked) -> Answer:
    return Answer([_("A colleague answers questions about your personal data.")], hands_over=True)


def sending_back(asked: Asked) -> Answer:
    return Answer([_("I do not know how your parcel travels back to us.")], hands_over=True)


def my_parcel(asked: Asked) -> Answer:
    return Answer([_("I only know payments and refunds, not where a parcel is.")], hands_over=True)


def exchange(asked: Asked) -> Answer:
    return Answer([_("Whether we can send you something else instead, a colleague must say.")], hands_over=True)


def the_contract(asked: Asked) -> Answer:
    source = Source(_("Withdraw from contract here"), reverse("my:withdrawal"))
    return Answer([_("The law's own right to withdraw holds beside our policy.")], [source], hands_over=True)


def somebody_else(asked: Asked) -> Answer:
    return Answer([_("I only speak about your own payments and refunds.")], is_refusal=True)


def decide_for_me(asked: Asked) -> Answer:
    said = _("I cannot approve, pay or change anything. The policy and our colleagues decide, whatever is written.")
    return Answer([said], asked.policy_source(), is_refusal=True)


def something_else(asked: Asked) -> Answer:
    return Answer([_("I only know about your payments, your refunds and our refund policy.")])


def hello(asked: Asked) -> Answer:
    return Answer([_("You are welcome. Ask me about your payments, your refunds or our refund policy.")])
