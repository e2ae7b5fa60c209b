"""Letters as they were written, with every try to deliver them. In the demo this page is the customer's letter box."""

from __future__ import annotations

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from customers.errors import NotFound, RecourseError
from customers.mailbox.addresses import reply_address
from customers.mailbox.answer import answer_letter
from customers.models import Customer, Message
from customers.notifications.channels import name_of
from customers.portal.doors import shown_html
from refunds import permissions
from refunds.actions.resend_letter import resend_letter
from refunds.actions.take_mail import take_mail
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models import Refund
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page

PAPER = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
"""A letter is paper: it may be read in a frame of ours and its links open beside it; it runs and sends nothing."""

SENT_BY_HAND = (Message.State.FAILED, Message.State.HELD)
OTHER_ADDRESS = "somebody.else@demo.example"

_TO_CUSTOMERS = Q(person__isnull=True, direction=Message.Direction.OUT)


@staff_page()
def mail(request: StaffRequest) -> HttpResponse:
    """List letters, the newest first; those of one case or one address where the search says so."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:254]
    failed = request.GET.get("tab") == "failed"
    rows = Message.objects.filter(_TO_CUSTOMERS).defer("body_text", "body_html")
    if words:
        rows = _to(rows, words.lower()) if "@" in words else rows.filter(about=words.upper())
    if failed:
        rows = rows.filter(state=Message.State.FAILED)
    page = key_page(request, rows, "created_at")
    tabs = [
        {"label": _("All letters"), "url": "?", "current": not failed},
        {"label": _("Not delivered"), "url": "?tab=failed", "current": failed},
    ]
    return render(request, "refunds/mail.html", {"page": page, "words": words, "tabs": tabs, "failed": failed})


def _to(rows: QuerySet[Message], address: str) -> QuerySet[Message]:
    """Letters that went to a mail address, and those to the customer who has it now. Each half has its index."""
    customers = Customer.objects.alias(address=Lower("email")).filter(address=address)
    whoever = Q(customer__in=list(customers.values_list("pk", flat=True))) | Q(address=address)
    return rows.alias(address=Lower("to_address")).filter(whoever)


@staff_page()
def letter(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Show one letter with its tries."""
    return _draw(request, _found(letter_id))


@csp(PAPER)
@xframe_options_sameorigin
@staff_page()
def paper(request: StaffRequest, letter_id: int) -> HttpResponse:
    """The letter itself, for the frame on its page."""
    return HttpResponse(shown_html(_found(letter_id)).replace("<head>", '<head><base target="_blank">', 1))


@require_POST
@staff_page()
def resending(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Send a letter again that was not delivered."""
    try:
        resend_letter(actor=request.actor, message_id=letter_id)
    except RecourseError as refusal:
        return _draw(request, _found(letter_id), refusal.message, refusal.status)
    messages.success(request, _("It is back in the post."))
    return redirect("refunds:letter", letter_id)


@require_POST
@staff_page()
def answer(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Answer as the customer would from their mail program. Only in the demo, where no letter leaves the house."""
    message = _found(letter_id)
    if settings.RECOURSE_ENV != "demo":
        raise NotFound(_("Only the demo has a mailbox."), "no_demo")
    text = request.POST.get("text", "").replace("\x00", "").strip()[:TALK_LIMIT]
    if not text:
        return _draw(request, message, _("Write at least a word."), 400)
    mail = answer_letter(message, text, OTHER_ADDRESS if request.POST.get("other") else "")
    if mail is None:
        return _draw(request, message, _("This letter has no reply address."), 400)
    take_mail(mail)
    messages.success(request, _("Delivered. It stands in the conversation now."))
    return redirect(f"{reverse('refunds:refund', args=[message.about])}?part=talk#below")


def _draw(request: StaffRequest, message: Message, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "letter": message,
        "channel": name_of(message.channel),
        "tries": message.notifications.order_by("number"),
        "news": message.news.all(),
        "is_about_refund": Refund.objects.filter(reference=message.about).exists() if message.about else False,
        "may_resend": message.state in SENT_BY_HAND and permissions.ASK in request.allowed,
        "refusal": refusal,
        "can_answer": settings.RECOURSE_ENV == "demo" and bool(reply_address(message)),
    }
    return render(request, "refunds/letter.html", context, status=status)


def _found(letter_id: int) -> Message:
    message = Message.objects.select_related("customer").filter(_TO_CUSTOMERS, pk=letter_id).first()
    if message is None:
        raise NotFound(_("There is no such letter."), "letter_not_found")
    return message
