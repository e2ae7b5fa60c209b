"""Beyond the told payments come copies: as many as are wanted, each as true as what it was copied from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Message, Payment, User
from refunds.models import JournalLine, PolicyDecision, Refund, RefundAttempt, RefundEvent
from reporting.checks import find_faults
from tests.desk import sandbox
from tests.reporting.seeding import seed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOLD, WANTED = 120, 520


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[int]:
    """A told shop for all of this file, taken back in the end; the number of its last payment."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed("--payments", str(TOLD))
        yield Payment.objects.latest("pk").pk
        transaction.set_rollback(True)


@pytest.fixture
def last_told(told: int, db: None) -> int:
    """The same before each test: what another test copied is gone, if not from the practice gateway's own books."""
    return told


def test_copies_keep_the_books_and_every_promise(last_told, sign_in):
    told = Refund.objects.count()
    said = seed("--payments", str(WANTED), "--refunds-per-thousand", "400")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert f"{WANTED - TOLD} payments and" in said
    assert Payment.objects.count() == WANTED
    copied = Refund.objects.filter(payment__pk__gt=last_told)
    assert 100 <= copied.count() == Refund.objects.count() - told <= 220
    assert find_faults() == []

    states = set(copied.values_list("state", flat=True))
    assert {"completed", "rejected"} <= states
    assert not copied.filter(state="approved").exclude(rail="bank_transfer").exists()
    assert (
        not copied.filter(~Q(attempts__state__in=("succeeded", "failed", "reversed")), state="completed")
        .filter(rail="original")
        .exists()
    )
    for rows in (RefundEvent, PolicyDecision, RefundAttempt):
        assert rows.objects.filter(refund__in=copied).exists()
    assert JournalLine.objects.filter(entry__refund__in=copied).exists()
    assert Message.objects.filter(about__in=copied.values("reference")).exists()

    now = timezone.now()
    assert not RefundEvent.objects.filter(refund__in=copied, happened_at__gt=now).exists()
    assert not Payment.objects.filter(captured_at__gt=now).exists()
    assert not Customer.objects.filter(email="").exists()

    told_references = set(Refund.objects.filter(payment__pk__lte=last_told).values_list("reference", flat=True))
    for attempt in RefundAttempt.objects.filter(refund__in=copied).select_related("refund__payment"):
        body = bytes(attempt.body)
        assert json.loads(body)["payment"] == attempt.refund.payment.gateway_reference
        assert json.loads(body)["reference"] == attempt.reference
        assert attempt.reference.startswith(attempt.refund.reference)
        assert hashlib.sha256(body).hexdigest() == attempt.body_hash
    letters = Message.objects.filter(about__in=copied.values("reference"), direction=Message.Direction.OUT)
    for letter in letters.select_related("customer"):
        assert letter.to_address == letter.customer.email
        assert not [reference for reference in told_references if reference in letter.body_text + letter.subject]

    young = Payment.objects.filter(pk__gt=last_told, captured_at__gt=now - timedelta(days=100))
    known = {row["reference"] for row in sandbox().console.dump()["payment"]}
    assert set(young.values_list("gateway_reference", flat=True)) <= known

    lena = User.objects.get(email="lena@recourse.example")
    page = sign_in(lena).get(reverse("refunds:refund", args=[copied.latest("pk").reference]))
    assert page.status_code == 200


def test_an_interrupted_run_goes_on_where_it_was(last_told):
    seed("--payments", str(TOLD + 50), "--refunds-per-thousand", "400")
    seed("--payments", str(TOLD + 90), "--refunds-per-thousand", "400")
    assert Payment.objects.count() == TOLD + 90
    assert "nothing was added" in seed("--payments", str(TOLD + 90))
    assert find_faults() == []
