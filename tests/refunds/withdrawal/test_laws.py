"""What the laws say: delivered with a fresh shop, written by the manager, read by everybody, with its history."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from refunds.actions.set_up_shop import set_up_shop
from refunds.models import WithdrawalLaw
from refunds.withdrawal_laws import law_for
from tests.cast import staff_member

pytestmark = pytest.mark.django_db

PAGE = "/staff/withdrawal-laws/"
NORWAY = {
    "name": "Norway",
    "countries": "no, is",
    "days": "14",
    "pay_back_days": "14",
    "counted": "calendar",
    "may_wait": "on",
    "wording": "14 days from delivery.",
    "source": "Angrerettloven",
    "as_of": "2026-11-01",
}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_fresh_shop_knows_the_laws_and_keeps_what_its_manager_removed(ida, marta, sign_in):
    set_up_shop(actor=Actor.system("setup"))
    assert len(law_for("DE").countries) == 27 and law_for("DE") == law_for("GR")
    assert (law_for("US").pay_back_days, law_for("US").counted) == (7, "working")
    assert law_for("CH").days is None and law_for("NO") is None
    for law in WithdrawalLaw.objects.all():
        law.clean_fields(exclude=["days", "pay_back_days"])
    sign_in(marta).post(f"{PAGE}{law_for('CH').pk}/removal/")
    set_up_shop(actor=Actor.system("setup"))
    assert law_for("CH") is None


def test_marta_writes_an_entry_changes_it_and_the_history_keeps_both(laws, marta, ayaka, sign_in):
    client = sign_in(marta)
    assert client.post(PAGE, NORWAY).status_code == 302
    row = law_for("NO")
    assert row.countries == ["IS", "NO"] and row.may_wait
    assert "Change this entry" in text_of(client.get(f"{PAGE}{row.pk}/"))
    assert client.post(f"{PAGE}{row.pk}/", {**NORWAY, "days": "30"}).status_code == 302
    assert [(then.days, then.history_actor) for then in row.history.order_by("history_id")] == [
        (14, f"user:{marta.pk}"),
        (30, f"user:{marta.pk}"),
    ]
    page = text_of(sign_in(ayaka).get(PAGE))
    assert "Norway" in page and "no legal advice" in page and "Keep it" not in page
    assert sign_in(ayaka).post(PAGE, NORWAY).status_code == 403


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"countries": "DE"}, 409, "DE already stands in the entry “European Union”."),
        ({"name": "european union"}, 409, "already is an entry with this name"),
        ({"countries": "Norway"}, 400, "two capital letters"),
        ({"countries": ","}, 400, "Name 1 to 80 countries"),
        ({"days": "0"}, 400, "greater than or equal to 1"),
        ({"pay_back_days": "9" * 30}, 400, "less than or equal to 400"),
        ({"as_of": "1066-10-14"}, 400, "within the last ten years"),
        ({"wording": "x\x00"}, 400, "Null characters are not allowed"),
        ({"source": "s" * 301}, 400, "at most 300 characters"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(laws, sign_in, typed, status, words):
    response = sign_in(staff_member("Max", "Kuhn", "manager")).post(PAGE, {**NORWAY, **typed})
    assert response.status_code == status and words in text_of(response)
    assert WithdrawalLaw.objects.count() == 4
