"""Asking the assistant: what is meant, the answer out of our own sentences, and to a person with what it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.errors import BadInput, RecourseError
from customers.languages import present_language
from customers.models import Customer, Payment
from customers.rate_limits import require_allowance
from refunds import permissions
from refunds.actions.find_meant import Meant, find_meant
from refunds.actions.hand_in_documents import documents_of
from refunds.actions.hand_over_question import hand_over_question
from refunds.actions.quote_refund import quote_refund
from refunds.actions.words import is_writable
from refunds.assistant.answers import builder_of
from refunds.assistant.asked import Answer, Asked, Preview, Source
from refunds.assistant.masking import masked
from refunds.assistant.names import mail_addresses_in, names_in, without_names
from refunds.assistant.phrasings import PAYMENT, REFUND, Intent, intents
from refunds.assistant.search import choose, look_for
from refunds.assistant.service import chosen_by_service
from refunds.bank_reference import bank_reference, was_never_charged
from refunds.models import AskedQuestion, PolicyVersion, Refund
from refunds.models.asked_question import QUESTION_LIMIT
from refunds.policy.wording import money
from refunds.progress import Progress
from refunds.queries import policy_at

HOUR_SECONDS = 3600
Door, Outcome = AskedQuestion.Door, AskedQuestion.Outcome


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with what came of it; `choices` are the cases among which the customer chooses, by number and words."""

    outcome: str
    answer: Answer
    refund: Refund | None = None
    choices: list[dict[str, str]] = field(default_factory=list)


def ask_assistant(*, actor: Actor, customer: Customer, question: str, door: str, about: str = "") -> AskedQuestion:
    """Answer a customer in the language that is active. `about` is the number of the refund or payment of the page.

    Raises BadInput for a text that is missing or too long, TooManyCalls above what may be asked in an hour.
    """
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.ANSWER_QUESTIONS)
    words = checked_question(question)
    _count(f"customer {customer.pk}")
    strangers = [address for address in mail_addresses_in(words) if address != customer.email.lower()]
    meant = find_meant(customer, names_in(words), about.upper())
    if strangers or meant.is_foreign:
        return _keep(actor, customer, door, words, "", _foreign())
    intent = _meaning(words)
    reply = _nobody_knows() if intent is None else _reply(intent, customer, meant)
    return _keep(actor, customer, door, words, intent.code if intent else "", reply, meant.refund)


def ask_about_policy(*, question: str, policy: PolicyVersion, place: str) -> AskedQuestion:
    """Answer a visitor of the policy page, who is nobody yet: from the policy alone. `place` is their address."""
    words = checked_question(question)
    _count(f"visitor {place}")
    intent = _meaning(words)
    if names_in(words) or mail_addresses_in(words):
        reply = _sign_in_first()
    elif intent is None:
        reply = Reply(Outcome.UNSURE, Answer([_("I am not sure what you mean."), _say_it_otherwise()], _desk()))
    elif intent.needs == REFUND:
        reply = _sign_in_first()
    else:
        reply = _answered(builder_of(intent)(Asked(policy)))
        if reply.answer.hands_over:
            said = [*reply.answer.sentences, _("Please sign in and ask there: then a colleague can answer you.")]
            reply = Reply(Outcome.UNSURE, Answer(said, _desk()))
    return _keep(Actor.system("assistant"), None, Door.POLICY, words, intent.code if intent else "", reply)


def checked_question(text: str) -> str:
    """Return the question on one line; raise BadInput when there is none, or it is too long or unreadable."""
    words = " ".join(text.split()) if is_writable(text) else ""
    if not words:
        raise BadInput(_("Please write your question in a few words."), "words_missing", "question")
    if len(words) > QUESTION_LIMIT:
        raise BadInput(_("Please shorten the text to %d characters.") % QUESTION_LIMIT, "text_too_long", "question")
    return words


def _count(who: str) -> None:
    require_allowance(who, "assistant", settings.ASSISTANT_QUESTIONS_PER_HOUR, HOUR_SECONDS)


def _meaning(words: str) -> Intent | None:
    """The intent that is surely meant: as the service says, where one is set up and answers, else by our own search."""
    code = chosen_by_service(masked(words), present_language())
    if code is None:
        code = choose(look_for(without_names(words)))
    return intents().get(code)


def _reply(intent: Intent, customer: Customer, meant: Meant) -> Reply:
    """Answer the intent, or ask which of several cases is meant."""
    if intent.needs == REFUND and not meant.refunds:
        return _answered(Answer([_("I find no refund of yours for this.")], [_my_payments()]))
    if intent.needs == REFUND and meant.refund is None:
        return _which([(refund.reference, _told_refund(refund)) for refund in meant.refunds])
    if intent.needs == PAYMENT and meant.payment is None and meant.payments:
        return _which([(payment.reference, _told_payment(payment)) for payment in meant.payments])
    asked = _gather(customer, meant)
    reply = _answered(builder_of(intent)(asked))
    return replace(reply, refund=asked.refund)


def _answered(answer: Answer) -> Reply:
    return Reply(Outcome.REFUSED if answer.is_refusal else Outcome.ANSWERED, answer)


def _gather(customer: Customer, meant: Meant) -> Asked:
    """The facts that answers are made of."""
    payment, refund = meant.payment, meant.refund
    asked = Asked(
        policy=policy_at(payment.purchased_at if payment else clock.now()),
        customer=customer,
        payment=payment,
        preview=partial(_preview, customer, payment),
    )
    if refund is None:
        return asked
    attempt = refund.attempts.order_by("-number").first()
    transfer = refund.events.filter(kind="refund.transfer_recorded").last()
    sent = attempt.answer if attempt and refund.state in (Refund.State.PROCESSING, Refund.State.COMPLETED) else {}
    return replace(
        asked,
        refund=refund,
        progress=Progress(refund, list(refund.events.all()), attempt, refund.decisions.first()),
        bank_reference=transfer.data.get("bank_reference", "") if transfer else bank_reference(sent),
        never_charged=was_never_charged(sent),
        documents=len(documents_of(refund.reference)),
    )


def _preview(customer: Customer, payment: Payment | None) -> Preview | None:
    """What a request for all of it would come to now; a refusal is said in its own words."""
    if payment is None:
        return None
    try:
        quote = quote_refund(
            actor=Actor.customer(customer),
            payment_reference=payment.reference,
            reason=Refund.Reason.CHANGED_MIND,
            origin=Refund.Origin.PORTAL,
        )
    except RecourseError as refusal:
        return Preview(refusal.message, [])
    window = [said.customer_sentence for said in quote.decision.rule_verdicts if said.rule == "return_window"]
    return Preview(quote.sentence, list(dict.fromkeys([*quote.decision.customer_sentences(), *window])))


def _foreign() -> Reply:
    said = _("I find no such order or refund among yours, and I only speak about your own.")
    return Reply(Outcome.REFUSED, Answer([said], [_my_payments()], is_refusal=True))


def _nobody_knows() -> Reply:
    return Reply(Outcome.UNSURE, Answer([_("I am not sure what you mean, so I do not guess.")], hands_over=True))


def _sign_in_first() -> Reply:
    said = _("Please sign in first: then I can look at your own orders and refunds.")
    return Reply(Outcome.ANSWERED, Answer([said], [Source(_("Sign in"), reverse("portal:home"))]))


def _which(choices: list[tuple[str, str]]) -> Reply:
    told = [{"about": reference, "words": words} for reference, words in choices]
    return Reply(Outcome.WHICH, Answer([_("Which one do you mean?")]), choices=told)


def _told_refund(refund: Refund) -> str:
    order = refund.payment.order_reference or refund.payment.reference
    words = {"refund": refund.reference, "amount": money(refund.amount_minor, refund.currency), "order": order}
    return _("Refund %(refund)s: %(amount)s of order %(order)s") % words


def _told_payment(payment: Payment) -> str:
    order = payment.order_reference or payment.reference
    words = {"order": order, "amount": money(payment.captured_minor, payment.currency)}
    return _("Order %(order)s: %(amount)s") % words


def _say_it_otherwise() -> str:
    return _("Please say it in other words.")


def _my_payments() -> Source:
    return Source(_("My payments"), reverse("my:payments"))


def _desk() -> list[Source]:
    """Where a visitor finds people: by signing in, or by mail where the shop has an address."""
    sign_in = Source(_("Sign in"), reverse("portal:home"))
    mail = str(getattr(settings, "SHOP_SUPPORT_EMAIL", ""))
    return [sign_in, Source(mail, f"mailto:{mail}")] if mail else [sign_in]


def _keep(
    actor: Actor,
    customer: Customer | None,
    door: str,
    words: str,
    intent: str,
    reply: Reply,
    refund: Refund | None = None,
) -> AskedQuestion:
    """Write the question down with its answer, and hand it over in the same transaction where that is the answer."""
    with transaction.atomic(), acting(actor):
        kept = AskedQuestion.objects.create(
            customer=customer,
            refund=reply.refund or refund,
            door=door,
            language=present_language(),
            question=masked(words)[:QUESTION_LIMIT],
            intent=intent,
            outcome=reply.outcome,
            answer=reply.answer.sentences,
            sources=[source._asdict() for source in reply.answer.sources],
            choices=reply.choices,
        )
        if reply.answer.hands_over and customer is not None:
            hand_over_question(actor=actor, question=kept)
    return kept
