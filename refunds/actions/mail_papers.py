"""What came along with a mail: each file is examined by itself, so that a bad one costs no words and no other file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.errors import RecourseError
from customers.mailbox.keep import raw_of
from customers.mailbox.read import Unreadable, read_mail
from customers.models import Document, Message
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.models import Refund
from refunds.notices import language_for


def hand_in_files(actor: Actor, refund: Refund, files: Sequence[SentFile]) -> tuple[list[Document], str]:
    """Hand in what may be kept. The sentences say what may not, in the customer's language, a line each."""
    kept: list[Document] = []
    refused: list[str] = []
    with translation.override(language_for(refund)):
        for file in files:
            try:
                kept += hand_in_documents(actor=actor, reference=refund.reference, files=[file])
            except RecourseError as refusal:
                refused.append(f"{file.name[:60]}: {refusal.message}")
    return kept, "\n".join(refused)


def hand_in_papers(actor: Actor, refund: Refund, message: Message) -> tuple[list[Document], str]:
    """The same for a mail that was held: it is read again for what came with it."""
    try:
        files = read_mail(raw_of(message.mail)).files
    except (Unreadable, FileNotFoundError):
        files = []
    return hand_in_files(actor, refund, files)
