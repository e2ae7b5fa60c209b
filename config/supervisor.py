"""Keep a few child processes alive, end them together, and find those that a killed supervisor left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

STOP_SECONDS = 10
SHORTEST_LIFE_SECONDS = 2


@dataclass
class Child:
    """One kind of process. It leads a session of its own, so that Ctrl-C reaches only the supervisor."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it has besides ours."""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        self.process = self._begin()
        self.started_at = time.monotonic()

    def _begin(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **self.environment},
            )

    @property
    def exit_code(self) -> int | None:
        """None while it lives."""
        return self.process.poll() if self.process else 0

    def ask_to_end(self) -> None:
        if self.process and self.exit_code is None:
            self.process.terminate()

    def kill_group(self) -> None:
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs children until told to stop. `record` keeps their groups for whoever comes after a kill -9."""

    def __init__(self, children: list[Child], record: Path, say: Callable[[str], None]) -> None:
        self.children = children
        self.record = record
        self.say = say

    def start(self) -> None:
        for child in self.children:
            child.start()
        self._write_record()

    def revive(self) -> None:
        """Start again what has died, at a measured pace."""
        for child in self.children:
            code = child.exit_code
            if code is None or time.monotonic() - child.started_at < SHORTEST_LIFE_SECONDS:
                continue
            self.say(f"{child.name} ended ({_reason(code)}) and is started again; see {child.log}")
            child.kill_group()
            child.start()
            self._write_record()

    def stop(self) -> None:
        """Ask all to end, wait, then insist."""
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and any(child.exit_code is None for child in self.children):
            time.sleep(0.1)
        for child in self.children:
            child.kill_group()
        self.record.unlink(missing_ok=True)

    def _write_record(self) -> None:
        groups = {child.process.pid: child.command for child in self.children if child.process}
        self.record.write_text(json.dumps(groups))


def end_leftovers(record: Path) -> int:
    """Kill the processes of an earlier supervisor that was killed itself; answer how many there were."""
    if not record.exists():
        return 0
    leftovers = list(_leftovers(json.loads(record.read_text())))
    for process in leftovers:
        process.kill()
    psutil.wait_procs(leftovers, timeout=STOP_SECONDS)
    record.unlink()
    return len(leftovers)


def _leftovers(groups: dict[str, list[str]]) -> Iterator[psutil.Process]:
    """Processes of a recorded group with the recorded command: the number alone may be reused by now."""
    for process in psutil.process_iter():
        try:
            command = groups.get(str(os.getpgid(process.pid)))
            if command and command == process.cmdline():
                yield process
        except (psutil.Error, ProcessLookupError):
            continue


def _reason(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
