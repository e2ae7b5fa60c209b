"""A complete packet for every reason and whatever was sold: the heaviest exhibit first, everything that wins in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from disputes.evidence.checklist import check
from disputes.evidence.discovery import catalogue
from disputes.evidence.facts import Credit, EarlierPayment, Policy, Refusal, Seen, Twin
from disputes.evidence.pieces import PIECES
from disputes.evidence.reason import Goods
from disputes.evidence.texts import first_texts
from disputes.packet.make import make_packet
from disputes.packet.records import records_for
from tests.disputes.desk import DEVICE, HOME
from tests.disputes.packet.test_packet import FACTS, NOW, STRIPE_LIKE, words_on

MARKS = {"ip": "203.0.113.7", "device_id": DEVICE, "account": "mila"}
BEFORE = [NOW - timedelta(days=days) for days in (140, 250)]

RICH = replace(
    FACTS,
    network="visa",
    seen=[
        Seen("terms", NOW - timedelta(days=20), words="Terms of return, box “I agree” ticked.", **MARKS),
        Seen("purchase", NOW - timedelta(days=20), **MARKS),
        Seen("shipment", NOW - timedelta(days=18), carrier="DHL", tracking_number="0034", address=HOME),
        Seen("delivery", NOW - timedelta(days=15), carrier="DHL", tracking_number="0034", address=HOME, signed_by="N"),
        Seen("use", NOW - timedelta(days=14), words="Opened chapter 1", **MARKS),
        Seen("service", NOW - timedelta(days=13), words="Set up at the customer's home", signed_by="M. Novak"),
        Seen("notice", NOW - timedelta(days=40), words="Renews on the 1st for 89.00 EUR"),
        Seen("cancellation", NOW - timedelta(days=2), words="Canceled on the account's page"),
        Seen("return", NOW - timedelta(days=1), words="Nothing came back"),
    ],
    policy=Policy(3, NOW - timedelta(days=300), [("Return window", "Thirty days.")]),
    refusals=[Refusal("RF-2026-000009", NOW - timedelta(days=5), "It was used.")],
    earlier=[
        EarlierPayment(f"PM-{n}", f"ch_{n}", at, "1 × Lamp", 8900, "EUR", [Seen("purchase", at, **MARKS)])
        for n, at in enumerate(BEFORE)
    ],
    twins=[Twin("PM-9", "ch_8", "ORDER-8", NOW - timedelta(days=19), "1 × Cup", 8900)],
    credits=[Credit("RF-2026-000008", "re_1", 8900, "EUR", True, NOW - timedelta(days=3))],
)

CASES = [(reason, goods) for reason in catalogue().values() for goods in Goods]
PRINTED = [(reason, list(Goods)[number % len(Goods)]) for number, reason in enumerate(catalogue().values())]


def named(case):
    return f"{case[0].category}-{case[1]}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_wins_is_found_and_told_from_rich_records(case):
    reason, goods = case
    facts = replace(RICH, category=reason.category, goods=goods, network_code=(reason.networks[0].codes or ("",))[0])
    found = check(facts, reason)
    missing = {item.piece.code for item in found.gaps}
    assert missing <= {"withdrawn", "description", "cancellation_policy", "earlier_payments"}, missing
    assert found.items[0].piece.code == "proof_of_credit"
    texts = first_texts(facts)
    assert "We refunded 89.00 EUR" in texts["uncategorized_text"].replace("\xa0", " ")
    told = {record.piece for record in records_for(facts, reason.wins[goods])}
    needs_none = {"withdrawn", "description", "cancellation_policy", "delivery_address", "signature"}
    assert told >= set(reason.wins[goods]) - needs_none - missing


@pytest.mark.slow
@pytest.mark.parametrize("case", PRINTED, ids=named)
def test_it_is_printed_with_the_proof_of_refund_first(case):
    reason, goods = case
    facts = replace(RICH, category=reason.category, goods=goods)
    packet = make_packet(facts, [], STRIPE_LIKE, summary=first_texts(facts)["uncategorized_text"])
    assert packet.contents[0][1] == "Proof of refund"
    pages = words_on(packet.whole)
    has_a_name = reason.category != "general"  # a bank is not told of "something else"
    assert (str(reason.title) in pages[0]) == has_a_name and "re_1" in "".join(pages)
    assert packet.pages <= 49 and packet.fits and not packet.left_out
    shown = {title for _letter, title, _pages in packet.contents}
    assert len(shown) == len(packet.contents) >= 5
    assert all(PIECES[piece] for piece in reason.wins[goods])
