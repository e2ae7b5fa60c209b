"""Answers from a refund: how far it is, what comes back, and what can still be done about it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from customers import dates
from customers.looks import look_of
from customers.shop_days import shop_day
from refunds.assistant.answers.policy import rule_answer
from refunds.assistant.asked import Answer, Asked, Source
from refunds.models import Refund
from refunds.policy.quote import arrival, destination, fee_sentence
from refunds.policy.wording import money
from refunds.progress import CURRENT, FAILED, TODO, Progress, Step

State = Refund.State
UNDER_WAY = (State.APPROVED, State.PROCESSING, State.COMPLETED)
NOT_YET_SENT = (*Refund.WAITING, State.APPROVED)


def where_is_it(asked: Asked) -> Answer:
    """The step that it stands at, with its date and its text."""
    step, refund = _present(_progress(asked)), _refund(asked)
    step_says_it_all = refund.state == State.COMPLETED and refund.rail == Refund.Rail.ORIGINAL
    said = [] if step_says_it_all else [_about(asked)]
    said.append(_("It stands at “%s”.") % step.title)
    if step.at:
        said.append(_("That was on %s.") % _day(step.at))
    if step.text:
        said.append(step.text)
    return Answer(said, [asked.case()])


def what_the_status_means(asked: Asked) -> Answer:
    refund = _refund(asked)
    meanings = {
        State.REQUESTED: _("Your request is here. It is decided by the policy or by a person."),
        State.UNDER_REVIEW: _("A person decides about your request. We write to you when they have."),
        State.NEEDS_INFO: _("We asked you something and wait for your answer."),
        State.APPROVED: _("It is decided that you get the money. The next step is to send it."),
        State.PROCESSING: _("We gave the refund out of our hands, and it is not confirmed yet."),
        State.COMPLETED: _("It is confirmed that the money went back."),
        State.FAILED: _("The money did not arrive, or it came back to us. It is safe with us."),
        State.REJECTED: _("We turned the request down. The reason stands beside it."),
        State.CANCELED: _("The request was taken back or put together with another one; no money moves for it."),
    }
    status = look_of("portal", refund.state).label
    step = _present(_progress(asked))
    said = [_("The status is “%s”.") % status, str(meanings[State(refund.state)])]
    return Answer([*said, step.text] if step.text else said, [asked.case()])


def when_it_arrives(asked: Asked) -> Answer:
    """How long the bank usually needs, and whether the clock runs yet."""
    refund = _refund(asked)
    if refund.state in (State.REJECTED, State.CANCELED, State.FAILED):
        return where_is_it(asked)
    words = {"destination": _destination(refund), "arrival": arrival(refund.rail, refund.payment.method)}
    said = [_("It reaches %(destination)s %(arrival)s, counted from when we send it.") % words]
    if refund.state == State.COMPLETED and refund.finished_at:
        said.append(_("It was confirmed on %s.") % _day(refund.finished_at))
    elif refund.state in Refund.WAITING:
        said.append(_("It is not sent yet: the request is not decided."))
    return Answer([*said, *_bank_words(asked)], [asked.case()])


def why_less(asked: Asked) -> Answer:
    """Gross, fee and net where a fee was kept; else what was asked for beside what was paid."""
    refund = _refund(asked)
    if refund.fee_minor:
        rule = rule_answer(asked, "restocking_fee")
        kept = fee_sentence(refund.gross_minor, refund.fee_minor, refund.currency)
        return Answer([kept, *rule.sentences], [asked.case(), *rule.sources])
    words = {
        "amount": money(refund.amount_minor, refund.currency),
        "paid": money(refund.payment.captured_minor, refund.currency),
    }
    if refund.amount_minor >= refund.payment.captured_minor:
        return Answer([_("It is the full %(amount)s that you paid; nothing was kept.") % words], [asked.case()])
    said = _("This refund is about %(amount)s of the %(paid)s that you paid, as it was asked for. No fee was kept.")
    return Answer([said % words], [asked.case()])


def why_turned_down(asked: Asked) -> Answer:
    """The reason as it was given, and the rule that it comes from where one was named."""
    refund, progress = _refund(asked), _progress(asked)
    if refund.state != State.REJECTED:
        said = _("This request was not turned down. Its status is “%s”.") % look_of("portal", refund.state).label
        return Answer([said], [asked.case()])
    reasons = progress.reasons()
    if not reasons:
        return Answer([], hands_over=True)
    verdicts = progress.decision.rule_verdicts if progress.decision else []
    rules = [asked.rule(said["rule"]) for said in verdicts if said["verdict"] == "deny"]
    sources = [source for rule in rules if rule for source in asked.policy_source(rule)]
    return Answer([_("We turned it down for this reason:"), *reasons], [asked.case(), *sources])


def why_so_long(asked: Asked) -> Answer:
    """Until when an answer is promised, or what it waits for."""
    refund = _refund(asked)
    if refund.state in (State.REQUESTED, State.UNDER_REVIEW):
        said = [_("A person looks at your request and answers by %s.") % _day(refund.decide_by)]
        return Answer([*said, *_progress(asked).reasons()], [asked.case()])
    return what_the_status_means(asked)


def take_it_back(asked: Asked) -> Answer:
    refund = _refund(asked)
    if refund.state in NOT_YET_SENT:
        said = [_("Open the request and choose “Take the request back” at its end. No money moves then.")]
        return Answer(said, [asked.case()])
    if refund.state == State.CANCELED:
        return what_the_status_means(asked)
    if refund.state == State.REJECTED:
        return Answer([_("There is nothing to take back: the request was turned down.")], [asked.case()])
    return Answer([_("It can no longer be taken back: the money is on its way, or there already.")], [asked.case()])


def what_we_need(asked: Asked) -> Answer:
    """Our question where one is open; else what the policy asks for."""
    rule = rule_answer(asked, "documents_required")
    if asked.refund is None:
        return rule
    if asked.refund.state == State.NEEDS_INFO:
        question = _progress(asked).question()
        said = [_("We asked you: “%s”") % question, _("Please answer on the page of the refund; files can go with it.")]
        return Answer(said, [asked.case()])
    if asked.refund.state not in Refund.WAITING:
        return Answer([_("Nothing more is needed from you for this refund.")], [asked.case()])
    had = [_("You can hand in pictures and PDFs on the page of the refund until it is decided.")]
    if asked.documents:
        had.append(_("What you sent already is there."))
    return Answer([*had, *rule.sentences], [asked.case(), *rule.sources])


def where_it_goes(asked: Asked) -> Answer:
    return Answer([_about(asked)], [asked.case()])


def how_much(asked: Asked) -> Answer:
    refund = _refund(asked)
    fee = fee_sentence(refund.gross_minor, refund.fee_minor, refund.currency)
    return Answer([_about(asked), fee] if fee else [_about(asked)], [asked.case()])


def bank_number(asked: Asked) -> Answer:
    """The trace number, or why there is none."""
    refund = _refund(asked)
    if said := _bank_words(asked):
        return Answer(said, [asked.case()])
    if refund.state in (State.PROCESSING, State.COMPLETED) and refund.rail != Refund.Rail.STORE_CREDIT:
        return Answer([_("The payment company has not told us a number for your bank yet.")], [asked.case()])
    return Answer([_("There is no number for your bank: nothing was sent to it for this request.")], [asked.case()])


def not_there_yet(asked: Asked) -> Answer:
    """Confirmed and not seen: when it usually shows and how the bank finds it; long after that a person looks."""
    refund = _refund(asked)
    if refund.state != State.COMPLETED or refund.finished_at is None:
        return where_is_it(asked)
    answer = when_it_arrives(asked)
    ask_bank = _("Banks often show it on the day of the purchase, or as a smaller charge. Your bank can look it up.")
    return Answer([*answer.sentences, ask_bank], answer.sources)


def change_it(asked: Asked) -> Answer:
    refund = _refund(asked)
    if refund.state in NOT_YET_SENT:
        said = _("Take the request back and ask again with what you want; that costs you nothing.")
        order = Source(_("Ask for a refund"), reverse("my:ask", args=[refund.payment.reference]))
        return Answer([said], [asked.case(), order])
    return Answer([_("This request can no longer be changed.")], [asked.case()], hands_over=True)


def another_way(asked: Asked) -> Answer:
    said = _("The money goes back the way it was paid. Another way needs a colleague, who asks for your yes first.")
    return Answer([_about(asked), said], [asked.case()], hands_over=True)


def it_failed(asked: Asked) -> Answer:
    return what_the_status_means(asked)


def _about(asked: Asked) -> str:
    refund = _refund(asked)
    words = {"amount": money(refund.amount_minor, refund.currency), "destination": _destination(refund)}
    if refund.state == State.COMPLETED:
        return _("%(amount)s went back to %(destination)s.") % words
    if refund.state in (State.REJECTED, State.CANCELED):
        return _("The request was about %(amount)s; no money moves for it.") % words
    if refund.state in Refund.WAITING:
        return _("The request is about %(amount)s. If it is approved, that goes to %(destination)s.") % words
    return _("%(amount)s goes back to %(destination)s.") % words


def _bank_words(asked: Asked) -> list[str]:
    if asked.bank_reference:
        return [_("Your bank finds it under the number %s.") % asked.bank_reference]
    if asked.never_charged:
        return [
            _("The charge itself was taken back: it disappears from your statement, and there is no number for it.")
        ]
    return []


def _present(progress: Progress) -> Step:
    """Where it stands: what is current or went wrong, else the last thing that was done."""
    steps = progress.steps()
    unfinished = [step for step in steps if step.state in (CURRENT, FAILED)]
    done = [step for step in steps if step.state != TODO]
    return (unfinished or done)[-1]


def _destination(refund: Refund) -> str:
    payment = refund.payment
    return destination(refund.rail, payment.method, payment.card_last4, payment.method_label)


def _day(moment: datetime) -> str:
    return dates.day(shop_day(moment), dates.LONG)


def _refund(asked: Asked) -> Refund:
    """Every intent of these answers says that it needs one."""
    return cast("Refund", asked.refund)


def _progress(asked: Asked) -> Progress:
    return cast("Progress", asked.progress)
