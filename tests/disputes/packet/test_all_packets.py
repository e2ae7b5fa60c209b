"""A complete packet of every reason and whatever was sold, made from a whole story, for each gateway's own limits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pypdfium2
import pytest

from disputes.actions.build_packet import SUMMARY, attachments_of, build_packet, statements_of
from disputes.evidence.checklist import check
from disputes.evidence.discovery import reason_for
from disputes.evidence.reason import Goods
from disputes.gathering import gather_case
from disputes.packet.make import Packet, make_packet
from refunds.gateways.adyen.defence import BUDGET as ADYEN
from refunds.gateways.braintree.evidence import BUDGET as BRAINTREE
from refunds.gateways.dispute_types import EvidenceBudget
from refunds.gateways.paypal.evidence import BUDGET as PAYPAL
from refunds.gateways.stripe.evidence import BUDGET as STRIPE
from tests.desk import known_to_sandbox
from tests.disputes.packet.stories import CODES, SOLD, sold, story
from tests.disputes.packet.test_packet import words_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("own_files")]

GATEWAYS = {"stripe": STRIPE, "paypal": PAYPAL, "adyen": ADYEN, "braintree": BRAINTREE}
ALL = [(category, goods, list(GATEWAYS)[nth % 4]) for nth, (category, goods) in enumerate(product(CODES, SOLD))]
EVERYDAY = ALL[::7]
"""One of every seven, so that reasons, goods and gateways all take turns; `make full` makes them all."""
MOST_PAGES = {"adyen": 0, "paypal": 0}
MARGIN_POINTS = 20


def named(case: tuple[str, Goods, str]) -> str:
    category, goods, gateway = case
    return f"{category}-{goods.value}-{gateway}"


@pytest.mark.full
@pytest.mark.parametrize("case", ALL if os.environ.get("PACKETS") == "all" else EVERYDAY, ids=named)
def test_it_is_whole_in_order_and_small_enough(case, make_payment, mila, boris):
    category, goods, gateway = case
    draft = story(make_payment, mila, boris, category, goods)
    facts = gather_case(draft.dispute, draft)
    assert (facts.category, facts.goods) == (category, goods)
    budget = GATEWAYS[gateway]
    packet = make_packet(
        facts, attachments_of(draft), budget, summary=draft.texts[SUMMARY],
        statements=() if budget.text_fields else statements_of(draft),
    )  # fmt: skip
    if folder := os.environ.get("PACKETS_TO", ""):
        (Path(folder) / f"{named(case)}.pdf").write_bytes(packet.whole)
    pages = words_on(packet.whole)
    _has_a_cover_that_is_true(packet, pages, facts, sold(category, goods)[0])
    _is_marked_and_numbered(packet, pages, facts.reference)
    _shows_what_wins_first(packet, facts)
    _is_within(budget, packet)
    _cuts_nothing_off(packet.whole)


def _has_a_cover_that_is_true(packet: Packet, pages: Sequence[str], facts, what: str) -> None:
    cover = " ".join(pages[0].replace("\xa0", " ").split())
    assert f"Answer to dispute {facts.reference}" in cover
    assert facts.category == "general" or str(reason_for(facts.category).title) in cover
    assert "89.00 EUR" in cover and facts.payment_number in cover and "Mila Novak" in cover
    assert "Summary" in cover and f"bought 1 × {what}" in cover
    front = " ".join(" ".join(page.split()) for page in pages[: _first_page(packet) - 1])
    for letter, title, span in packet.contents:
        assert f"{letter} {' '.join(title.split())} {span}" in front, (letter, title, span)


def _first_page(packet: Packet) -> int:
    return min(int(span.partition("–")[0]) for _letter, _title, span in packet.contents)


def _is_marked_and_numbered(packet: Packet, pages: Sequence[str], reference: str) -> None:
    assert len(pages) == packet.pages
    for number, page in enumerate(pages, start=1):
        assert f"{reference} · {number} / {len(pages)}" in page
    for letter, title, span in packet.contents:
        first, _dash, last = span.partition("–")
        for number in range(int(first), int(last or first) + 1):
            assert f"Exhibit {letter} {title}"[:40] in pages[number - 1], (letter, number)


def _shows_what_wins_first(packet: Packet, facts) -> None:
    """Behind the cover stands the heaviest piece that there is; every piece that there is stands somewhere."""
    found = check(facts, reason_for(facts.category))
    there = [item.piece for item in found.items if item.is_there]
    titles = [title for _letter, title, _span in packet.contents]
    first = titles[0].partition(":")[0]
    heaviest = next(piece for piece in there if piece.code != "messages" or facts.letters)
    assert first in _TITLES.get(heaviest.code, (str(heaviest.title),)), (first, heaviest.code)
    for piece in there:
        assert any(title.startswith(_TITLES.get(piece.code, (str(piece.title),))) for title in titles), piece.code
    assert not packet.left_out


_TITLES = {
    "delivery_confirmed": ("Shipment and delivery", "Delivery confirmed"),
    "delivery_address": ("Shipment and delivery",),
    "signature": ("Signature", "Shipment and delivery", "The service"),
    "access_log": ("Use after the purchase",),
    "purchase_trace": ("How the purchase was made",),
    "service_record": ("The service",),
    "earlier_payments": ("Earlier undisputed payments",),
    "receipt": ("Order and payment",),
    "messages": ("Messages with the customer",),
    "refund_policy": ("Refund policy as bought",),
    "refund_refusal": ("Decision on the request for a refund",),
    "return_status": ("Return",),
    "cancellation_record": ("Cancellation",),
    "renewal_notice": ("Announcement of the renewal",),
    "second_purchase": ("The two payments",),
}
"""How the papers of our records are called, where that is not the name of the piece."""


def _is_within(budget: EvidenceBudget, packet: Packet) -> None:
    sizes = [len(part.content) for part in packet.parts]
    assert packet.fits and packet.grade == 0, "nothing had to be made coarse"
    assert not budget.bytes_together or sum(sizes) <= budget.bytes_together
    assert not budget.bytes_per_file or max(sizes) <= budget.bytes_per_file
    assert not budget.pages or packet.pages <= budget.pages
    kinds = [part.kind for part in packet.parts]
    assert not budget.one_file_per_kind or len(kinds) == len(set(kinds))
    assert not budget.file_kinds or set(kinds) <= set(budget.file_kinds)


def _cuts_nothing_off(whole: bytes) -> None:
    """No sign stands outside of its sheet or in the outermost margin, and none lies over another line."""
    for page in pypdfium2.PdfDocument(whole):
        wide, high = page.get_size()
        text = page.get_textpage()
        for number in range(text.count_rects()):
            left, low, right, top = text.get_rect(number)
            assert left >= MARGIN_POINTS and right <= wide - MARGIN_POINTS, text.get_text_bounded(left, low, right, top)
            assert low >= 10 and top <= high - 10, text.get_text_bounded(left, low, right, top)


def test_the_desk_builds_the_same_by_its_own_door(make_payment, mila, boris):
    draft = story(make_payment, mila, boris, "fraudulent", Goods.PHYSICAL)
    known_to_sandbox(draft.dispute.payment)
    from customers.actors import Actor

    built = build_packet(actor=Actor.user(boris), reference=draft.dispute.reference)
    assert built.packet is not None and built.packet_told["fits"] and not built.packet_told["left_out"]
    assert built.packet_told["contents"][0][1] == "Earlier undisputed payments"
