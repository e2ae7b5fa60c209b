"""Where this process has its children born: the lines to nurseries of its own, opened when the first child is wanted.

They end with this process. A copy of it opens its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from threading import Lock

from django.conf import settings

NEEDED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")


class NoChild(Exception):
    """No child could be born. Says why, for the log."""


class _Cradle:
    """The line to the nursery of one module."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.lock = Lock()
        self.line: socket.socket | None = None
        self.nursery: subprocess.Popen[bytes] | None = None

    def ask(self, call: bytes, files: Sequence[int]) -> int:
        """The number of the new child's group; 0 where nobody answers."""
        try:
            self.line = line = self.line or self._open()
            socket.send_fds(line, [call], files)
            return int(line.recv(32) or 0)
        except OSError:
            return 0

    def close(self) -> None:
        """End the nursery. Its children come to their own end."""
        if self.line is not None:
            self.line.close()
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.wait()
        self.line = self.nursery = None

    def _open(self) -> socket.socket:
        ours, its = socket.socketpair()
        with its:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "customers.documents.nursery", self.module],
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=child_environment(),
                start_new_session=True,
            )
        return ours


_cradles: dict[str, _Cradle] = {}


def bear(module: str, arguments: Sequence[str], files: Sequence[int]) -> int:
    """Have a module run with these files: standard input, output, error output, and one to write its exit code into.

    Returns the number of the process group that it is in. Raises NoChild.
    """
    cradle = _cradles.setdefault(module, _Cradle(module))
    with cradle.lock:
        for _ in range(2):  # a nursery that has ended in the meantime is replaced
            if group := cradle.ask(json.dumps(arguments).encode(), files):
                return group
            cradle.close()
    raise NoChild(f"The process that the children of {module} are born from does not answer.")


def _begin_anew() -> None:
    """Be a copy of the process: lines and nurseries are the original's."""
    for cradle in _cradles.values():
        if cradle.line is not None:
            cradle.line.close()
    _cradles.clear()


os.register_at_fork(after_in_child=_begin_anew)


def child_environment() -> dict[str, str]:
    """What a child needs to find its libraries, and a fixed day for whatever would write today's."""
    kept = {name: os.environ[name] for name in NEEDED if name in os.environ}
    return {**kept, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
