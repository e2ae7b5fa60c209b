"""The words that templates speak: money, moments, states, payment methods, icons, navigation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers import clock, first_page
from customers.brand import Brand, brand, stylesheet_path
from customers.dates import LONG, day, day_and_hour
from customers.looks import look_of
from customers.money import format_money

register = template.Library()

CARD_BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "Amex",
    "american_express": "Amex",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
    "cartes_bancaires": "Cartes Bancaires",
}


# --- money ---------------------------------------------------------------------------------------


@register.filter(name="money")
def money_text(amount_minor: int | None, currency: str) -> str:
    """Write an amount of minor units as plain text, for sentences, mails and titles: {{ minor|money:"EUR" }}."""
    if amount_minor is None or amount_minor == "":
        return ""
    return format_money(int(amount_minor), currency, get_language() or "en")


@register.simple_tag(name="money")
def money_marked(amount_minor: int | None, currency: str, sign: str = "") -> str:
    """Write an amount for the eye: figures that line up, the code set back. sign="+" also shows a plus."""
    if amount_minor is None or amount_minor == "":
        return format_html('<span class="none">{}</span>', "–")
    figures = money_text(abs(int(amount_minor)), currency).removesuffix(currency).rstrip()
    mark = "\u2212" if int(amount_minor) < 0 else sign if int(amount_minor) > 0 else ""
    return format_html(
        '<span class="money{}">{}{}\u00a0<span class="money-code">{}</span></span>',
        " is-negative" if int(amount_minor) < 0 else "",
        mark,
        figures,
        currency,
    )


# --- moments -------------------------------------------------------------------------------------


@register.filter
def when(moment: datetime | date | None, style: str = "full") -> str:
    """Show a moment in the reader's zone with UTC on hover. Styles: full, date, time, ago, text (no mark-up)."""
    if not moment:
        return "" if style == "text" else format_html('<span class="none">{}</span>', "–")
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), day(moment))
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    if style == "text":
        return day_and_hour(local, LONG)
    utc = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        utc.strftime("%Y-%m-%d %H:%M:%S"),
        _worded(local, style),
    )


@register.filter(name="day")
def day_text(on: date | None, style: str = "medium") -> str:
    """Write a day as plain text, of a moment the reader's own: {{ on|day }}, {{ on|day:"long" }}."""
    if isinstance(on, datetime) and timezone.is_aware(on):
        on = timezone.localtime(on)
    return day(on, style) if on else ""


@register.filter
def last_day(end: datetime | None) -> str:
    """Write the last whole day before a moment, in the reader's zone: until when something can be done."""
    return day(timezone.localtime(end - timedelta(seconds=1)), LONG) if end else ""


def _worded(local: datetime, style: str) -> str:
    if style == "ago":
        return _distance(local)
    if style == "time":
        return f"{local:%H:%M}"
    return day(local) if style == "date" else day_and_hour(local)


def _distance(local: datetime) -> str:
    now = clock.now()
    if abs((now - local).total_seconds()) < 60:
        return _("just now")
    if local < now:
        return _("%(time)s ago") % {"time": timesince(local, now, depth=1)}
    return _("in %(time)s") % {"time": timeuntil(local, now, depth=1)}


# --- states and methods --------------------------------------------------------------------------


@register.filter
def state_label(state: str, kind: str = "refund") -> str:
    """Say a state in words: {{ refund.state|state_label }}, {{ attempt.state|state_label:"attempt" }}."""
    return str(look_of(kind, str(state)).label)


@register.filter
def look(state: str, kind: str) -> Any:
    """Hand the look (label, tone, shape) of a state to a template: {{ notice.kind|look:"notice" }}."""
    return look_of(kind, str(state))


@register.simple_tag
def state_badge(state: str, kind: str = "refund", label: str = "") -> SafeString:
    """Show a state as word and shape; the colour only helps. kind: refund, attempt, dispute, verdict, order, ..."""
    look = look_of(kind, str(state))
    return _badge(str(state), look.tone, look.shape, str(label or look.label))


@lru_cache(maxsize=1000)
def _badge(state: str, tone: str, shape: str, label: str) -> SafeString:
    return format_html(
        '<span class="badge tone-{}" data-state="{}">{}{}</span>',
        tone,
        state,
        icon(shape),
        label,
    )


@register.filter
def word(row: Any, field: str) -> str:
    """Say the word of a choice: {{ refund|word:"reason" }}. Django's own get_reason_display hashes all choices anew."""
    value = getattr(row, field)
    choices = row._meta.get_field(field).flatchoices
    return next((str(label) for known, label in choices if known == value), str(value))


@register.filter
def method_label(payment: Any) -> str:
    """Say how somebody paid: "Visa •••• 4242", "PayPal", "Bank"; never more than brand and last four."""
    if payment.card_last4 or payment.card_brand:
        brand = CARD_BRANDS.get(payment.card_brand.lower(), payment.card_brand.title() or _("Card"))
        return f"{brand} •••• {payment.card_last4}" if payment.card_last4 else brand
    return payment.method_label or word(payment, "method")


@register.simple_tag
def method(payment: Any) -> SafeString:
    """Show how somebody paid: the kind as a symbol, then its words."""
    shape = payment.method if payment.method in ("bank", "wallet") else "card"
    return format_html('<span class="method">{}{}</span>', icon(shape), method_label(payment))


# --- icons, navigation, forms --------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw a symbol of static/img/icons.svg; silent to screen readers unless it has a label. size: sm, lg, xl."""
    return _drawn(str(name), str(label), str(size))


@lru_cache(maxsize=1000)
def _drawn(name: str, label: str, size: str) -> SafeString:
    """A list draws hundreds of them; the file of all symbols never moves while we run."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        spoken,
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: template.Context,
    url_name: str,
    label: str,
    icon: str,
    count: int | str | None = None,
    extra: str = "",
    within: str = "",
    go: str = "",
) -> dict[str, Any]:
    """Link to a named page and mark it when the reader is in it; draws nothing where the page does not exist.

    What lies under the page's own address counts as in it, or under `within` where that is another one. `go` is the
    key that goes there after g.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return {"url": ""}
    path = getattr(context.get("request"), "path", "")
    return {
        "url": url,
        "label": label,
        "icon": icon,
        "count": count,
        "extra": extra,
        "current": path.startswith(within or url),
        "exact": path == url,
        "go": go,
    }


@register.simple_tag
def shop(word: str = "name") -> str:
    """Name what the customer knows: {% shop %}, {% shop "support_email" %}; see customers.brand."""
    return str(getattr(brand(), word))


@register.simple_tag(name="brand")
def brand_tag() -> Brand:
    """Hand all of the brand to a template: {% brand as brand %}."""
    return brand()


@register.filter
def absolute(path: str) -> str:
    """Make an address of ours whole, for letters: {{ link.url|absolute }}."""
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") else path


@register.simple_tag
def brand_stylesheet() -> SafeString | str:
    """Link the shop's own colours, where it has some."""
    palette = brand().palette
    if palette is None:
        return ""
    return format_html('<link rel="stylesheet" href="{}">', stylesheet_path(palette))


@register.simple_tag(takes_context=True)
def first_styles(context: dict[str, Any]) -> SafeString | str:
    """The styles of a page before the door, with the shop's own colours, inside the page."""
    request, palette = context.get("request"), brand().palette
    text = first_page.first_styles() + (palette.stylesheet if palette else "")
    return format_html('<style nonce="{}">{}</style>', getattr(request, "csp_nonce", ""), mark_safe(text))  # noqa: S308 - our own files


@register.simple_tag
def first_script() -> SafeString:
    """The script that runs before the first paint, for a page that brings it along."""
    return mark_safe(first_page.first_script())  # noqa: S308 - our own file


@register.filter
def widget_kind(field: BoundField) -> str:
    """Say which layout a form field needs: text, area, select, check, options or file."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "checkbox" and not field.use_fieldset:
        return "check"
    if field.use_fieldset:
        return "options"
    if kind in ("select", "file"):
        return kind
    return "area" if "Textarea" in type(field.field.widget).__name__ else "text"
