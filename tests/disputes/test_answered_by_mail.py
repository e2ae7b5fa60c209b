"""Mila answers the letter about her dispute: it stands on the case, and whoever answers the dispute hears of it."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from customers.mailbox.addresses import address_for
from customers.mailbox.keep import keep_mail
from customers.models import Document, Message, ReceivedMail
from customers.notifications.send import deliver_due
from customers.portal.links import make_link
from disputes.actions.draft_files import take_over_document
from disputes.actions.write_draft import open_draft
from disputes.evidence.pieces import PIECES
from disputes.models import Dispute
from refunds.models import StaffNotice
from refunds.tasks import take_mail
from tests.disputes.conftest import TAKEN, kinds
from tests.files import photo
from tests.refunds.talk import mails

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def replies(settings, own_files):
    settings.MAIL_REPLY_ADDRESS = "reply@in.shop.example"


def arrives(raw: bytes) -> ReceivedMail:
    kept = keep_mail(raw)
    assert kept is not None
    take_mail()
    kept.refresh_from_db()
    return kept


def test_the_letter_can_be_answered_and_the_answer_stands_on_the_dispute(says, ana, sign_in, mailoutbox):
    dispute = says("needs_response", movements=[TAKEN])
    Dispute.objects.update(owner=ana)
    deliver_due()
    to = address_for(dispute.reference)
    assert [letter.reply_to for letter in mailoutbox if letter.to == ["mila@home.example"]] == [[to]]
    mail = arrives(mails.plain(to, "It was my son, I know it now."))
    message = Message.objects.get(direction="in")
    assert (mail.state, mail.message, message.about) == ("taken", message, dispute.reference)
    notice = StaffNotice.objects.get(kind="dispute_wrote")
    assert (notice.person, notice.about_case, notice.words) == (ana, dispute.reference, "It was my son, I know it now.")
    page = sign_in(ana).get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert "It was my son, I know it now." in page and "The customer wrote" in page
    assert "/staff/refunds/DP-" not in page
    assert sign_in(ana).get("/staff/conversations/?tab=held").status_code == 200


def test_a_strangers_mail_is_noted_and_not_kept_and_a_forged_address_is_dropped(says, ana, sign_in):
    dispute = says("needs_response", movements=[TAKEN])
    to = address_for(dispute.reference)
    assert arrives(mails.plain(to, "Send it to me.", sender="tom@home.example")).state == "foreign"
    assert not Message.objects.filter(direction="in").exists()
    assert kinds(dispute)[-1] == "dispute.mail_from_elsewhere"
    page = sign_in(ana).get(f"/staff/disputes/{dispute.reference}/").content.decode()
    assert "Mail came from another address" in page and "Send it to me." not in page
    assert arrives(mails.plain(to.replace("dp-", "rf-"), "Hello")).state == "foreign"


def test_a_picture_comes_along_and_whoever_answers_the_dispute_uses_it(says, client, mila, ana, sign_in):
    dispute = says("needs_response", movements=[TAKEN])
    sent = (("proof.jpg", "image/jpeg", photo()), ("run.jpg", "image/jpeg", b"MZ no picture"))
    assert arrives(mails.with_files(address_for(dispute.reference), *sent)).state == "taken"
    message = Message.objects.get(direction="in")
    (paper,) = message.documents.all()
    assert paper.name == "proof.jpg" and message.left_out.startswith("run.jpg: ")

    desk, case = sign_in(ana), f"/staff/disputes/{dispute.reference}/"
    shown = f"{case}evidence/files/{paper.key}/"
    assert shown in desk.get(case).content.decode()
    assert desk.get(shown).status_code == 200 and desk.get(f"{shown}file/").status_code == 200
    open_draft(actor=Actor.user(ana), reference=dispute.reference)
    assert paper.key in desk.get(f"{case}evidence/").content.decode()
    piece = next(iter(PIECES))
    take_over_document(actor=Actor.user(ana), reference=dispute.reference, piece=piece, key=paper.key)

    client.post(f"/portal/link/{make_link(mila)}/")
    page = client.get(f"/portal/disputes/{dispute.reference}/").content.decode()
    assert "Here are the pictures." in page and "proof.jpg" in page and "You wrote to us" in page
    again = arrives(mails.with_files(address_for(dispute.reference), sent[0]))
    assert again.message.documents.count() == 0 and "in this case already" in again.message.left_out


def test_a_strangers_files_are_not_even_opened(says):
    dispute = says("needs_response", movements=[TAKEN])
    sent = mails.with_files(address_for(dispute.reference), ("x.jpg", "image/jpeg", photo()), sender="tom@home.example")
    assert arrives(sent).state == "foreign" and not Document.objects.exists()
