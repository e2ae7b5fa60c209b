"""The look before the one shot: every limit of a gateway and a network, and what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from disputes.evidence.facts import Seen
from disputes.evidence.preflight import SentPart, amounts_in, days_in, preflight
from refunds.gateways.dispute_types import EvidenceBudget, Wanted, Weight
from tests.disputes.packet.test_packet import FACTS, NOW, STRIPE_LIKE

PDF = "application/pdf"
TEXTS = {"uncategorized_text": "It arrived."}


def part(kind: str = "receipt", pages: int = 1, size: int = 1000, content_type: str = PDF) -> SentPart:
    return SentPart(kind, pages, size, content_type)


def codes(texts=TEXTS, files=(), facts=FACTS, budget=STRIPE_LIKE, wanted=()):
    looked = preflight(texts, files, facts, budget, wanted)
    return {finding.code for finding in looked.findings}, {finding.code for finding in looked.stops}


def test_what_fits_and_agrees_with_itself_has_no_finding():
    assert codes(files=[part()]) == (set(), set())


@pytest.mark.parametrize(
    ("texts", "files", "code"),
    [
        ({}, [], "nothing"),
        ({"uncategorized_text": "x" * 20_001}, [], "text_too_long"),
        ({f"field_{n}": "x" * 20_000 for n in range(8)}, [], "too_many_characters"),
        (TEXTS, [part(pages=20)], "too_many_pages"),
        (TEXTS, [part(size=4_500_001)], "too_many_bytes"),
        (TEXTS, [part(), part()], "two_of_a_kind"),
        (TEXTS, [part(content_type="image/gif")], "kind_not_taken"),
    ],
)
def test_every_broken_limit_stops_it(texts, files, code):
    found, stops = codes(texts, files)
    assert code in stops and stops <= found


def test_mastercard_takes_nineteen_pages_and_visa_forty_nine():
    assert "too_many_pages" in codes(files=[part(pages=20)])[1]
    assert "too_many_pages" not in codes(files=[part(pages=49)], facts=replace(FACTS, network="visa"))[1]
    assert "too_many_pages" in codes(files=[part(pages=50)], facts=replace(FACTS, network="visa"))[1]


def test_one_file_may_be_too_large_where_together_they_may_not():
    budget = EvidenceBudget(bytes_per_file=500)
    assert codes(files=[part()], budget=budget)[1] == {"file_too_large"}


def test_a_link_is_pointed_out_and_does_not_stop_it():
    assert codes({"uncategorized_text": "See https://track.example/1"}) == ({"link"}, set())


def test_what_the_gateway_requires_and_nobody_gave_is_said():
    wanted = [Wanted("receipt", Weight.REQUIRED, "The invoice"), Wanted("signature", Weight.OPTIONAL)]
    assert codes(wanted=wanted)[0] == {"wanted"}
    assert codes(files=[part()], wanted=wanted)[0] == set()


def test_an_amount_that_is_none_of_this_case_is_pointed_out():
    assert codes({"uncategorized_text": "She paid 98.00 EUR."})[0] == {"foreign_amount"}
    assert codes({"uncategorized_text": "She paid 89.00 EUR."})[0] == set()


def test_days_before_the_purchase_and_after_the_dispute_are_pointed_out():
    assert codes({"shipping_date": f"{NOW - timedelta(days=30):%Y-%m-%d}"})[0] == {"before_purchase"}
    assert codes({"service_date": f"{NOW + timedelta(days=3):%-d %B %Y}"})[0] == {"after_dispute"}


def test_another_address_than_the_carriers_is_pointed_out():
    assert codes({"shipping_address": "Elsewhere 1"})[0] == {"other_address"}
    assert codes({"shipping_address": "lindenweg  4"})[0] == set()


def test_records_that_contradict_each_other_are_pointed_out():
    early = replace(FACTS, seen=[Seen("delivery", NOW - timedelta(days=40))])
    assert "delivered_early" in codes(facts=early)[0]
    late = replace(FACTS, seen=[Seen("delivery", NOW + timedelta(days=1))])
    assert "delivered_late" in codes(facts=late)[0]


def test_days_and_amounts_are_read_as_people_write_them():
    assert [f"{found:%Y-%m-%d}" for found in days_in("2026-11-03, 4 November 2026, 31 Feb 2026")] == [
        "2026-11-03",
        "2026-11-04",
    ]
    written = "November 5, 2026; Nov. 6th, 2026; 7.11.2026; 8th Sept 2026; 3 Foo 2026; parcel 12.34.5678"
    assert {f"{found:%m-%d}" for found in days_in(written)} == {"11-05", "11-06", "11-07", "09-08"}
    assert amounts_in("1,234.50 EUR, 9.99 USD, 12.00 ABC, 500.00 JPY, order 12.34") == [(123450, "EUR"), (999, "USD")]
    assert amounts_in("€89.00, 1.234,50 €, USD 9.99, 5,000 JPY, KWD 1.250, sent ALL 3 parcels") == [
        (8900, "EUR"), (123450, "EUR"), (999, "USD"), (5000, "JPY"), (1250, "KWD"),
    ]  # fmt: skip
    assert amounts_in("$100", "CAD") == [(10000, "CAD")] and amounts_in("$100", "EUR") == [(10000, "USD")]


def test_what_our_own_records_say_otherwise_is_pointed_out():
    seen = [
        Seen("purchase", NOW - timedelta(days=20), ip="203.0.113.7"),
        Seen("shipment", NOW - timedelta(days=18), carrier="DHL", tracking_number="0034"),
        *FACTS.seen,
    ]
    facts = replace(FACTS, seen=seen)
    right = {
        "shipping_date": f"{NOW - timedelta(days=18):%B %-d, %Y}",
        "shipping_carrier": "DHL Express",
        "shipping_tracking_number": "0034",
        "customer_purchase_ip": "203.0.113.7",
        "customer_name": "M. Novak and Mila Novak",
        "customer_email_address": "mila@home.example",
    }
    assert codes(right, facts=facts)[0] == set()
    for name, wrong in {
        "shipping_date": f"{NOW - timedelta(days=17):%-d %B %Y}",
        "shipping_tracking_number": "0043",
        "customer_purchase_ip": "203.0.113.8",
        "customer_name": "Tom Berg",
    }.items():
        looked = preflight({**right, name: wrong}, [], facts, STRIPE_LIKE)
        (finding,) = looked.findings
        assert (finding.code, finding.field, finding.stops) == ("other_than_records", name, False)
        assert wrong in finding.words
