"""Refusals of this room."""

from customers.errors import RecourseError


class Unmatched(RecourseError):
    """Nothing of ours fits what a gateway tells; a person must look. The message says why."""

    code = "unmatched"


class Contradiction(Unmatched):
    """What a gateway tells of a refund of ours does not fit what we sent. Nothing of it is believed."""

    code = "contradiction"


class TooEarly(RecourseError):
    """What this belongs to is not here yet, and may come by itself. It is tried again, and then a person must look."""

    code = "too_early"
