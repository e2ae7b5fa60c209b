"""Both engines as one thing that is started, stopped and asked for its addresses."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey


@dataclass(frozen=True)
class Engines:
    """A PostgreSQL and a Valkey below one folder. Tests take it not durable: faster."""

    folder: Path
    durable: bool = True

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.folder / "postgres", durable=self.durable)

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.folder / "valkey")

    def start(self) -> None:
        """Bring up what is down; safe from several processes at once."""
        with self._locked():
            self.postgres.start()
            self.valkey.start()

    def stop(self) -> None:
        with self._locked():
            self.valkey.stop()
            self.postgres.stop()

    def addresses(self) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL, whether the engines are up or not."""
        return {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.valkey.url()}

    def status(self) -> dict[str, bool]:
        return {"postgres": self.postgres.is_running(), "valkey": self.valkey.is_running()}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
