"""Messages that nobody needs wait, stay away or are too many; what is needed leaves at once, unless nobody is there."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Message, MessageRule
from customers.notifications.rules import after_quiet
from customers.shop_days import shop_zone
from refunds.actions.resend_letter import resend_letter
from tests.desk import approve, ask

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=shop_zone())


def letters(customer) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(customer=customer).order_by("id")
    return [(row.kind.removeprefix("refund_"), row.state, row.held_because) for row in rows]


def test_a_message_that_is_turned_off_is_kept_and_shown_and_not_sent(make_payment, mila, ana, sign_in):
    MessageRule.objects.create(kind="refund_received", is_on=False)
    ask(make_payment(mila, 45_000))

    assert letters(mila) == [("received", "held", "off")]
    page = sign_in(ana).get(f"/staff/customers/{mila.reference}/").content.decode()
    assert "This message is turned off." in page
    letter = Message.objects.get()
    assert sign_in(ana).post(f"/staff/mail/{letter.pk}/resending/").status_code == 302
    assert letters(mila) == [("received", "queued", "")]


def test_so_many_on_one_day_and_no_more_but_for_what_is_needed(make_payment, mila, boris):
    MessageRule.objects.create(kind="", per_day=2)
    refunds = [ask(make_payment(mila, 45_000)) for _ in range(3)]
    approve(refunds[2], boris)

    assert letters(mila) == [
        ("received", "queued", ""),
        ("received", "queued", ""),
        ("received", "held", "cap"),
        ("approved", "queued", ""),
    ]
    with clock_at(clock.now() + timedelta(days=1)):
        ask(make_payment(mila, 45_000))
    assert letters(mila)[-1] == ("received", "queued", "")


def test_a_message_waits_and_keeps_quiet_at_night(make_payment, mila):
    MessageRule.objects.create(kind="refund_received", delay_minutes=90)
    MessageRule.objects.create(kind="", quiet_from=time(21), quiet_until=time(7))
    payment = make_payment(mila, 45_000)
    evening = timezone.now().astimezone(shop_zone()).replace(hour=20, minute=0, second=0, microsecond=0)
    with clock_at(evening):
        ask(payment)
    assert Message.objects.get().due_at == evening.replace(hour=7) + timedelta(days=1)


@pytest.mark.parametrize(
    ("hour", "quiet", "then"),
    [
        (12, (time(21), time(7)), NOON),
        (23, (time(21), time(7)), NOON.replace(hour=7) + timedelta(days=1)),
        (3, (time(21), time(7)), NOON.replace(hour=7)),
        (7, (time(21), time(7)), NOON.replace(hour=7)),
        (13, (time(12), time(14)), NOON.replace(hour=14)),
        (14, (time(12), time(14)), NOON.replace(hour=14)),
    ],
)
def test_quiet_hours_end_when_they_say(hour, quiet, then):
    assert after_quiet(NOON.replace(hour=hour), *quiet) == then


def test_a_letter_that_was_never_wanted_is_not_sent_by_hand(make_payment, mila, ana):
    from customers.errors import Conflict

    mila.mail_trouble, mila.mail_trouble_at = "complained", timezone.now()
    mila.save()
    ask(make_payment(mila, 45_000))
    assert letters(mila) == [("received", "held", "complained")]
    with pytest.raises(Conflict, match="spam"):
        resend_letter(actor=Actor.user(ana), message_id=Message.objects.get().pk)
