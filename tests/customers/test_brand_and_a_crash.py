"""The shop's name on a page outlives its database; inside a transaction that broke, nobody is told that all is well."""

from __future__ import annotations

import time
from threading import Thread

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from customers import brand
from customers.models import Message
from customers.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT pid FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"


@pytest.fixture
def line_lost_while_asking(monkeypatch: pytest.MonkeyPatch):
    """Whoever asks for the brand waits for a lock, and then the line is cut."""
    brand.remember(None)
    connection.ensure_connection()
    mine = connection.connection.info
    other = psycopg.connect(mine.dsn, password=mine.password)
    other.execute("LOCK TABLE customers_brandversion IN ACCESS EXCLUSIVE MODE")

    def cut() -> None:
        with psycopg.connect(mine.dsn, password=mine.password, autocommit=True) as third:
            while not third.execute(WAITING, [mine.backend_pid]).fetchall():
                time.sleep(0.02)
            third.execute("SELECT pg_terminate_backend(%s)", [mine.backend_pid])

    cutter = Thread(target=cut, daemon=True)
    cutter.start()
    yield
    cutter.join(5)
    other.close()
    connection.close()
    brand.remember(None)


def test_a_page_shows_the_shop_although_the_line_broke(line_lost_while_asking) -> None:
    assert brand.brand().name


def test_an_act_whose_line_broke_while_it_looked_for_the_brand_hears_that_and_nothing_else(
    line_lost_while_asking,
) -> None:
    letters_of = Prepared(lambda customer: Message.objects.filter(customer=customer).values_list("pk"), customer=int)
    with pytest.raises(OperationalError), transaction.atomic():
        letters_of(customer=1)
        brand.brand()
        letters_of(customer=1)
