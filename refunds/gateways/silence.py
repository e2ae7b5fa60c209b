"""What it proves that no answer came. Only a connection that was never made proves that nothing was sent."""

from __future__ import annotations

import requests
from urllib3.exceptions import NewConnectionError

from refunds.gateways.types import Outcome, OutcomeState


def unanswered(silence: requests.RequestException, sentence: str) -> Outcome:
    """Classify a call of `requests` that brought no answer; the sentence is the gateway's own."""
    code, never_sent = silence_of(silence)
    return Outcome(OutcomeState.UNKNOWN, code=code, message=sentence, never_sent=never_sent)


def silence_of(error: BaseException | None) -> tuple[str, bool]:
    """Name a broken call of `requests`, and say whether it surely never left this machine."""
    if isinstance(error, requests.ConnectTimeout):
        return "connect_timeout", True
    if _has_cause(error, NewConnectionError):
        return "connection_refused", True
    if isinstance(error, requests.Timeout):
        return "timeout", False
    return "connection_lost", False


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Search what an exception wraps: requests and urllib3 put theirs into `args` and `reason`."""
    if error is None or isinstance(error, kind):
        return error is not None
    wrapped = [getattr(error, "reason", None), *error.args]
    return any(_has_cause(inner, kind) for inner in wrapped if isinstance(inner, BaseException))
