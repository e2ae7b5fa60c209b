"""Asking the assistant: a card on the pages of a case, and a page with the questions of this session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.actors import Actor
from customers.errors import BadInput, RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page, refused
from customers.portal.sessions import SINCE
from refunds.actions.ask_assistant import ask_about_policy, ask_assistant
from refunds.actions.asked_questions import ask_a_person, say_whether_it_helped
from refunds.models import AskedQuestion
from refunds.models.asked_question import QUESTION_LIMIT
from refunds.policy_sides import published_version
from refunds.views.portal.policy import readers_language

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def questions(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Show what was asked in this session, or answer a question; the card of another page gets the answer alone."""
    about = (request.POST.get("about") or request.GET.get("about") or "")[:40]
    if request.method != "POST":
        return _page(request, customer, about)
    typed = request.POST.get("question", "")
    try:
        answered = ask_assistant(
            actor=Actor.customer(customer),
            customer=customer,
            question=typed,
            door=AskedQuestion.Door.PORTAL,
            about=about if about.isascii() and about.isprintable() else "",
        )
    except RecourseError as refusal:
        return _refusal(request, refusal, typed, about, customer)
    if request.headers.get("HX-Request"):
        return _fragment(request, answered, about)
    return redirect(_address(about) + f"#question-{answered.key}")


@require_POST
@portal_page
def feedback(request: HttpRequest, customer: Customer, key: str) -> HttpResponse:
    """Take the yes or no to "did this help?"."""
    question = say_whether_it_helped(actor=Actor.customer(customer), key=key, helped=_yes_or_no(request))
    return _back(request, question, _("Thank you for telling us."))


@require_POST
@portal_page
def person(request: HttpRequest, customer: Customer, key: str) -> HttpResponse:
    question = ask_a_person(actor=Actor.customer(customer), key=key)
    return _back(request, question, _("A colleague has your question now."))


@require_POST
def policy_question(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a visitor of the policy page from the policy alone."""
    with readers_language(request):
        typed = request.POST.get("question", "")
        try:
            policy = published_version(number)
            place = str(get_adapter().get_client_ip(request))
            answered = ask_about_policy(question=typed, policy=policy, place=place)
        except BadInput as refusal:
            return _visitors_page(request, number, {"refusal": refusal, "question": typed[: 2 * QUESTION_LIMIT]}, 400)
        except RecourseError as refusal:
            return refused(request, refusal)
        return _visitors_page(request, number, {"answered": answered})


@require_POST
def policy_feedback(request: HttpRequest, number: int, key: str) -> HttpResponse:
    with readers_language(request):
        try:
            answered = say_whether_it_helped(actor=Actor.system("assistant"), key=key, helped=_yes_or_no(request))
        except RecourseError as refusal:
            return refused(request, refusal)
        return _visitors_page(request, number, {"answered": answered})


def _visitors_page(request: HttpRequest, number: int, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The answer alone for the card of the policy page, else on a page of its own."""
    template = "portal/_answer.html" if request.headers.get("HX-Request") else "portal/policy_question.html"
    context = {"policy_number": number, "limit": QUESTION_LIMIT, **context}
    return render(request, template, context, status=_status(request, status))


def _page(request: HttpRequest, customer: Customer, about: str, status: int = 200, **more: Any) -> HttpResponse:
    since = datetime.fromtimestamp(request.session.get(SINCE, 0), UTC)
    asked = AskedQuestion.objects.filter(customer=customer, door=AskedQuestion.Door.PORTAL, created_at__gte=since)
    context = {"asked": asked.order_by("-created_at", "-id")[:SHOWN], "about": about, "limit": QUESTION_LIMIT, **more}
    return render(request, "portal/questions.html", context, status=status)


def _refusal(request: HttpRequest, refusal: RecourseError, typed: str, about: str, customer: Customer) -> HttpResponse:
    """What was wrong, beside what was typed; on another page's card only what was wrong."""
    if request.headers.get("HX-Request"):
        return render(request, "portal/_answer.html", {"refusal": refusal}, status=_status(request, refusal.status))
    kept = typed[: 2 * QUESTION_LIMIT]
    return _page(request, customer, about, refusal.status, refusal=refusal, question=kept)


def _status(request: HttpRequest, status: int) -> int:
    """A script swaps in nothing that is not a success, and what was wrong is to be read in the card."""
    return 200 if request.headers.get("HX-Request") else status


def _fragment(request: HttpRequest, answered: AskedQuestion, about: str) -> HttpResponse:
    return render(request, "portal/_answer.html", {"answered": answered, "about": about})


def _back(request: HttpRequest, question: AskedQuestion, done: str) -> HttpResponse:
    about = request.POST.get("about", "")[:40]
    if request.headers.get("HX-Request"):
        return _fragment(request, question, about)
    messages.success(request, done)
    return redirect(_address(about) + f"#question-{question.key}")


def _yes_or_no(request: HttpRequest) -> bool:
    said = request.POST.get("helped", "")
    if said not in ("yes", "no"):
        raise BadInput(_("Please answer yes or no."), "no_choice", "helped")
    return said == "yes"


def _address(about: str) -> str:
    path = reverse("my:questions")
    return f"{path}?{urlencode({'about': about})}" if about else path
