"""What templates of this room say beyond the common words: notes with the people they call."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from refunds.actions.write_note import HANDLE
from refunds.models.note import Note

register = template.Library()


@register.filter
def with_mentions(note: Note) -> SafeString:
    """The text of a note, with everybody whom it calls marked."""
    parts, last = [], 0
    for match in HANDLE.finditer(note.text):
        if match[1] in note.handles:
            parts += [conditional_escape(note.text[last : match.start()]), _mark(match[1])]
            last = match.end()
    return mark_safe("".join([*parts, conditional_escape(note.text[last:])]).replace("\n", "<br>"))  # noqa: S308


def _mark(handle: str) -> SafeString:
    return format_html('<span class="mention">@{}</span>', handle)
