"""Refusals of this room."""

from customers.errors import RecourseError


class Unmatched(RecourseError):
    """Nothing of ours fits what a gateway tells; a person must look. The message says why."""

    code = "unmatched"


class DoesNotFit(Unmatched):
    """What an event names is not what we know of its refund. Nothing is changed and the event is kept apart."""

    code = "does_not_fit"
