"""Programs that ask as fast as they are answered, each over its own kept-open connection."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import Popen
from threading import Thread
from typing import Any

HOST = "127.0.0.1"
START_SECONDS = 30

Body = Callable[[], dict]


@contextmanager
def served(application: str, port: int, environment: dict[str, str], log: str) -> Iterator[None]:
    """As production runs it."""
    import sys

    gunicorn = f"gunicorn --config python:config.gunicorn --bind {HOST}:{port}"
    with open(log, "ab") as output:
        process = Popen([sys.executable, "-m", *gunicorn.split(), application], env=environment, stderr=output)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def pace(port: int, path: str, body: Body, programs: int, seconds: float, key: str = "") -> tuple[float, float]:
    """Return answers per second, and the 95th percentile of their times in milliseconds. Anything but 201 raises."""
    return _crowd(_ask_until, (port, path, body, key), programs, seconds, share=0.95)


def post(
    port: int, path: str, posts: Iterator[tuple[dict[str, str], bytes]], programs: int, seconds: float
) -> tuple[float, float]:
    """Post headers and bodies one after the other; return answers per second and the 99th percentile in ms.

    Anything but 200 raises.
    """
    return _crowd(_post_until, (port, path, posts), programs, seconds, share=0.99)


def read(port: int, visits: Iterator[tuple[str, str]], programs: int, seconds: float) -> tuple[float, float]:
    """Get pages, each with its cookie; return answers per second and the 95th percentile in ms.

    Anything but 200 and 204 raises.
    """
    return _crowd(_read_until, (port, visits), programs, seconds, share=0.95)


def _crowd(
    program: Callable[..., None], what: tuple[Any, ...], programs: int, seconds: float, share: float
) -> tuple[float, float]:
    """Let so many do it until the time is over; return answers per second, and that share's time in milliseconds."""
    took: list[float] = []
    troubles: list[str] = []
    end_at = time.perf_counter() + seconds
    crowd = [Thread(target=program, args=(*what, end_at, took, troubles)) for _ in range(programs)]
    began = time.perf_counter()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if troubles:
        raise RuntimeError(troubles[0])
    return len(took) / (time.perf_counter() - began), sorted(took)[int(len(took) * share)] * 1000


def _post_until(port: int, path: str, posts: Iterator, end_at: float, took: list, troubles: list) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    while not troubles and time.perf_counter() < end_at:
        headers, body = next(posts)
        began = time.perf_counter()
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            troubles.append(f"{answer.status} {said[:500]!r}")
        took.append(time.perf_counter() - began)
    connection.close()


def _read_until(port: int, visits: Iterator, end_at: float, took: list, troubles: list) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    while not troubles and time.perf_counter() < end_at:
        path, cookie = next(visits)
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        if "/news/" in path:
            headers["HX-Request"] = "true"
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 204):
            troubles.append(f"{path} answered {answer.status}")
        took.append(time.perf_counter() - began)
    connection.close()


def _ask_until(port: int, path: str, body: Body, key: str, end_at: float, took: list, troubles: list) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    while not troubles:
        began = time.perf_counter()
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)}
        if key:
            headers["Authorization"] = f"Api-Key {key}"
        connection.request("POST", path, json.dumps(body()), headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 201:
            troubles.append(f"{answer.status} {said[:500]!r}")
        took.append(time.perf_counter() - began)
        if time.perf_counter() >= end_at:
            break
    connection.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on {port}")
