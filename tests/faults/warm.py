"""A process that has loaded the house and waits: each program of a run is a copy of it, and a killed one is soon back.

On a machine of its own, loading costs a killed process three seconds that nobody misses. Here every program of a run
shares two cores, and a run that kills one every three seconds would measure how fast Python imports.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from config.supervisor import Child

LOADED = ("config.wsgi", "celery.bin.celery", "celery.worker.worker", "celery.beat", "gunicorn.app.wsgiapp")


class Nest:
    """The line to the process that copies are made of. It ends when the line is closed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._lock = Lock()
        self._nest = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )

    def ask(self, **call: Any) -> Any:
        with self._lock:
            assert self._nest.stdin is not None and self._nest.stdout is not None
            self._nest.stdin.write(json.dumps(call) + "\n")
            self._nest.stdin.flush()
            return json.loads(self._nest.stdout.readline())

    def close(self) -> None:
        assert self._nest.stdin is not None
        self._nest.stdin.close()
        self._nest.wait()


@dataclass
class Copy:
    """A process out of the nest, as far as a supervisor looks at one."""

    nest: Nest
    pid: int
    ended: int | None = None

    def poll(self) -> int | None:
        if self.ended is None:
            self.ended = self.nest.ask(poll=self.pid)
        return self.ended

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)


@dataclass
class WarmChild(Child):
    """A child whose command is `python -m module argument ...`, begun as a copy."""

    nest: Nest | None = None

    def _begin(self) -> Any:
        assert self.nest is not None
        return Copy(self.nest, self.nest.ask(module=self.command[2], arguments=self.command[3:], log=str(self.log)))


def main() -> None:
    """Load everything, then make a copy, or tell how one ended, for each line that is read."""
    for name in LOADED:
        importlib.import_module(name)
    _load_what_each_would_load()
    for line in sys.stdin:
        call = json.loads(line)
        answer = _ended(call["poll"]) if "poll" in call else _copy(call["module"], call["arguments"], Path(call["log"]))
        print(json.dumps(answer), flush=True)


def _load_what_each_would_load() -> None:
    from django.db import connections
    from django.urls import get_resolver

    from refunds.gateways.discovery import gateway_classes

    len(get_resolver().url_patterns)
    gateway_classes()
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


def _copy(module: str, arguments: list[str], log: Path) -> int:
    copy = os.fork()
    if copy == 0:
        _be(module, arguments, log)
    return copy


def _ended(copy: int) -> int | None:
    """Its exit code, negative for a signal; None while it lives."""
    found, status = os.waitpid(copy, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _be(module: str, arguments: list[str], log: Path) -> NoReturn:
    """Lead a session of its own and be `python -m module`, but for the loading."""
    code = 1
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(written, 1)
        os.dup2(written, 2)
        random.seed()
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
