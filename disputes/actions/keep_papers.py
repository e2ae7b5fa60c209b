"""Files that came with a customer's words about a dispute: kept with the words, for whoever answers the dispute."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from customers.actors import Actor
from customers.documents.intake import Examined, SentFile, examine_file, keep_document
from customers.documents.room import Refusals, require_room
from customers.errors import BadInput
from customers.models import Document, Message
from disputes.models import Dispute
from refunds.actions.keep_words import add_papers


def papers_about(reference: str) -> QuerySet[Document]:
    """What the customer sent with words about this dispute, the oldest first."""
    return Document.objects.filter(messages__about=reference).distinct().order_by("id")


def examined_papers(reference: str, files: Sequence[SentFile]) -> tuple[list[Examined], str]:
    """What may be kept of the files; sentences say what may not, a line each. One bad file costs no other."""
    there = list(papers_about(reference).values_list("size_bytes", "sha256"))
    fit: list[Examined] = []
    refused = []
    for file in files:
        try:
            found = examine_file(file)
            require_room(there, [*fit, found], _REFUSALS)
            fit.append(found)
        except BadInput as refusal:
            refused.append(f"{file.name[:60]}: {refusal.message}")
    return fit, "\n".join(refused)


def keep_papers(
    dispute: Dispute, actor: Actor, message: Message, examined: Sequence[Examined], kept: list[Document]
) -> None:
    """Keep what was examined with the message, and add it to `kept`."""
    for found in examined:
        kept.append(keep_document(actor, dispute.payment.customer, found))
    add_papers(message, kept)


_REFUSALS = Refusals(
    gettext_lazy("A case holds at most %d documents."),
    gettext_lazy("The documents of a case may have %s MB together."),
    gettext_lazy("“%s” is in this case already."),
)
