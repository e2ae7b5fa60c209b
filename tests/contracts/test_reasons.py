"""Every reason in the catalogue keeps the same promises. A new one is one new file, found and held to them here."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.categories import category_of
from disputes.evidence.discovery import catalogue, reason_for
from disputes.evidence.pieces import FILE_KINDS, PIECES, TEXT_FIELDS
from disputes.evidence.reason import Goods, goods_of
from disputes.models import Dispute

REASONS = list(catalogue().values())
NETWORKS = {"visa", "mastercard", "amex", "discover", "paypal", "bank_debit"}
WITHOUT_A_CODE = {
    "unrecognized": {"paypal", "bank_debit"},
    "product_not_received": {"bank_debit"},
    "product_unacceptable": {"bank_debit"},
    "credit_not_processed": {"bank_debit"},
    "noncompliant": {"mastercard", "amex", "paypal", "bank_debit"},
}
"""What a network does not know as a reason of its own."""


@pytest.fixture(params=REASONS, ids=lambda reason: reason.category)
def reason(request):
    return request.param


def test_every_category_of_a_dispute_has_its_page():
    assert set(catalogue()) == set(Dispute.Category.values)


def test_a_category_that_nobody_wrote_up_gets_the_general_page():
    assert reason_for("unheard_of").category == "general"


def test_it_says_what_wins_for_whatever_was_sold(reason):
    assert set(reason.wins) == set(Goods)
    for pieces in reason.wins.values():
        assert len(pieces) >= 4
        assert len(set(pieces)) == len(pieces)
        assert set(pieces) <= set(PIECES)


def test_goods_are_proven_by_delivery_and_downloads_by_use(reason):
    assert not {"delivery_confirmed", "signature"} & set(reason.wins[Goods.DIGITAL])
    assert "access_log" not in reason.wins[Goods.PHYSICAL]


def test_it_names_the_networks_that_ask_and_codes_that_lead_back_to_it(reason):
    assert {asks.network for asks in reason.networks} == NETWORKS - WITHOUT_A_CODE.get(reason.category, set())
    assert reason.asked_by("VISA") is not None
    for asks in reason.networks:
        assert len(str(asks.asks)) > 20
        assert {category_of("", code) for code in asks.codes} <= {reason.category}


def test_it_warns_and_says_where_that_is_from(reason):
    assert len(reason.traps) >= 3
    assert all(str(trap).endswith(".") for trap in (*reason.traps, reason.claim))
    assert reason.source.startswith("https://")
    assert date(2025, 1, 1) < reason.source_on <= date.today()
    assert set(reason.without_defence) <= {code for asks in reason.networks for code in asks.codes}


@pytest.mark.parametrize("piece", PIECES.values(), ids=lambda piece: piece.code)
def test_every_piece_has_its_place_and_somebody_to_ask(piece):
    assert piece.file_kind in FILE_KINDS
    assert set(piece.fields) <= set(TEXT_FIELDS)
    assert str(piece.title) and str(piece.shows).endswith(".") and str(piece.ask).startswith("Ask")
    assert any(piece.code in pieces for reason in REASONS for pieces in reason.wins.values())


def test_what_most_was_paid_for_says_what_was_sold():
    assert goods_of({"physical": 500, "digital": 900, "shipping": 5_000}) == Goods.DIGITAL
    assert goods_of({"ticket": 1}) == Goods.SERVICE
    assert goods_of({}) == Goods.PHYSICAL
