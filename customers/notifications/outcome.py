"""What an answer over HTTP means for a message: taken, refused for good, or to be tried again."""

from __future__ import annotations

from customers.line import Said
from customers.notifications.channels import Answer, Refused, Unreachable

NOT_NOW = (401, 403, 404, 408, 425, 429)
"""Not this message: the service knows us not, or asks to come back. It waits, and a person can mend the settings."""


def outcome_of(said: Said) -> Answer:
    """Return the answer to keep. Raises Refused or Unreachable."""
    words = f"{said.status or ''} {said.words}".strip()
    if said.is_yes:
        return Answer(words)
    if said.status is not None and 400 <= said.status < 500 and said.status not in NOT_NOW:
        raise Refused(words)
    raise Unreachable(words)
