"""Refusals of this room."""

from customers.errors import RecourseError


class Unmatched(RecourseError):
    """Nothing of ours fits what a gateway tells; a person must look. The message says why."""

    code = "unmatched"
