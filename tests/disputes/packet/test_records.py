"""Our records on paper: no word is broken that fits, and letters come without what is only for the customer."""

from __future__ import annotations

from dataclasses import replace

from disputes.evidence.facts import Letter, Twin
from disputes.packet.records import Record, records_for
from tests.disputes.packet.test_packet import FACTS

LETTER = """Hello Mila,

We looked at your request.

See your request:
https://shop.example/portal/door/refunds/RF-1/

Warm regards

-- 
Lamps & Co
You get this letter because you asked for a refund.
"""  # noqa: W291 - as mails are signed


def test_a_letter_is_told_without_links_to_the_customers_own_pages_and_without_its_foot():
    facts = replace(FACTS, letters=[Letter(FACTS.opened_at, False, "About it", LETTER)])
    (record,) = records_for(facts, ["messages"])
    assert record.passages[0][1] == "Hello Mila,\n\nWe looked at your request.\n\nWarm regards"


def test_what_the_customer_wrote_stays_as_it_was_written():
    written = "My picture of it:\nhttps://pictures.example/lamp\n--\nMila"
    facts = replace(FACTS, letters=[Letter(FACTS.opened_at, True, "", written)])
    (record,) = records_for(facts, ["messages"])
    assert record.passages[0][1] == written


def test_a_cell_stands_in_one_line_or_breaks_between_words_or_anywhere_as_it_must():
    row = ("1 Nov 2026, 10:00 UTC", "Opened it", "mila.novak@home.example", "f" * 64, "89.00 EUR")
    record = Record("access_log", "Use", heads=("When", "What", "Account", "Device", "Paid"), rows=[row])
    assert [kind for _cell, kind in record.cells[0]] == ["short", "", "", "long", "num"]


def test_two_payments_for_one_order_are_not_told_as_two_orders():
    for order, said in (("ORDER-10", "Each payment is for an order of its own."), ("ORDER-9", ""), ("", "")):
        twin = Twin("PM-2", "ch_10", order, FACTS.captured_at, "Desk lamp", 8900)
        (record,) = records_for(replace(FACTS, twins=[twin]), ["second_purchase"])
        assert record.intro == said
