"""The home page of finance: everybody's own tiles, chosen with plain buttons."""

from __future__ import annotations

import pytest

from customers import clock
from customers.shop_days import shop_day
from reporting.boards.asked import plain_question
from reporting.boards.parts import Figure, Panel
from reporting.models import HomeTiles
from reporting.tiles.catalogue import DEFAULTS, TILES, TileReader

pytestmark = pytest.mark.django_db

HOME, CHOOSE = "/staff/finance/", "/staff/finance/tiles/"


def labels(page) -> list[str]:
    return [str(one["label"]) for one in (*page.context["figures"], *page.context["panels"])]


def test_a_quiet_shop_is_told_so(fatima, sign_in):
    assert "Nothing to count yet" in sign_in(fatima).get(HOME).content.decode()


def test_a_role_has_its_tiles_until_somebody_chooses(fatima, lena, sign_in, make_payment, mila):
    make_payment(mila)
    assert labels(sign_in(fatima).get(HOME))[:2] == ["Net", "Paid back"]
    assert labels(sign_in(lena).get(HOME))[:2] == ["Requests", "Approved of decided"]


def test_tiles_are_added_moved_and_taken_away_by_buttons(fatima, lena, sign_in, make_payment, mila):
    make_payment(mila)
    browser = sign_in(fatima)
    first, second, *rest = DEFAULTS["finance"]
    moved = browser.post(CHOOSE, {"do": f"down:{first}"}, follow=True)
    assert moved.redirect_chain == [(f"{CHOOSE}?moved={first}&by=down", 302)]
    assert " autofocus" in moved.content.decode(), "the keyboard stays where it was"
    browser.post(CHOOSE, {"do": "add:missed"})
    browser.post(CHOOSE, {"do": f"remove:{second}"})
    assert HomeTiles.objects.get(person=fatima).names == [first, *rest, "missed"]
    browser.post(CHOOSE, {"do": f"up:{first}"})
    assert HomeTiles.objects.get(person=fatima).names[0] == first, "at the end nothing happens"
    assert "Deadlines missed" in labels(browser.get(HOME))
    assert "Deadlines missed" not in labels(sign_in(lena).get(HOME)), "nobody else's page changes"
    browser.post(CHOOSE, {"do": "reset:"})
    assert not HomeTiles.objects.exists()


def test_a_tile_that_is_none_is_refused(fatima, sign_in, program_of):
    for do in ("add:nothing", "up:vamp", "burn:net", ""):
        assert sign_in(fatima).post(CHOOSE, {"do": do}).status_code == 400
    assert program_of(fatima).post("home-tiles/", {"names": ["nothing"]}).status_code == 400
    assert program_of(fatima).post("home-tiles/", {"names": ["net", "net"]}).status_code == 400
    assert not HomeTiles.objects.exists()


def test_a_program_chooses_the_same_tiles(fatima, sign_in, program_of, make_payment, mila):
    make_payment(mila)
    program = program_of(fatima)
    assert program.get("home-tiles/").json()["chosen"] is False
    told = program.post("home-tiles/", {"names": ["radar", "vamp", "net"]}).json()
    assert (told["names"], told["chosen"]) == (["radar", "vamp", "net"], True)
    assert labels(sign_in(fatima).get(HOME))[0] == "Net", "figures stand above drawings, each in the chosen order"


def test_no_tile_chosen_leads_to_the_choice(fatima, sign_in, program_of, make_payment, mila):
    make_payment(mila)
    program_of(fatima).post("home-tiles/", {"names": []})
    page = sign_in(fatima).get(HOME).content.decode()
    assert "No tile chosen" in page and CHOOSE in page


def test_every_tile_is_found_on_its_dashboard(make_payment, mila):
    """A tile whose figure was renamed would silently be missing."""
    from tests.reporting.dashboards.test_networks import sold

    make_payment(mila)
    for network in ("visa", "mastercard"):
        sold(1_000, network, disputes=3, on=shop_day(clock.now()))
    reader = TileReader(plain_question(shop_day(clock.now())).in_currency("EUR"))
    for name, tile in TILES.items():
        found = reader.panel(tile) if tile.is_drawing else reader.figure(tile)
        assert isinstance(found, Panel if tile.is_drawing else Figure), name
        assert reader.url(tile).startswith("/staff/finance/dashboards/")
