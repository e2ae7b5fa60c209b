"""How gunicorn serves the web: `gunicorn --config python:config.gunicorn config.wsgi:application`.

The application is loaded once, by the parent. Its workers are copies that begin at once and share its memory; one that
dies is back before anybody misses it. New code therefore asks for a restart, a HUP does not load it.
"""

from __future__ import annotations

import os
from typing import Any

workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Nothing is copied that belongs to one process alone, and everything that each would have to load again."""
    from django.db import connections
    from django.urls import get_resolver

    from config.startup import settle_memory

    len(get_resolver().url_patterns)
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    settle_memory()


def child_exit(server: Any, worker: Any) -> None:
    """A dead process's gauges must not be counted on; its histograms stay."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
