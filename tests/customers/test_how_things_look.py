"""What every page stands on: words and shapes for states, amounts, moments, and colours that can be read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone

from customers.looks import LOOKS, look_of
from customers.models import Message, Payment
from refunds.models import Refund, RefundAttempt, WorkOrder

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATES = {
    "refund": Refund.State,
    "attempt": RefundAttempt.State,
    "order": WorkOrder.State,
    "message": Message.State,
}


def drawn(source: str, **context: object) -> str:
    return Template("{% load recourse %}" + source).render(Context(context)).strip()


# --- states --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", STATES)
def test_every_state_is_shown_with_the_same_word_that_the_record_uses(kind: str) -> None:
    shown = {state.value: str(look_of(kind, state.value).label) for state in STATES[kind]}

    assert shown == {state.value: str(state.label) for state in STATES[kind]}


@pytest.mark.parametrize("kind", LOOKS)
def test_two_states_are_never_told_apart_by_colour_alone(kind: str) -> None:
    """States that look all alike are one and the same to whoever reads them."""
    looks = {(str(look.label), look.shape, look.tone) for look in LOOKS[kind].values()}

    assert len({(word, shape) for word, shape, _tone in looks}) == len(looks)


def test_every_shape_that_a_page_asks_for_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
    asked = {look.shape for looks in LOOKS.values() for look in looks.values()}
    for page in TEMPLATES.rglob("*.html"):
        asked.update(re.findall(r'{% icon "([\w-]+)"', page.read_text()))

    assert asked <= there


def test_a_badge_says_the_state_in_words_and_hides_the_shape_from_screen_readers() -> None:
    badge = drawn('{% state_badge "under_review" %}')

    assert "Under review" in badge
    assert 'aria-hidden="true"' in badge


def test_a_state_that_nobody_described_is_still_readable() -> None:
    assert "Sent to the moon" in drawn('{% state_badge "sent_to_the_moon" %}')


# --- amounts and moments -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [(4310, "EUR", "43.10 EUR"), (12800, "JPY", "12,800 JPY"), (1, "KWD", "0.001 KWD"), (None, "EUR", "")],
)
def test_an_amount_in_a_sentence_has_its_currencys_own_digits(
    amount_minor: int | None, currency: str, text: str
) -> None:
    assert drawn("{{ amount|money:currency }}", amount=amount_minor, currency=currency).replace("\u00a0", " ") == text


def test_an_amount_that_is_taken_away_carries_a_real_minus() -> None:
    assert "\u22122,000.00" in drawn('{% money -200000 "EUR" %}')


def test_no_amount_is_a_dash_and_not_a_zero() -> None:
    assert "–" in drawn('{% money nothing "EUR" %}', nothing=None)


def test_a_moment_is_told_in_the_readers_zone_with_utc_on_hover() -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        shown = drawn("{{ at|when }}", at=datetime(2026, 11, 22, 20, 5, 9, tzinfo=UTC))

    assert "23 Nov 2026, 05:05" in shown
    assert 'title="2026-11-22 20:05:09 UTC"' in shown


def test_a_day_is_told_without_an_hour() -> None:
    assert "22 Nov 2026<" in drawn("{{ on|when }}", on=date(2026, 11, 22))


def test_a_card_is_named_by_brand_and_last_four_and_a_wallet_by_its_name() -> None:
    card = Payment(method="card", card_brand="visa", card_last4="4242")
    wallet = Payment(method="wallet", method_label="PayPal")

    assert drawn("{{ p|method_label }}", p=card) == "Visa •••• 4242"
    assert drawn("{{ p|method_label }}", p=wallet) == "PayPal"
    assert drawn("{{ p|method_label }}", p=Payment(method="bank")) == "Bank"


def test_a_customers_words_are_never_taken_for_mark_up() -> None:
    item = {"title": "Requested", "at": None, "quote": "<script>alert(1)</script>"}

    page = drawn('{% include "components/timeline.html" %}', items=[item])

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html")))
def test_every_template_can_be_read(path: str) -> None:
    get_template(path)


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "413", "500"])
def test_an_error_page_needs_nothing_but_itself(code: str) -> None:
    page = get_template(f"errors/{code}.html").render({"correlation_id": "01JD8Z"})

    assert "<h1>" in page
    assert "01JD8Z" in page


OURS = r"""[^>]*\s(?:src=|type="application/json"|nonce="{{ request\.csp_nonce }}")"""
OF_ITS_OWN = re.compile(rf"""\sstyle=["']|<style|\son\w+=["']|<script(?!{OURS})""")


def test_no_page_carries_a_script_or_a_style_of_its_own() -> None:
    """The content security policy would refuse them but with its nonce; data is no script. Letters are no pages."""
    for path in TEMPLATES.rglob("*.html"):
        if path.relative_to(TEMPLATES).parts[0] not in ("emails", "pdf"):
            assert not OF_ITS_OWN.search(path.read_text()), path


@pytest.mark.django_db
def test_ana_finds_a_sign_in_page(client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/accounts/login/")

    assert page.status_code == 200
    assert 'type="password"' in page.content.decode()


# --- colours -------------------------------------------------------------------------------------


def palette(theme: int) -> dict[str, str]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (STATIC / "css/tokens.css").read_text())
    return {name: colours[theme] for name, *colours in pairs}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground_it_stands_on(theme: int) -> None:
    colours = palette(theme)
    grounds = {ink: ["paper", "surface", "sunken", "hover"] for ink in ("ink", "ink-2", "ink-3")}
    grounds |= {tone: ["paper", "surface", f"{tone}-soft"] for tone in ("accent", "ok", "live", "warn", "bad", "idle")}
    pairs = [(colours[text], colours[ground]) for text, on in grounds.items() for ground in on]
    pairs += [("#ffffff", colours[fill]) for fill in ("accent-fill", "accent-fill-hover", "bad-fill")]

    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_inputs_and_series_of_charts_stand_out(theme: int) -> None:
    colours = palette(theme)
    lines = ["line-strong", *(f"series-{n}" for n in range(1, 6))]

    assert [name for name in lines if contrast(colours[name], colours["surface"]) < 3] == []


def test_the_style_sheets_stay_small() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "css").glob("*.css")) < 90_000


def test_a_moment_is_written_as_the_readers_day() -> None:
    late = datetime(2026, 12, 10, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert drawn("{{ at|day:'long' }}", at=late) == "11 December 2026"
        assert drawn("{{ at|day }}", at=late.date()) == "10 Dec 2026"
