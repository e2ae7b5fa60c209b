"""Refusals that a person can read. Each has a stable code; pages and the API show the same sentence."""

from __future__ import annotations


class RecourseError(Exception):
    """A refused act. Nothing was written. `field` names the input at fault, if one is."""

    status = 400
    code = "refused"

    def __init__(self, message: str, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code or type(self).code
        self.field = field


class BadInput(RecourseError):
    """What was sent cannot be meant."""

    code = "bad_input"


class NotAllowed(RecourseError):
    """This person may not do this."""

    status = 403
    code = "not_allowed"


class NotFound(RecourseError):
    """There is no such thing, or not for this person: both look the same."""

    status = 404
    code = "not_found"


class Conflict(RecourseError):
    """The thing changed, or its state no longer permits the move."""

    status = 409
    code = "conflict"
