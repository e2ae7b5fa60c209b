"""Named places where a process can be killed on purpose, to prove that nothing is lost or doubled there.

Switched on by CRASH_POINT="<name>" or "<name>:<nth pass>" in the environment; settings keep it empty in production.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

from django.conf import settings

CRASH_POINTS = (
    "approval_committed",
    "doorbell_rung",
    "claim_committed",
    "request_sent",
    "answer_received",
    "inside_settlement",
    "settlement_committed",
    "webhook_verified",
    "webhook_stored",
    "inside_webhook",
    "lookup_answered",
    "between_approvals",
    "announcement_sent",
    "answer_stored",
    "answer_claimed",
    "answer_heard",
    "inside_answer",
    "answer_settled",
    "answer_looked_up",
    "inside_credit",
)

_passes: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Die here, without any clean-up, when this point is switched on."""
    if not settings.CRASH_POINT:
        return
    wanted, _, nth = settings.CRASH_POINT.partition(":")
    _passes[name] += 1
    if name == wanted and _passes[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
