"""The rows of the work list. They are drawn here and not by templates: a page of them is most of the time it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.looks import Look
from customers.models import User
from customers.templatetags.recourse import icon, method, money_marked, state_badge, when, word
from refunds.models import Refund
from refunds.worklist.due import Due
from refunds.worklist.why import Why

register = template.Library()

_ROW = """
      <tr{late} data-row="{reference}">{choose}
        <td><a class="row-link" id="row-{reference}" href="{address}">{reference}</a><small>{customer}</small></td>
        <td>{state}{hands}</td>
        <td class="wide why">{why} {hints}</td>
        <td class="hide-medium hide-narrow">{way}</td>
        <td class="num">{amount}</td>
        <td class="num">{due}</td>
      </tr>"""
_CHOOSE = '<td class="shrink"><input type="checkbox" name="refund" value="{0}" aria-labelledby="choose row-{0}"></td>'


@register.simple_tag
def work_rows(rows: Iterable[dict[str, Any]], listing_query: str, reader: User, choosable: bool) -> SafeString:
    """Draw what `told` says of each refund; its link carries the list, and where one may choose, a box leads."""
    somewhere, carried = "RF-0000-000000", "?list=" + quote(listing_query, safe="")
    # One address is resolved, the others differ from it in their number alone.
    head, tail = reverse("refunds:refund", args=[somewhere]).split(somewhere)
    drawn = [_row(row, f"{head}{row['refund'].reference}{tail}{carried}", reader, choosable) for row in rows]
    return mark_safe("".join(drawn))  # noqa: S308 - each row is escaped


def _row(row: dict[str, Any], address: str, reader: User, choosable: bool) -> SafeString:
    refund, due = row["refund"], row["due"]
    return format_html(
        _ROW,
        late=SafeString(' class="is-late"') if (due and due.is_over) or refund.attention else "",
        reference=refund.reference,
        choose=format_html(_CHOOSE, refund.reference) if choosable else "",
        address=address,
        customer=str(refund.customer),
        state=state_badge(refund.state),
        hands=_hands(refund, reader),
        why=_why(row["why"], refund),
        hints=_hints(row["hints"], refund),
        way=method(refund.payment) if refund.rail == Refund.Rail.ORIGINAL else word(refund, "rail"),
        amount=money_marked(refund.amount_minor, refund.currency),
        due=_due(due, refund),
    )


def _hands(refund: Any, reader: User) -> SafeString:
    """Whose case it is, and who has it open now."""
    owner = SafeString("")
    if refund.assignee is not None:
        label = _("yours") if refund.assignee_id == reader.pk else refund.assignee.label
        owner = format_html("<small>{}</small>", label)
    said = ((icon("user"), _watching(watcher)) for watcher in refund.watchers)
    return owner + format_html_join("", '<small class="watched">{}{}</small>', said)


def _watching(watcher: Any) -> str:
    return (_("%(name)s decides") if watcher.is_deciding else _("%(name)s is there")) % {"name": watcher.name}


def _why(why: Why | None, refund: Refund) -> SafeString:
    """What keeps a case here and how much more does; the customer's own reason where nothing does."""
    if why is None:
        return format_html('<span class="muted">{}</span>', word(refund, "reason"))
    if not why.more:
        return conditional_escape(why.text)
    more = ngettext("and %(n)s more", "and %(n)s more", why.more) % {"n": why.more}
    return format_html('{} <span class="faint">{}</span>', why.text, more)


def _hints(hints: Sequence[Look], refund: Refund) -> SafeString | str:
    """What is worth a second look; first whether a lead or the customer asked for one. Nothing where nothing is."""
    looks = [Look(_("Escalated"), "bad", "trend-up"), *hints] if refund.escalated_at else hints
    looks = [Look(_("Appeal"), "warn", "return"), *looks] if refund.appealed_at else looks
    if not looks:
        return ""
    marks = ((look.tone, icon(look.shape, size="sm"), look.label) for look in looks)
    return format_html(
        '<span class="hints">{}</span>', format_html_join("", '<span class="hint tone-{}">{}{}</span>', marks)
    )


def _due(due: Due | None, refund: Refund) -> SafeString:
    """How long an answer still has and since when it is waited for; only the latter where none is due."""
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
