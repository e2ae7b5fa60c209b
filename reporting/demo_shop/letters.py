"""The letters of the past lie in the mail page as delivered; not one of them leaves the house."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from customers.models import Message, Notification

AT_ONCE = 1000
REFUSAL = "550 5.1.1 No such mailbox here"
REFUSED_PER_THOUSAND = 4

Result, State = Notification.Result, Message.State


def deliver_on_paper(rng: Random) -> int:
    """Mark every waiting letter as delivered some seconds after it was written; a few came back."""
    letters = list(Message.objects.filter(state=State.QUEUED).only("pk", "created_at").order_by("pk"))
    tries = []
    for letter in letters:
        refused = rng.randrange(1000) < REFUSED_PER_THOUSAND
        tried_at = letter.created_at + timedelta(seconds=rng.randint(2, 9))
        letter.tries, letter.due_at = 1, None
        letter.state = State.FAILED if refused else State.SENT
        letter.sent_at = None if refused else tried_at
        tries.append(
            Notification(
                message=letter,
                number=1,
                result=Result.REFUSED if refused else Result.ACCEPTED,
                answer=REFUSAL if refused else "250",
                tried_at=tried_at,
            )
        )
    Message.objects.bulk_update(letters, ["state", "tries", "due_at", "sent_at"], batch_size=AT_ONCE)
    Notification.objects.bulk_create(tries, batch_size=AT_ONCE)
    return len(letters)
