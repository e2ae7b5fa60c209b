"""Each run of a task in the log: when it began and ended, under an id of its own."""

from __future__ import annotations

import os
import socket
import time
from typing import Any

import structlog

from customers.correlation import set_correlation_id
from customers.signs_of_life import JOB, WORKER, give_sign

log = structlog.get_logger(__name__)

_began: dict[str, float] = {}


def begin(task_id: str, task: Any, **_: Any) -> None:
    """Work under the run's id; what it does for a request it does under that request's id."""
    set_correlation_id(task_id.replace("-", ""))
    _began[task_id] = time.monotonic()
    log.debug("task.started", task=task.name)


def end(task_id: str, task: Any, retval: Any = None, state: str | None = None, **_: Any) -> None:
    """`result` is how many rows the run took in hand."""
    took = time.monotonic() - _began.pop(task_id, time.monotonic())
    result = retval if isinstance(retval, int) else None
    log.info("task.ended", task=task.name, state=state or "", ms=round(1000 * took), result=result)
    give_sign(WORKER, f"{socket.gethostname()}:{os.getpid()}", task=task.name)
    give_sign(JOB, task.name, state=state or "", ms=round(1000 * took), result=result)
    set_correlation_id("")
