"""A letter bounces, or is called spam: the address is marked, staff and customer see it, and who may clears it."""

from __future__ import annotations

import pytest

from customers.models import Message, Notification
from customers.notifications.send import deliver_due
from refunds.actions.take_mail_news import take_mail_news
from tests.customers.notifications.test_delivery import post_office  # noqa: F401 - a fixture
from tests.desk import again, approve, ask
from tests.refunds.portal.conftest import phone  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def refund(make_payment, mila):
    """Mila asked, and was told that we have it."""
    return ask(make_payment(mila, 45_000))


def news_of(message: Message, kind: str, reason: str = "5.1.1 no such mailbox") -> None:
    Message.objects.filter(pk=message.pk).update(state="sent", tries=1)
    Notification.objects.create(message=message, number=1, result="accepted", service_reference=f"srv-{message.pk}")
    take_mail_news(service_reference=f"srv-{message.pk}", kind=kind, reason=reason, event_id=f"e-{message.pk}")


def test_after_a_bounce_nothing_more_is_sent_until_the_customer_says_so(refund, mila, boris, ana, sign_in, phone):  # noqa: F811
    news_of(Message.objects.get(), "bounced")
    approve(refund, boris)

    assert Message.objects.get(kind="refund_approved").held_because == "bounced"
    assert "did not reach" in again(refund).attention
    assert (
        "Mail to this customer comes back" in sign_in(ana).get(f"/staff/customers/{mila.reference}/").content.decode()
    )

    browser = phone(mila)
    assert "Our letters do not reach you" in browser.get("/portal/payments/").content.decode()
    assert browser.post("/portal/messages/address/").status_code == 302
    mila.refresh_from_db()
    assert (mila.mail_trouble, mila.mail_trouble_at) == ("", None)
    assert browser.post("/portal/messages/address/").status_code == 409


def test_a_link_that_somebody_waits_for_is_tried_all_the_same(refund, mila, client):
    news_of(Message.objects.get(), "bounced")
    client.post("/portal/sign-in-link/", {"email": mila.email})
    assert Message.objects.get(kind="portal_link").state == "queued"


def test_staff_trust_an_address_again_but_never_undo_a_complaint(refund, mila, ana, fatima, sign_in):
    news_of(Message.objects.get(), "bounced")
    trust = f"/staff/customers/{mila.reference}/mail-address/"
    assert sign_in(fatima).post(trust).status_code == 403
    assert sign_in(ana).post(trust).status_code == 302
    assert sign_in(ana).post(trust).status_code == 409

    other = Message.objects.get()
    take_mail_news(service_reference=f"srv-{other.pk}", kind="complained", event_id="spam")
    mila.refresh_from_db()
    assert mila.mail_trouble == "complained"
    assert sign_in(ana).post(trust).status_code == 403


def test_a_complaint_stops_what_nobody_needs(refund, mila, boris, make_payment):
    news_of(Message.objects.get(), "complained")
    approve(refund, boris)
    ask(make_payment(mila, 45_000))
    told = list(Message.objects.order_by("id").values_list("kind", "held_because"))
    assert told == [("refund_received", ""), ("refund_approved", ""), ("refund_received", "complained")]


@pytest.mark.parametrize(
    ("said", "trouble"), [("550 5.1.1 No such user", "bounced"), ("550 5.7.1 We do not take mail from you", "")]
)
def test_a_mail_server_that_knows_nobody_there_marks_the_address_at_once(post_office, refund, mila, said, trouble):  # noqa: F811
    post_office.script = [said]
    deliver_due()
    mila.refresh_from_db()
    assert (Message.objects.get().state, mila.mail_trouble) == ("failed", trouble)
