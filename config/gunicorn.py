"""What gunicorn is told beside its command line: how a web process begins, and what is tidied up after it."""

from __future__ import annotations

import gc
import os
from typing import Any

QUIET_ALLOCATIONS = 5_000
"""A page makes some ten thousand objects and drops nearly all; Python would look through the young ones every 700."""


def post_worker_init(worker: Any) -> None:
    """The application is loaded and stays: no page has to wait while all its objects are looked through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(QUIET_ALLOCATIONS, 10, 10)


def child_exit(server: Any, worker: Any) -> None:
    """A dead process's gauges must not be counted on; its histograms stay."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
