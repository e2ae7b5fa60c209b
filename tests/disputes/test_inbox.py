"""The inbox: what is due first on top, lists that say what they hold, filters, search, and few questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from customers.shop_days import shop_day
from disputes.actions.assign_dispute import hand_over_dispute
from disputes.models import Dispute

pytestmark = pytest.mark.django_db

INBOX = "/staff/disputes/"
MOST_QUERIES = 12


@pytest.fixture
def several(says, make_payment, mila, tom, ana):
    """Mila's inquiry due in five days, Tom's fraud due in two, one with the bank, one lost."""
    now = timezone.now()
    return {
        "mila": says(
            "inquiry", "inquiry", about=make_payment(mila), reference="dp_mila", respond_by=now + timedelta(days=5),
            reason="product_not_received", network_code="", network="mastercard",
        ),
        "tom": says(
            "needs_response", about=make_payment(tom, total_minor=20_000), reference="dp_tom",
            respond_by=now + timedelta(days=2),
        ),
        "review": says("under_review", about=make_payment(tom), reference="dp_review"),
        "lost": says("lost", about=make_payment(mila, currency="USD"), reference="dp_lost"),
    }  # fmt: skip


def listed(client, **query) -> list[str]:
    response = client.get(INBOX, query)
    assert response.status_code == 200, response.content
    return [row["dispute"].gateway_reference for row in response.context["rows"]]


def test_what_is_due_first_stands_on_top(several, ana, sign_in):
    assert listed(sign_in(ana)) == ["dp_tom", "dp_mila"]


@pytest.mark.parametrize(
    ("tab", "found"),
    [
        ("ours", {"dp_mila", "dp_tom"}),
        ("waiting", {"dp_review"}),
        ("ended", {"dp_lost"}),
        ("attention", set()),
        ("all", {"dp_mila", "dp_tom", "dp_review", "dp_lost"}),
    ],
)
def test_each_list_holds_its_own(several, ana, sign_in, tab, found):
    assert set(listed(sign_in(ana), tab=tab)) == found


def test_mine_is_what_is_in_my_hands(several, ana, boris, sign_in):
    hand_over_dispute(actor=Actor.user(ana), reference=several["tom"].reference, to=boris.email, words="Yours")
    assert listed(sign_in(ana), tab="mine") == ["dp_mila"]
    assert listed(sign_in(boris), tab="mine") == ["dp_tom"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"category": "product_not_received"}, {"dp_mila"}),
        ({"network": "mastercard"}, {"dp_mila"}),
        ({"state": "lost"}, {"dp_lost"}),
        ({"account": "sandbox", "currency": "usd"}, {"dp_lost"}),
        ({"currency": "EUR", "amount_from": "100"}, {"dp_tom"}),
        ({"currency": "EUR", "amount_to": "99.00", "tab": "ours"}, {"dp_mila"}),
        ({"owner": "nobody"}, {"dp_review", "dp_lost"}),
        ({"owner": "me", "tab": "ours"}, {"dp_mila", "dp_tom"}),
    ],
)
def test_filters_narrow_the_list(several, ana, sign_in, query, found):
    assert set(listed(sign_in(ana), **query)) == found


def test_it_is_found_by_number_gateway_number_customer_and_order(several, ana, sign_in):
    client, tom = sign_in(ana), several["tom"]
    assert client.get(INBOX, {"q": tom.reference.lower()})["Location"] == f"{INBOX}{tom.reference}/"
    assert listed(client, q="dp_tom") == ["dp_tom"]
    assert set(listed(client, q="Tom Berg")) == {"dp_tom", "dp_review"}
    assert listed(client, q=tom.payment.order_reference) == ["dp_tom"]
    assert listed(client, q="Nobody") == []


@pytest.mark.parametrize(
    "query",
    [
        {"category": "nonsense"},
        {"amount_from": "12"},
        {"amount_from": "1e9", "currency": "EUR"},
        {"currency": "zz"},
        {"owner": "²"},
        {"state": "\x00"},
        {"owner": "9" * 40},
    ],
)
def test_an_address_that_cannot_be_meant_is_said_so(several, ana, sign_in, query):
    response = sign_in(ana).get(INBOX, query)
    assert response.status_code == 400
    assert "This address cannot be meant" in response.content.decode()


@pytest.mark.parametrize(
    "words", ["\x00", "DP-\x00", "x" * 5000, "%' OR 1=1", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_odd_words_find_nothing_and_break_nothing(several, ana, sign_in, words):
    assert sign_in(ana).get(INBOX, {"q": words}).status_code == 200


def test_the_number_in_the_navigation_is_what_is_mine_to_answer(several, ana, lena, fatima, sign_in):
    def number(person) -> str:
        return str(sign_in(person).get("/staff/payments/").context["dispute_count"])

    assert number(ana) == "2"
    assert number(lena) == "2", "leads see everything that is due"
    assert number(fatima) == "", "finance answers none"


def test_a_long_inbox_asks_few_questions_and_is_paged_by_key(
    says, make_payment, mila, ana, sign_in, django_assert_max_num_queries
):
    now = timezone.now()
    for number in range(55):
        says("needs_response", about=make_payment(mila), reference=f"dp_{number}",
             respond_by=now + timedelta(days=2, minutes=number))  # fmt: skip
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(INBOX).context["page"]
    assert len(page.rows) == 50
    rest = client.get(page.next_url).context["page"]
    assert [row.gateway_reference for row in rest.rows] == [f"dp_{number}" for number in range(50, 55)]
    assert client.get(rest.previous_url).context["page"].rows == page.rows


def test_everybody_with_a_role_reads_it_and_nobody_else(several, ayaka, ida, sign_in, django_user_model):
    for person in (ayaka, ida):
        assert sign_in(person).get(INBOX).status_code == 200
    stranger = django_user_model.objects.create_user("stranger@shop.example")
    assert sign_in(stranger).get(INBOX).status_code == 403


def test_a_row_tells_what_must_be_known(several, ana, sign_in):
    Dispute.objects.get(gateway_reference="dp_tom")
    page = sign_in(ana).get(INBOX).content.decode()
    for words in ("Tom Berg", "Fraudulent", "10.4", "yours", "left", "Gateway:"):
        assert words in page


def test_a_day_of_the_calendar_narrows_the_list(several, ana, sign_in):
    client, tom = sign_in(ana), several["tom"]
    for name, moment in (("due", tom.answer_by), ("respond", tom.respond_by)):
        day = shop_day(moment)
        asked = {f"{name}_from": day.isoformat(), f"{name}_to": day.isoformat(), "tab": "ours"}
        assert listed(client, **asked) == ["dp_tom"]
        before = (day - timedelta(days=1)).isoformat()
        assert listed(client, **{f"{name}_to": before, "tab": "ours"}) == []


@pytest.fixture
def dear_and_cheap(says, make_payment, mila, ana):
    """Three in euros, two in dollars; the dearer the later due, and two of the same amount."""
    now = timezone.now()
    amounts = {"dear": (50_000, "EUR"), "cheap": (1_000, "EUR"), "same": (50_000, "EUR"), "usd": (90_000, "USD"),
               "cent": (1, "USD")}  # fmt: skip
    for number, (name, (minor, currency)) in enumerate(amounts.items()):
        payment = make_payment(mila, total_minor=minor, currency=currency)
        says("needs_response", about=payment, reference=name, respond_by=now + timedelta(days=5 + number))


def test_the_largest_amount_stands_on_top_currency_by_currency(dear_and_cheap, several, ana, sign_in):
    client = sign_in(ana)
    assert listed(client, order="amount") == ["same", "dear", "dp_tom", "dp_mila", "cheap", "usd", "cent"]
    assert listed(client, order="amount", currency="USD", tab="mine") == ["usd", "cent"]
    assert listed(client, order="nonsense") == listed(client)
    page = client.get(INBOX, {"order": "amount"}).content.decode()
    assert "One currency after another, because their amounts cannot be compared" in page


def test_the_order_stays_in_the_address_through_lists_filters_and_pages(dear_and_cheap, ana, sign_in, monkeypatch):
    monkeypatch.setattr("refunds.views.paging.PAGE_ROWS", 2)
    client, seen, address = sign_in(ana), [], f"{INBOX}?order=amount&category=fraudulent&tab=ours"
    page = client.get(address).content.decode()
    assert '<input type="hidden" name="order" value="amount">' in page
    assert "?tab=mine&amp;order=amount" in page and "?tab=waiting&amp;order" not in page
    while address:
        shown = client.get(address).context["page"]
        seen += [dispute.gateway_reference for dispute in shown.rows]
        address, last = shown.next_url, shown
        assert not address or "order=amount&category=fraudulent" in address
    assert seen == ["same", "dear", "cheap", "usd", "cent"]
    back = client.get(last.previous_url).context["page"]
    assert [dispute.gateway_reference for dispute in back.rows] == ["cheap", "usd"]
    for odd in ("EUR-1", "EUR-x-1", "€-1-1", "EUR-1-1-1", "\x00-1-1", "E" * 50 + "-1-1", f"EUR-{'9' * 30}-1"):
        assert listed(client, order="amount", after=odd)[:1] == ["same"], "what is no place of ours means the begin"


def test_programs_walk_the_largest_amounts_too(dear_and_cheap, ana, program_of):
    program, seen, cursor = program_of(ana), [], ""
    while cursor is not None:
        page = program.get(f"disputes/?tab=ours&order=amount&limit=2&cursor={cursor}" if cursor else
                           "disputes/?tab=ours&order=amount&limit=2").json()  # fmt: skip
        seen += [one["gateway_reference"] for one in page["results"]]
        cursor = page["next"]
    assert seen == ["same", "dear", "cheap", "usd", "cent"]
    assert program.get("disputes/?order=amount").status_code == 400
    assert program.get("disputes/?tab=ours&order=beauty").status_code == 400
    due = program.get("disputes/?tab=ours&order=due&limit=2").json()
    assert program.get(f"disputes/?tab=ours&order=amount&cursor={due['next']}").json()["error"]["code"] == "bad_cursor"


def test_an_empty_house_says_so(ana, sign_in):
    assert "No dispute waits for an answer." in sign_in(ana).get(reverse("disputes:inbox")).content.decode()
