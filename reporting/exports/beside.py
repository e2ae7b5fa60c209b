"""One thread that packs what is there while the next rows are fetched: never more than one piece ahead."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self


class Beside:
    """Call it with work; it waits for the piece before. What a piece raises comes out at the next one, or at the end.

    The thread must not ask the database: the connection belongs to whoever fetches.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[Any] | None = None

    def __call__(self, work: Callable[..., Any], *given: Any) -> None:
        self.wait()
        self._last = self._thread.submit(work, *given)

    def wait(self) -> None:
        if self._last is not None:
            self._last.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if trouble is None:
                self.wait()
        finally:
            self._thread.shutdown()
