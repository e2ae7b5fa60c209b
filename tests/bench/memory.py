"""How much a worker grows while it works: its resident memory after many tasks, and by how much it still rises."""

from __future__ import annotations

import time

import psutil

from tests.bench.empty_task import COUNTER, counted, nothing
from tests.bench.table import Row
from tests.faults.house import House, running

SAMPLES = 10
AIM_MB = 1.0
WAITING_AT_MOST = 500
MB = 1 << 20


def measure(house: House, tasks: int) -> list[Row]:
    """Every second task is a real round over the tables, with nothing due."""
    from refunds.tasks import look_up_open_attempts, work_due_orders

    seen: list[float] = []
    with running(house, 1, include="tests.bench.empty_task") as supervisor:
        counted().delete(COUNTER)
        for sample in range(1, SAMPLES + 1):
            _send(tasks * sample // SAMPLES - tasks * (sample - 1) // SAMPLES, work_due_orders, look_up_open_attempts)
            _wait_for_all(tasks * sample // SAMPLES // 2)
            seen.append(_resident(supervisor.children[0].process.pid))  # type: ignore[union-attr]
    settled = seen[SAMPLES // 5 :]
    slope = (settled[-1] - settled[0]) / (tasks * (len(settled) - 1) / SAMPLES) * 10_000
    return [
        Row(
            f"a worker's memory after {tasks:,} tasks",
            f"{seen[-1]:.0f} MB, rising {slope:+.2f} MB for 10,000",
            f"after the first {tasks // SAMPLES:,}: {seen[0]:.0f} MB",
            f"{seen[-1] / seen[0]:.2f}",
            f"< {AIM_MB:.0f} MB for 10,000",
            slope < AIM_MB,
        )
    ]


def _send(count: int, *rounds) -> None:  # type: ignore[no-untyped-def]
    """Half of them count themselves, the others are rounds in turn."""
    already = int(counted().get(COUNTER) or 0)
    for number in range(count // 2):
        rounds[number % len(rounds)].apply_async(queue="default")
        nothing.apply_async(queue="default")
        while number - (int(counted().get(COUNTER) or 0) - already) > WAITING_AT_MOST:
            time.sleep(0.01)


def _wait_for_all(count: int, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while int(counted().get(COUNTER) or 0) < count:
        assert time.monotonic() < deadline, "the tasks do not run"
        time.sleep(0.05)


def _resident(parent: int) -> float:
    return max(child.memory_info().rss for child in psutil.Process(parent).children()) / MB
