"""Filters: whatever the house can be asked for, in an address, in a stored object and in words; nonsense is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from customers.actors import Actor
from customers.errors import BadInput
from customers.models import PaymentLine
from refunds.actions.settle import call_a_person
from refunds.models import Refund
from refunds.worklist.fields import ALL_FILTERS
from refunds.worklist.filters import WorkFilter, names_filters
from tests.desk import ask

pytestmark = pytest.mark.django_db


def found(query: str, person=None) -> list[str]:
    chosen = WorkFilter.from_query(QueryDict(query))
    assert WorkFilter.from_json(chosen.as_json()) == chosen, "stored and read again it is the same filter"
    assert WorkFilter.from_query(QueryDict(chosen.as_query())) == chosen, "and as an address too"
    return sorted(chosen.rows(person).values_list("reference", flat=True))


@pytest.fixture
def lamp(make_payment, mila):
    """Mila's lamp arrived damaged: 450.00 EUR, three days after she paid."""
    return ask(make_payment(mila, total_minor=45_000), reason="damaged")


@pytest.fixture
def course(make_payment, tom):
    """Tom says that he never made a payment of 900.00 EUR for a course."""
    payment = make_payment(tom, total_minor=90_000)
    PaymentLine.objects.filter(payment=payment).update(product_kind="digital", sku="COURSE-7")
    return ask(payment, reason="fraud", rail="store_credit")


@pytest.mark.parametrize(
    "query",
    [
        "reason=damaged",
        "rail=original",
        "product_kind=physical",
        "sku=SKU-1",
        "customer=MILA@home.example",
        "currency=eur&amount_to=450",
        "currency=EUR&amount_from=400.50&amount_to=899.99",
        "state=under_review&reason=damaged&reason=goodwill",
        "assignee=nobody&reason=damaged",
        "attention=no&reason=damaged",
        "escalated=no&reason=damaged",
        "age=younger_7&reason=damaged",
        "account=sandbox&reason=damaged",
        "origin=portal&reason=damaged",
    ],
)
def test_each_filter_keeps_the_lamp_and_drops_the_course(query, lamp, course):
    assert found(query) == [lamp.reference]


def test_only_what_waits_too_long_is_overdue(lamp, course):
    assert found("due=overdue") == []
    Refund.objects.filter(pk=lamp.pk).update(decide_by=timezone.now() - timedelta(hours=1))
    assert found("due=overdue") == [lamp.reference]


@pytest.mark.parametrize(
    "query", ["hint=fraud", "hint=high_amount&reason=fraud", "sku=COURSE-7", "product_kind=digital"]
)
def test_each_filter_keeps_the_course_and_drops_the_lamp(query, lamp, course):
    assert found(query) == [course.reference]


def test_a_kind_of_product_finds_its_refunds(lamp, course):
    assert found("product_kind=digital") == [course.reference]


def test_no_filter_keeps_everything(lamp, course):
    assert found("") == sorted([lamp.reference, course.reference])


def test_what_nobody_asked_for_is_not_found(lamp, course):
    for query in ("reason=goodwill", "customer=nobody@home.example", "sku=SKU", "age=older_30", "currency=USD"):
        assert found(query) == []


def test_mine_is_whoever_looks(lamp, course, boris, chidi):
    Refund.objects.filter(pk=lamp.pk).update(assignee=boris)
    assert found("assignee=me", boris) == [lamp.reference]
    assert found("assignee=me", chidi) == []
    assert found("assignee=me") == []
    assert found(f"assignee={boris.email}") == [lamp.reference]
    assert found("assignee=nobody") == [course.reference]


def test_a_person_is_stored_by_number_not_by_address(boris):
    assert WorkFilter.from_query(QueryDict("assignee=boris@shop.example")).as_json() == {"assignee": str(boris.pk)}


def test_what_needs_a_look_and_what_is_due_today(lamp, course):
    call_a_person(course, Actor.system("worker"), "Look into the gateway's console.")
    assert found("attention=yes") == [course.reference]
    soon = timezone.localtime().replace(hour=23, minute=59, second=59)
    Refund.objects.filter(pk=lamp.pk).update(decide_by=soon)
    Refund.objects.filter(pk=course.pk).update(decide_by=soon + timedelta(days=3))
    assert found("due=today") == [lamp.reference]
    assert found("due=overdue") == []


def test_a_request_remembers_what_made_it_worth_a_second_look(make_payment, mila):
    payment = make_payment(mila, total_minor=45_000, captured_at=timezone.now())
    first = ask(payment, reason="fraud", amount_minor=20_000)
    twin = ask(payment, reason="changed_mind", amount_minor=20_000)
    assert first.risk_hints == ["fraud", "fresh_payment"]
    assert twin.risk_hints == ["duplicate", "fresh_payment"]


def test_the_sentence_says_what_is_meant(boris):
    said = {
        "": "All refunds",
        "state=requested&state=under_review&reason=damaged&currency=EUR&amount_from=100&assignee=nobody": (
            "Open requests, it arrived damaged, from 100.00\u00a0EUR, nobody's"
        ),
        "state=failed&state=approved": "Refunds that are: failed or approved",
        "age=older_3&due=overdue": "All refunds, asked more than 3 days ago, overdue",
        f"assignee={boris.pk}&currency=EUR": "All refunds, in EUR, in the hands of Boris Meyer",
    }
    for query, sentence in said.items():
        assert WorkFilter.from_query(QueryDict(query)).in_words() == sentence


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=paid", "state"),
        ("reason=%00", "reason"),
        ("hint=looks_odd", "hint"),
        ("amount_from=10", "amount_from"),
        ("currency=EUR&amount_from=ten", "amount_from"),
        ("currency=EUR&amount_from=1e9", "amount_from"),
        ("currency=EUR&amount_from=" + "9" * 30, "amount_from"),
        ("currency=EUR&amount_from=20&amount_to=10", "amount_to"),
        ("currency=XXY", "currency"),
        ("currency=EURO", "currency"),
        ("assignee=somebody", "assignee"),
        ("assignee=" + "9" * 17, "assignee"),
        ("assignee=%00", "assignee"),
        ("sku=" + "x" * 65, "sku"),
        ("sku=a%00b", "sku"),
        ("customer=" + "x" * 300, "customer"),
        ("age=old", "age"),
        ("due=never", "due"),
        ("attention=maybe", "attention"),
        ("account=nowhere", "account"),
        ("created_from=yesterday", "created_from"),
        ("created_from=0001-01-01T00:00:00%2B14:00", "created_from"),
        ("created_from=2026-02-02T00:00Z&created_until=2026-01-01T00:00Z", "created_until"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_with_a_sentence(query, field, lamp):
    with pytest.raises(BadInput) as refusal:
        WorkFilter.from_query(QueryDict(query)).rows().count()
    assert refusal.value.field == field
    assert refusal.value.message.startswith(str(ALL_FILTERS[field].label))


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "state",
        {"status": ["requested"]},
        {"payment__captured_minor__gt": "1"},
        {"state": {"in": ["requested"]}},
        {"state": [1]},
        {"state": ["requested"] * 51},
        {"sku": ["A", "B"]},
        {"sku": True},
        {"sku": "half \ud800"},
        {"assignee": None},
    ],
)
def test_a_stored_object_that_cannot_be_meant_is_refused(stored):
    with pytest.raises(BadInput):
        WorkFilter.from_json(stored)


def test_an_address_without_a_filter_word_names_none():
    assert not names_filters(QueryDict("tab=decide&q=mila&after=1-2"))
    assert names_filters(QueryDict("reason="))
    assert WorkFilter.from_query(QueryDict("reason=&sku=")) == WorkFilter()
