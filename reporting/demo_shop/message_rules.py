"""Which message goes when in the demo, a mailbox that is gone, and a customer who wants no more than is needed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from customers.clock import clock_at
from customers.mail_address import mark_address
from customers.models import Customer, MailNews, Message
from customers.notifications.ways import MAIL
from refunds import notices
from refunds.actions.set_message_rules import set_message_rules
from refunds.models import Refund
from reporting.demo_shop.letters import REFUSAL
from reporting.demo_shop.staff import Staff

Trouble = Customer.MailTrouble


def set_rules_of_messages(staff: Staff, now: datetime) -> int:
    """Set them, and let two addresses be in trouble; return how many letters were held back since."""
    with clock_at(now - timedelta(days=20)):
        set_message_rules(
            actor=staff.marta,
            kinds={"refund_sent_to_bank": (True, 15)},
            per_day=4,
            quiet_from=time(22),
            quiet_until=time(7),
        )
    with clock_at(now - timedelta(hours=5)):
        _lose_a_mailbox()
        _complain(now)
    return Message.objects.filter(state=Message.State.HELD).count()


def _lose_a_mailbox() -> None:
    """The latest letter that was refused was the last one to that address."""
    refused = Message.objects.filter(state=Message.State.FAILED, customer__isnull=False).order_by("-id").first()
    if refused is not None:
        mark_address(refused, Trouble.BOUNCED, REFUSAL)


def _complain(now: datetime) -> None:
    """Somebody whose money is under way pressed the button for spam; the next such letter stays here."""
    under_way = Refund.objects.filter(state=Refund.State.PROCESSING, customer__mail_trouble="").values("reference")
    sent = Message.objects.filter(about__in=under_way, state=Message.State.SENT, channel=MAIL)
    letter = sent.order_by("-id").first()
    if letter is None:
        return
    refund = Refund.objects.select_related("customer", "payment").get(reference=letter.about)
    MailNews.objects.create(message=letter, kind=MailNews.Kind.COMPLAINED, event_key="demo", happened_at=now)
    mark_address(letter, Trouble.COMPLAINED, "")
    refund.customer.refresh_from_db()
    notices.tell(refund, "sent_to_bank")
