"""What templates of this room say beyond the common words: notes with the people they call, marks in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.looks import Look
from customers.templatetags.recourse import icon, when, word
from refunds.actions.write_note import HANDLE
from refunds.models import CaseNote, Refund
from refunds.worklist.due import Due
from refunds.worklist.why import Why

register = template.Library()


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


@register.simple_tag
def why_mark(why: Why | None, refund: Refund) -> SafeString:
    """Say what keeps a case here and how much more does; the customer's own reason where nothing does."""
    if why is None:
        return format_html('<span class="muted">{}</span>', word(refund, "reason"))
    if not why.more:
        return conditional_escape(why.text)
    more = ngettext("and %(n)s more", "and %(n)s more", why.more) % {"n": why.more}
    return format_html('{} <span class="faint">{}</span>', why.text, more)


@register.simple_tag
def hint_marks(hints: Sequence[Look], escalated_at: datetime | None) -> SafeString | str:
    """Show what is worth a second look, whether a lead was asked first; nothing where nothing is."""
    looks = [Look(_("Escalated"), "bad", "trend-up"), *hints] if escalated_at else hints
    if not looks:
        return ""
    marks = ((look.tone, icon(look.shape, size="sm"), look.label) for look in looks)
    return format_html(
        '<span class="hints">{}</span>', format_html_join("", '<span class="hint tone-{}">{}{}</span>', marks)
    )


@register.simple_tag
def due_mark(due: Due | None, refund: Refund) -> SafeString:
    """Show how long an answer still has and since when it is waited for; only the latter where none is due."""
    asked = when(refund.created_at, "ago")
    if due is None:
        return format_html('<span class="muted">{}</span>', asked)
    return format_html(
        '<span class="due tone-{}" title="{}">{}<span><span class="sr-only">{}: </span>{}</span></span>'
        "<small>{}</small>",
        due.look.tone,
        when(refund.decide_by, "text"),
        icon(due.look.shape, size="sm"),
        due.look.label,
        due.text,
        asked,
    )
