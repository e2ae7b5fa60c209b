"""A row is written where it changed, and nowhere else; what another wrote in the meantime is never written over."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from refunds.models import Refund
from tests.desk import ask


@pytest.fixture
def refund(make_payment, mila):
    return Refund.objects.get(pk=ask(make_payment(mila)).pk)


def written(refund: Refund) -> str:
    with CaptureQueriesContext(connection) as asked:
        refund.save()
    return next(query["sql"] for query in asked.captured_queries if query["sql"].startswith('UPDATE "refunds_refund"'))


def test_what_mila_changed_is_written_and_what_she_left_is_not(refund):
    refund.reason_text = "It has a hole."
    said = written(refund)
    assert '"reason_text" = ' in said and '"amount_minor" = ' not in said and '"state" = ' in said
    again = Refund.objects.get(pk=refund.pk)
    assert (again.reason_text, again.version) == ("It has a hole.", refund.version)


def test_a_list_that_was_changed_in_place_is_written(refund):
    refund.answers = [*refund.answers, {"question": "worn", "answer": "no"}]
    refund.save()
    read = Refund.objects.get(pk=refund.pk)
    read.answers[0]["answer"] = "yes"
    read.save()
    assert Refund.objects.get(pk=refund.pk).answers[0]["answer"] == "yes"


def test_after_a_partial_write_the_rest_is_still_written(refund):
    refund.reason_text, refund.exchange_wish = "It has a hole.", "The blue one"
    refund.save(update_fields=["reason_text", "state", "version"])
    refund.save()
    assert Refund.objects.get(pk=refund.pk).exchange_wish == "The blue one"


def test_what_was_read_anew_counts_not_what_was_read_first(refund):
    theirs = Refund.objects.get(pk=refund.pk)
    first, theirs.reason_text = refund.reason_text, "Something else"
    theirs.save()
    refund.refresh_from_db()
    refund.reason_text = first
    refund.save()
    assert Refund.objects.get(pk=refund.pk).reason_text == first


def test_the_second_of_two_writers_is_refused_even_for_another_field(refund):
    theirs = Refund.objects.get(pk=refund.pk)
    theirs.exchange_wish = "The blue one"
    theirs.save()
    refund.reason_text = "It has a hole."
    with pytest.raises(DatabaseError, match="changed in the meantime"):
        refund.save()
