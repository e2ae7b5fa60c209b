"""`make demo`: the whole house on one machine, with the same processes that production has."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import embedded
from config.embedded.engines import Engines
from config.supervisor import Child, Supervisor, end_leftovers

HOST = os.environ.get("HOST") or "127.0.0.1"
WANTED_PORT = int(os.environ.get("PORT") or 8000)
PORTS_TO_TRY = 50
READY_SECONDS = 60
ENGINE_CHECK_SECONDS = 5

PREPARATION = (
    ("Bringing the tables up to date.", ["migrate", "--verbosity", "0"]),
    ("Making the cache table.", ["createcachetable", "--verbosity", "0"]),
    ("Filling the demo shop.", ["seed_demo"]),
)


class CannotRun(RuntimeError):
    """The demo cannot come up; the message tells the person why."""


def main() -> int:
    folder = embedded.data_dir()
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us with SIGINT ignored
        signal.signal(ending, signal.default_int_handler)
    try:
        with only_one(folder / "demo.lock"):
            run(folder)
    except CannotRun as reason:
        say(str(reason))
        return 1
    return 0


def run(folder: Path) -> None:
    """Bring everything up, stay until Ctrl-C, take everything down."""
    record = folder / "demo.json"
    if ended := end_leftovers(record):
        say(f"Ended {ended} processes of an earlier demo that was killed.")
    port = free_port()
    engines: Engines | None = None
    supervisor: Supervisor | None = None
    try:
        engines = start_engines(port)
        prepare_data()
        supervisor = Supervisor(children(folder / "logs", port), record, say)
        supervisor.start()
        wait_until_answering(port)
        print(welcome(folder), flush=True)
        watch(supervisor, engines)
    except KeyboardInterrupt:
        say("Stopping.")
    finally:
        stop(supervisor, engines)


def start_engines(port: int) -> Engines | None:
    """Set the environment that all children inherit, and start the engines that it leaves open."""
    os.environ["RECOURSE_ENV"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    os.environ["INTERNAL_URL"] = f"http://{HOST}:{port}"
    say("Starting PostgreSQL and Valkey.")
    return embedded.ensure()


def prepare_data() -> None:
    """Bring tables and demo data up to date; each step does nothing the second time."""
    for step, command in PREPARATION:
        say(step)
        if subprocess.run([sys.executable, "manage.py", *command], check=False).returncode:
            raise CannotRun(f"That failed, see above. To begin with an empty shop, delete {embedded.data_dir()}.")


def children(logs: Path, port: int) -> list[Child]:
    """Web, worker, listener and beat, as production runs them."""
    commands = {
        "web": f"gunicorn --config python:config.gunicorn --bind {HOST}:{port} config.wsgi:application",
        "worker": "celery -A config worker --concurrency 2 --queues money,mail,default",
        "listener": "celery -A config worker --concurrency 1 --queues webhooks -n listener@%h",
        "beat": "celery -A config beat --pidfile=",
    }
    return [
        Child(name, [sys.executable, "-m", *command.split()], logs / f"{name}.log")
        for name, command in commands.items()
    ]


def watch(supervisor: Supervisor, engines: Engines | None) -> None:
    """Keep children and engines alive until somebody interrupts."""
    checked_at = time.monotonic()
    while True:
        time.sleep(0.5)
        if engines and time.monotonic() - checked_at > ENGINE_CHECK_SECONDS:
            engines.start()
            checked_at = time.monotonic()
        supervisor.revive()


def stop(supervisor: Supervisor | None, engines: Engines | None) -> None:
    """End the children, then the engines below them; a second Ctrl-C does not cut this short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if supervisor:
        supervisor.stop()
    if engines:
        engines.stop()
    say("Stopped.")


def free_port() -> int:
    """The wanted port, or the next one that nobody uses."""
    for port in range(WANTED_PORT, WANTED_PORT + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        if port != WANTED_PORT:
            say(f"Port {WANTED_PORT} is taken; using {port}.")
        return port
    raise CannotRun(f"No free port from {WANTED_PORT} on. Set PORT to another one.")


def wait_until_answering(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    say("The web process is slow to answer; its log says why.")


def welcome(folder: Path) -> str:
    """Addresses and sign-ins as one table."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    from reporting.demo_shop.guide import PAGES, portal_sign_ins, staff_sign_ins

    rows = [(name, f"{settings.PUBLIC_URL}{path}") for name, path in PAGES]
    rows += [("", ""), *portal_sign_ins(), *staff_sign_ins(), ("Password of all", settings.DEMO_PASSWORD), ("", "")]
    connections.close_all()
    rows += [("Logs", str(folder / "logs")), ("To stop", "Ctrl-C")]
    width = max(len(name) for name, _ in rows)
    lines = [f"  {name:<{width}}  {value}".rstrip() for name, value in rows]
    return "\n".join(["", "  Recourse is up.", "", *lines, ""])


@contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Hold the data folder; the lock dies with the process, however it dies."""
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun("The demo already runs here. End it with Ctrl-C in its terminal.") from error
        yield


def say(line: str) -> None:
    print(f"demo: {line}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
