"""Questions written once: they answer what the queryset answers, whoever asks next."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from customers.models import Payment
from customers.prepared import Prepared, planned_once

pytestmark = pytest.mark.django_db


def paid_lately(customer: int, since: datetime, currency: str):
    rows = Payment.objects.filter(customer=customer, captured_at__gte=since, currency=currency)
    return rows.order_by("pk").values_list("reference", "captured_minor")


def test_mila_and_tom_are_answered_each_with_their_own_payments(make_payment, mila, tom):
    asked = Prepared(paid_lately, customer=int, since=datetime, currency=str)
    now = timezone.now()
    make_payment(mila, 500, currency="USD")
    make_payment(mila, 700, captured_at=now - timedelta(days=90))
    hers, his = make_payment(mila, 1200), make_payment(tom, 3400)
    since = now - timedelta(days=30)
    assert asked(customer=mila.pk, since=since, currency="EUR") == [(hers.reference, 1200)]
    assert asked(customer=tom.pk, since=since, currency="EUR") == [(his.reference, 3400)]
    assert asked(customer=tom.pk, since=since, currency="USD") == []


def test_hostile_words_are_values_and_never_sql(make_payment, mila):
    asked = Prepared(paid_lately, customer=int, since=datetime, currency=str)
    made = make_payment(mila)
    for word in ("' OR 1=1 --", "%s", "%", "\ufffevalue 2\ufffe"):
        assert asked(customer=mila.pk, since=made.captured_at, currency=word) == []


def test_a_value_that_the_sql_has_no_place_for_is_an_error_and_not_forgotten(db):
    careless = Prepared(lambda customer, brand: Payment.objects.filter(customer=customer).values_list("pk"),
                        customer=int, brand=str)  # fmt: skip
    with pytest.raises(LookupError, match="brand"):
        careless(customer=1, brand="visa")


def test_the_database_keeps_the_plan_and_only_of_what_asks_for_that(make_payment, mila):
    asked = Prepared(paid_lately, customer=int, since=datetime, currency=str)
    made = make_payment(mila)
    for _ in range(3):
        asked(customer=mila.pk, since=made.captured_at, currency="EUR")
        assert planned_once("SELECT 'kept for ' || %s", ["mila 100%"]) == [("kept for mila 100%",)]
        list(paid_lately(mila.pk, made.captured_at, "EUR"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT%'")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert sum('"captured_minor"' in statement for statement in kept) == 1
    assert sum("kept for" in statement for statement in kept) == 1
    assert len(kept) == 2


def test_the_log_of_questions_shows_what_is_planned_already(make_payment, mila, django_assert_num_queries):
    asked = Prepared(paid_lately, customer=int, since=datetime, currency=str)
    made = make_payment(mila)
    with django_assert_num_queries(2) as log:
        for _ in range(2):
            asked(customer=mila.pk, since=made.captured_at, currency="EUR")
    assert all('"captured_minor"' in question["sql"] for question in log.captured_queries)
