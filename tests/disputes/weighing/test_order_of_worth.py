"""The inbox walked by what fighting is worth: by chance, amount and costs, as they are known now."""

from __future__ import annotations

import pytest

from disputes.models import Dispute
from disputes.tasks import count_outcomes
from tests.disputes.conftest import again
from tests.disputes.desk import disputed
from tests.disputes.weighing.desk import ended, priced

pytestmark = pytest.mark.django_db

INBOX = "/staff/disputes/"


@pytest.fixture
def three(make_payment, mila, marta):
    """The dearest is one that Visa turns for nobody (10.5); a fair and a small one beside it; answers have a price."""
    priced(marta)
    return [
        disputed(make_payment(mila, total_minor=minor), number=number, network_code=code)
        for number, minor, code in (("hopeless", 90_000, "10.5"), ("fair", 20_000, "10.4"), ("small", 1_000, "10.4"))
    ]


def walked(client, **query) -> list[str]:
    page = client.get(INBOX, {"order": "worth", **query})
    return [row["dispute"].gateway_reference for row in page.context["rows"]]


def test_what_is_worth_fighting_stands_before_what_is_only_dear(three, ayaka, sign_in):
    client = sign_in(ayaka)
    assert walked(client) == ["fair", "small", "hopeless"]
    assert walked(client, currency="EUR", tab="ours") == ["fair", "small", "hopeless"]
    page = client.get(INBOX, {"order": "worth"}).content.decode()
    assert "in each stands on top where fighting is worth most" in page and "Worth most first" in page


def test_it_is_weighed_anew_with_what_was_learned_since(three, make_payment, mila, tom, ayaka, sign_in):
    other = disputed(make_payment(mila, total_minor=18_000), number="not there", network_code="13.1",
                     reason="product_not_received")  # fmt: skip
    before = again(other).worth_minor
    assert walked(sign_in(ayaka))[0] == "fair"
    ended(make_payment, tom, won=9, reason="product_not_received", network_code="13.1")
    ended(make_payment, tom, lost=9)
    count_outcomes()
    assert again(other).worth_minor > before
    assert walked(sign_in(ayaka))[0] == "not there"


def test_only_what_changed_is_written(three, make_payment, tom):
    count_outcomes()
    versions = dict(Dispute.objects.values_list("pk", "version"))
    count_outcomes()
    assert dict(Dispute.objects.values_list("pk", "version")) == versions
    ended(make_payment, tom, lost=5)
    count_outcomes()
    assert again(three[1]).version == versions[three[1].pk] + 1
    assert again(three[0]).version == versions[three[0].pk], "hopeless stays what it is"


def test_what_the_page_shows_is_what_it_is_ordered_by(three, ayaka, sign_in):
    rows = sign_in(ayaka).get(INBOX, {"order": "worth"}).context["rows"]
    shown = [row["worth"].fight_minor for row in rows]
    assert shown == [row["dispute"].worth_minor for row in rows] == sorted(shown, reverse=True)


def test_a_bigger_dispute_than_first_told_is_weighed_again(three, ayaka, sign_in):
    small = three[2]
    disputed(small.payment, number="small", amount_minor=1_000, respond_by=None)
    assert again(small).worth_minor == small.worth_minor
    disputed(small.payment, number="small", amount_minor=95_000)
    assert walked(sign_in(ayaka))[0] == "small"


def test_pages_lead_on_past_what_is_worth_less_than_nothing(three, ayaka, sign_in, monkeypatch):
    monkeypatch.setattr("refunds.views.paging.PAGE_ROWS", 1)
    client, seen, address = sign_in(ayaka), [], f"{INBOX}?order=worth&tab=ours"
    while address:
        page = client.get(address).context["page"]
        seen += [dispute.gateway_reference for dispute in page.rows]
        address = page.next_url
    assert seen == ["fair", "small", "hopeless"]
    assert three[1].worth_minor > 0 > again(three[2]).worth_minor
    back = client.get(client.get(page.previous_url).context["page"].previous_url).context["page"]
    assert [dispute.gateway_reference for dispute in back.rows] == ["fair"]


def test_programs_walk_it_too_page_by_page(three, ayaka, program_of):
    program, seen, cursor = program_of(ayaka), [], ""
    while cursor is not None:
        address = "disputes/?tab=ours&order=worth&limit=2"
        page = program.get(f"{address}&cursor={cursor}" if cursor else address).json()
        seen += [one["gateway_reference"] for one in page["results"]]
        cursor = page["next"]
    assert seen == ["fair", "small", "hopeless"]
    assert program.get("disputes/?order=worth").status_code == 400
