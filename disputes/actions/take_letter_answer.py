"""A customer's answer to a letter about a dispute: kept on the case, and put before whoever answers the dispute."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.card_numbers import mask_card_numbers
from customers.documents.intake import Examined
from customers.languages import language_of
from customers.mailbox.read import ReadMail
from customers.models import Message
from customers.notifications.ways import MAIL
from disputes import staff_notices
from disputes.actions.keep_papers import examined_papers, keep_papers
from disputes.events import record
from disputes.models import Dispute
from refunds.actions.hand_in_documents import forgetting_if_it_fails
from refunds.actions.keep_words import keep_words_about
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models import StaffNotice

POST = Actor.system("mail")


def take_letter_answer(about: str, read: ReadMail) -> Message | None:
    """Keep what the customer wrote, with the files that came along: whoever writes the answer may use them.

    What came from another address than the customer's is only noted on the case, and nothing of it is kept.
    """
    examined, left_out = _papers(about, read)
    with forgetting_if_it_fails() as kept:
        disputes = Dispute.objects.select_for_update(of=("self",)).select_related("payment__customer", "owner")
        dispute = disputes.filter(reference=about).first()
        if dispute is None:
            return None
        if not _is_from_customer(dispute, read):
            record(dispute, "dispute.mail_from_elsewhere", POST, address=read.sender)
            return None
        actor = Actor.customer(dispute.payment.customer)
        message = _keep(dispute, actor, read, left_out)
        keep_papers(dispute, actor, message, examined, kept)
        people = [dispute.owner] if dispute.owner else staff_notices.leads()
        staff_notices.tell(people, StaffNotice.Kind.DISPUTE_WROTE, dispute, actor, message.words)
    return message


def _papers(about: str, read: ReadMail) -> tuple[list[Examined], str]:
    """Look at the files before anything is locked; of a stranger's mail none is opened."""
    dispute = Dispute.objects.select_related("payment__customer").filter(reference=about).first()
    if dispute is None or not _is_from_customer(dispute, read):
        return [], ""
    with translation.override(_language(dispute)):
        return examined_papers(about, read.files)


def _is_from_customer(dispute: Dispute, read: ReadMail) -> bool:
    return read.sender == dispute.payment.customer.email.lower()


def _language(dispute: Dispute) -> str:
    return language_of(dispute.payment.customer, dispute.payment)


def _keep(dispute: Dispute, actor: Actor, read: ReadMail, left_out: str) -> Message:
    with translation.override(_language(dispute)):
        words = read.words or read.whole or _("(nothing but what came along)")
    return keep_words_about(
        dispute.payment.customer,
        dispute.reference,
        actor,
        mask_card_numbers(words[:TALK_LIMIT]),
        channel=MAIL,
        whole=mask_card_numbers(read.whole),
        subject=mask_card_numbers(read.subject)[:300],
        from_address=read.sender,
        mail_id=read.mail_id,
        left_out=left_out,
    )
