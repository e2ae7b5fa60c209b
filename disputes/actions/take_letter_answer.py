"""A customer's answer to a letter about a dispute: kept on the case, and put before whoever answers the dispute."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.card_numbers import mask_card_numbers
from customers.languages import language_of
from customers.mailbox.read import ReadMail
from customers.models import Message
from customers.notifications.ways import MAIL
from disputes import staff_notices
from disputes.events import record
from disputes.models import Dispute
from refunds.actions.keep_words import keep_words_about
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models import StaffNotice

POST = Actor.system("mail")
LEFT_OUT_LIMIT = 500


def take_letter_answer(about: str, read: ReadMail) -> Message | None:
    """Keep what the customer wrote. Files are named and not kept: evidence is handed in where it is looked at.

    What came from another address than the customer's is only noted on the case, and nothing of it is kept.
    """
    disputes = Dispute.objects.select_for_update(of=("self",)).select_related("payment__customer", "owner")
    dispute = disputes.filter(reference=about).first()
    if dispute is None:
        return None
    customer = dispute.payment.customer
    if read.sender != customer.email.lower():
        record(dispute, "dispute.mail_from_elsewhere", POST, address=read.sender)
        return None
    actor = Actor.customer(customer)
    with translation.override(language_of(customer, dispute.payment)):
        words = read.words or read.whole or _("(nothing but what came along)")
    message = keep_words_about(
        customer,
        about,
        actor,
        mask_card_numbers(words[:TALK_LIMIT]),
        channel=MAIL,
        whole=mask_card_numbers(read.whole),
        subject=mask_card_numbers(read.subject)[:300],
        from_address=read.sender,
        mail_id=read.mail_id,
        left_out=", ".join(file.name for file in read.files)[:LEFT_OUT_LIMIT],
    )
    people = [dispute.owner] if dispute.owner else staff_notices.leads()
    staff_notices.tell(people, StaffNotice.Kind.DISPUTE_WROTE, dispute, actor, message.words)
    return message
