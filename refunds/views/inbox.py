"""One's own notices: what came in, what is new, and how often it is also mailed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.errors import RecourseError
from customers.models import User
from refunds.actions.read_notices import choose_notice_mail, read_all_notices, read_notice
from refunds.models import StaffNotice
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page


@staff_page()
def notices(request: StaffRequest) -> HttpResponse:
    """List one's own notices, the newest first."""
    return _draw(request)


@require_POST
@staff_page()
def reading(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and open what it is about."""
    notice = read_notice(actor=request.actor, notice_id=notice_id)
    return redirect(notice.path)


@require_POST
@staff_page()
def reading_all(request: StaffRequest) -> HttpResponse:
    read = read_all_notices(actor=request.actor)
    messages.success(request, ngettext("%d notice is read now.", "%d notices are read now.", read) % read)
    return redirect("refunds:notices")


@require_POST
@staff_page()
def notice_mail(request: StaffRequest) -> HttpResponse:
    """Choose how often the inbox is also mailed."""
    try:
        choose_notice_mail(actor=request.actor, notice_mail=request.POST.get("notice_mail", ""))
    except RecourseError as refusal:
        return _draw(request, refusal.message, refusal.status)
    messages.success(request, _("Kept."))
    return redirect("refunds:notices")


def _draw(request: StaffRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    unread_only = request.GET.get("tab") == "unread"
    rows = StaffNotice.objects.filter(person=request.user).select_related("refund__customer")
    if unread_only:
        rows = rows.filter(read_at=None)
    context = {
        "page": key_page(request, rows, "created_at"),
        "tabs": [
            {"label": _("All notices"), "url": "?", "current": not unread_only},
            {"label": _("Not read yet"), "url": "?tab=unread", "current": unread_only},
        ],
        "unread_only": unread_only,
        "has_unread": StaffNotice.objects.filter(person=request.user, read_at=None).exists(),
        "mail_choices": User.NoticeMail.choices,
        "refusal": refusal,
    }
    return render(request, "refunds/notices.html", context, status=status)
