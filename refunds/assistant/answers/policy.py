"""Answers from the refund policy as it was at the purchase, or as it is now where no purchase is meant."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from refunds.assistant.asked import Answer, Asked, Source


def can_i_return(asked: Asked) -> Answer:
    """The window, and what a request would come to today."""
    rule = rule_answer(asked, "return_window")
    preview = asked.preview()
    if asked.payment is None or preview is None:
        return rule
    return Answer([preview.sentence, *preview.reasons, *rule.sentences], [asked.order(), *rule.sources])


def how_to_ask(asked: Asked) -> Answer:
    said = [_("Open the order and choose “Ask for a refund”. You see what you would get before you send it.")]
    page = _ask_page(asked) or [Source(_("My payments"), reverse("my:payments"))]
    return Answer(said, [*page, *asked.policy_source()])


def store_credit(asked: Asked) -> Answer:
    said = [_("Yes: choose store credit when you ask for the refund. It is there at once, for your next order.")]
    refund = asked.refund
    if refund is not None and refund.rail == refund.Rail.STORE_CREDIT:
        return Answer([_("This refund is paid as store credit already.")], [asked.case()])
    if refund is not None and refund.finished_at is None:
        said = [_("This request goes back the way it was asked for. A colleague can propose store credit instead.")]
        return Answer(said, [asked.case()], hands_over=True)
    return Answer(said, _ask_page(asked) or asked.policy_source())


def who_decides(asked: Asked) -> Answer:
    said = [_("The policy decides small and clear requests at once; all others are decided by a person.")]
    rule = rule_answer(asked, "automatic_approval")
    return Answer([*said, *rule.sentences], rule.sources)


def fee(asked: Asked) -> Answer:
    return rule_answer(asked, "restocking_fee")


def excluded_things(asked: Asked) -> Answer:
    return rule_answer(asked, "non_refundable_products")


def the_rules(asked: Asked) -> Answer:
    return Answer(
        [_("The policy that was in force when you bought something holds for it. You can read every rule of it.")],
        asked.policy_source(),
    )


def something_wrong(asked: Asked) -> Answer:
    window, documents = rule_answer(asked, "return_window"), rule_answer(asked, "documents_required")
    said = [_("I am sorry. Please ask for a refund and choose what was wrong with it as the reason.")]
    said = [*said, *documents.sentences, *window.sentences]
    return Answer(said, [*_ask_page(asked), *documents.sources, *window.sources])


def only_part(asked: Asked) -> Answer:
    said = [
        _("Yes. When you ask for a refund, choose some of the things, or a part of the price if you keep everything.")
    ]
    return Answer(said, _ask_page(asked) or asked.policy_source())


def rule_answer(asked: Asked, code: str) -> Answer:
    """What a rule says in plain words; a colleague answers where there is no policy to read it from."""
    rule = asked.rule(code)
    if rule is None:
        return Answer([], hands_over=True)
    return Answer([rule.words], asked.policy_source(rule))


def _ask_page(asked: Asked) -> list[Source]:
    if asked.payment is None:
        return []
    return [Source(_("Ask for a refund"), reverse("my:ask", args=[asked.payment.reference]))]
