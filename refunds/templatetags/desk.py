"""What templates of this room say beyond the common words: unread notices, notes with the people they call."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from customers.models import User
from refunds.actions.write_note import HANDLE
from refunds.models import CaseNote, StaffNotice

register = template.Library()

MOST_COUNTED = 99


@register.simple_tag(takes_context=True)
def unread_notices(context: Context, person: User) -> str:
    """How many notices somebody has not read: "", "7", "99+". Behind the staff's door it is counted already."""
    if "unread_count" in context:
        return str(context["unread_count"])
    if not person.is_authenticated:
        return ""
    count = StaffNotice.objects.filter(person=person, read_at=None).order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


@register.filter
def with_mentions(note: CaseNote) -> SafeString:
    """The text of a note, with everybody whom it calls marked."""
    parts, last = [], 0
    for match in HANDLE.finditer(note.text):
        if match[1] in note.handles:
            parts += [conditional_escape(note.text[last : match.start()]), _mark(match[1])]
            last = match.end()
    return mark_safe("".join([*parts, conditional_escape(note.text[last:])]).replace("\n", "<br>"))  # noqa: S308


def _mark(handle: str) -> SafeString:
    return format_html('<span class="mention">@{}</span>', handle)
