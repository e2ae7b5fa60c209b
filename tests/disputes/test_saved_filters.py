"""A list of the inbox is kept under a name, shown again, changed, shared; by the desk and by programs."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import BadInput
from refunds.actions.saved_views import save_view
from refunds.models import SavedView
from tests.disputes.test_inbox import INBOX, listed, several  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db

LARGE_FRAUD = {"tab": "ours", "category": "fraudulent", "currency": "EUR", "amount_from": "100"}


def keep(person, name: str = "Large fraud", filter: dict[str, str] = LARGE_FRAUD, **more) -> SavedView:
    return save_view(actor=Actor.user(person), name=name, filter=filter, of="disputes", **more)


def page_of(answer) -> str:
    return unescape(answer.content.decode()).replace("\xa0", " ")


def test_a_filtered_inbox_is_kept_and_shown_again_in_its_order(several, ana, sign_in):  # noqa: F811
    client = sign_in(ana)
    filtered = client.get(INBOX, {**LARGE_FRAUD, "order": "amount"})
    assert "Save view" in page_of(filtered) and "Save view" not in page_of(client.get(INBOX))
    query = filtered.context["query"]
    kept = client.post(reverse("refunds:views"), {"name": "Large fraud", "list": query, "of": "disputes"})
    view = SavedView.objects.get()
    assert (view.of, view.filter, view.order, kept["Location"]) == (
        "disputes", LARGE_FRAUD, "amount", f"{INBOX}?view={view.pk}",
    )  # fmt: skip

    assert listed(client, view=view.pk) == ["dp_tom"]
    shown = page_of(client.get(INBOX, {"view": view.pk}))
    assert 'aria-current="page">Large fraud' in shown and "Save view" not in shown
    arranged = page_of(client.get(reverse("refunds:views")))
    assert "To answer, Reason: Fraudulent, Currency: EUR, Amount from: 100" in arranged and kept["Location"] in arranged
    assert "Large fraud" not in page_of(client.get(reverse("refunds:queue")))


def test_what_is_chosen_beside_a_view_counts_and_can_be_kept_in_it(several, ana, sign_in):  # noqa: F811
    client, view = sign_in(ana), keep(ana)
    changed = {"view": view.pk, "tab": "ours", "category": "product_not_received"}
    assert listed(client, **changed) == ["dp_mila"]
    page = client.get(INBOX, changed)
    assert "Keep in “Large fraud”" in page_of(page)
    client.post(reverse("refunds:view", args=[view.pk]), {"list": page.context["query"]})
    assert listed(client, view=view.pk) == ["dp_mila"]


def test_one_list_knows_no_view_of_another_and_names_count_for_each(ana, boris, sign_in):
    mine, refunds = keep(ana, "Mine"), save_view(actor=Actor.user(ana), name="Mine", filter={})
    assert sign_in(ana).get(INBOX, {"view": refunds.pk}).status_code == 404
    assert sign_in(ana).get(reverse("refunds:queue"), {"view": mine.pk}).status_code == 404
    assert sign_in(boris).get(INBOX, {"view": mine.pk}).status_code == 404


@pytest.mark.parametrize(
    "filter", [{"tab": "moon"}, {"state": "asleep"}, {"color": "red"}, {"amount_from": "100"}, {"tab": ["ours"]}, []]
)
def test_what_cannot_be_meant_is_not_kept(filter, ana):
    with pytest.raises(BadInput):
        keep(ana, filter=filter)
    with pytest.raises(BadInput, match="no such list"):
        save_view(actor=Actor.user(ana), name="x", filter={}, of="moons")
    assert not SavedView.objects.exists()


def test_a_view_that_no_longer_works_says_so_and_the_inbox_stands(several, ana, sign_in):  # noqa: F811
    view = keep(ana)
    SavedView.objects.filter(pk=view.pk).update(filter={"tab": "ours", "account": "closed_since"})
    answer = sign_in(ana).get(INBOX, {"view": view.pk})
    assert answer.status_code == 400 and "Gateway:" in page_of(answer)
    assert "This filter no longer works." in page_of(sign_in(ana).get(reverse("refunds:views")))


def test_programs_keep_and_read_them_too(several, ana, program_of):  # noqa: F811
    program = program_of(ana)
    sent = {"list": "disputes", "name": "Large fraud", "filter": LARGE_FRAUD}
    made = program.post("views/", sent)
    assert (made.status_code, made.json()["list"], made.json()["order"]) == (201, "disputes", "due")
    number = made.json()["id"]
    assert [row["id"] for row in program.get("views/?list=disputes").json()["results"]] == [number]
    assert program.get("views/?list=refunds").json()["results"] == []
    answer = program.get(f"disputes/?view={number}")
    assert answer.status_code == 200, answer.content
    found = answer.json()["results"]
    assert [row["gateway_reference"] for row in found] == ["dp_tom"]
