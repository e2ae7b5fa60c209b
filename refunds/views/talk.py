"""Conversations: who waits for whom, answering on a case, and mail that waits for a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import clock
from customers.errors import BadInput, NotFound, RecourseError
from customers.models import Message, User
from refunds import permissions
from refunds.actions.answer_customer import answer_customer, settle_conversation
from refunds.actions.judge_mail import accept_mail, dismiss_mail
from refunds.actions.notes import first_name
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models import Conversation, Refund
from refunds.ready_answers import answers_for, filled_in
from refunds.screens import refund_in_full
from refunds.talk import UNSEEN
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.list_strip import carried, with_list
from refunds.views.paging import KeyPage, key_page, walk_page
from refunds.views.refund_page import TALK, draw
from refunds.views.sent_files import sent_files

MOST_DIGITS = 18
US, MINE, THEM, HELD = "us", "mine", "customer", "held"


@staff_page()
def conversations(request: StaffRequest) -> HttpResponse:
    """Who waits for us, the most urgent first; for whom we wait; and mail of which nobody knows whose it is."""
    asked = request.GET.get("tab", US)
    names = {US: _("Waiting for us"), MINE: _("Mine"), THEM: _("Answered"), HELD: _("Mail to look at")}
    tab = asked if asked in names else US
    context = {
        "tab": tab,
        "tabs": [{"label": label, "url": f"?tab={name}", "current": name == tab} for name, label in names.items()],
        "page": _held(request) if tab == HELD else _talks(request, tab),
        "now": clock.now(),
    }
    return render(request, "refunds/conversations.html", context)


@require_POST
@staff_page()
def conversation(request: StaffRequest, reference: str) -> HttpResponse:
    """Answer the customer; or, with the other button, put a ready answer into the field."""
    typed = request.POST.get("text", "")
    refund = refund_in_full(reference, request.user)
    seen = _number(request.POST.get("seen", ""))
    if "insert" in request.POST:
        permissions.require(request.actor, permissions.TALK)
        return draw(request, refund, talk={"typed": _with_ready(request, refund, typed), "seen": seen})
    try:
        answer_customer(actor=request.actor, reference=reference, text=typed, seen=seen, files=sent_files(request))
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        shown = refund_in_full(reference, request.user)
        talk = {"typed": typed.replace("\x00", "")[: 2 * TALK_LIMIT], "refusal": refusal.message}
        return draw(request, shown, status=refusal.status, talk=talk)
    return _back(request, reference, _("Sent. %s reads it in your words.") % refund.customer)


@require_POST
@staff_page()
def settling(request: StaffRequest, reference: str) -> HttpResponse:
    return _try(request, reference, lambda: settle_conversation(actor=request.actor, reference=reference),
                _("Kept: nobody waits for an answer here."))  # fmt: skip


@require_POST
@staff_page()
def acceptance(request: StaffRequest, message_id: int) -> HttpResponse:
    reference = _case_of(message_id)
    return _try(request, reference, lambda: accept_mail(actor=request.actor, message_id=message_id),
                _("Taken as the customer's own words. They wait for an answer now."))  # fmt: skip


@require_POST
@staff_page()
def dismissal(request: StaffRequest, message_id: int) -> HttpResponse:
    reference = _case_of(message_id)
    return _try(request, reference, lambda: dismiss_mail(actor=request.actor, message_id=message_id),
                _("Put aside. The customer never reads it."))  # fmt: skip


def waiting_talks(person: User, allowed: set[str]) -> QuerySet[Conversation] | None:
    """For the number in the frame: whose customers wait, one's own and nobody's."""
    if permissions.TALK not in allowed:
        return None
    rows = Conversation.objects.filter(answer_by__isnull=False).order_by("answer_by", "id")
    return rows.filter(Q(refund__assignee=person) | Q(refund__assignee=None))


def _talks(request: StaffRequest, tab: str) -> KeyPage:
    newest = Message.objects.filter(about=OuterRef("refund__reference"), customer__isnull=False).exclude(words="")
    last = newest.exclude(state__in=UNSEEN).order_by("-id")
    rows = Conversation.objects.select_related("refund__customer", "refund__assignee").annotate(
        last_words=Subquery(last.values("words")[:1]),
        last_channel=Subquery(last.values("channel")[:1]),
        last_who=Subquery(last.values("actor_label")[:1]),
    )
    if tab == THEM:
        return key_page(request, rows.filter(answer_by=None), "last_at")
    rows = rows.filter(answer_by__isnull=False)
    if tab == MINE:
        rows = rows.filter(refund__assignee=request.user)
    return walk_page(request, rows, ("answer_by", "id"))


def _held(request: StaffRequest) -> KeyPage:
    rows = (
        Message.objects.filter(state=Message.State.DOUBTED).select_related("customer").defer("body_text", "body_html")
    )
    return key_page(request, rows, "created_at")


def _with_ready(request: StaffRequest, refund: Refund, typed: str) -> str:
    """What was typed, and the chosen answer below it."""
    number = _number(request.POST.get("ready", ""))
    ready = answers_for(request.user).filter(pk=number).first() if number else None
    if ready is None:
        return typed
    words = filled_in(ready, refund, first_name(request.actor))
    return "\n\n".join(text for text in (typed.rstrip(), words) if text)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _case_of(message_id: int) -> str:
    about = Message.objects.filter(pk=message_id, direction=Message.Direction.IN).values_list("about", flat=True)
    if not (found := about.first()):
        raise NotFound(_("There is no such message."), "message_not_found")
    return found


def _try(request: StaffRequest, reference: str, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except (NotFound, BadInput):
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        shown = refund_in_full(reference, request.user)
        return draw(request, shown, status=refusal.status, talk={"refusal": refusal.message})
    return _back(request, reference, said)


def _back(request: StaffRequest, reference: str, said: str) -> HttpResponse:
    messages.success(request, said)
    address = with_list(reverse("refunds:refund", args=[reference]), carried(request))
    return redirect(f"{address}{'&' if '?' in address else '?'}part={TALK}#below")
