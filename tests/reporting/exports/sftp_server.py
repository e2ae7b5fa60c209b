"""An SFTP server on this machine that keeps what it is given in a folder: paramiko's own, one user, one password."""

from __future__ import annotations

import os
import socket
import threading
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import paramiko

USER, PASSWORD = "recourse", "correct horse battery staple"


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def stat(self):  # type: ignore[no-untyped-def]
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Files(paramiko.SFTPServerInterface):
    root: Path

    def _path(self, path: str) -> Path:
        return self.root / path.strip("/")

    def stat(self, path):  # type: ignore[no-untyped-def]
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as trouble:
            return paramiko.SFTPServer.convert_errno(trouble.errno)

    lstat = stat

    def mkdir(self, path, attr):  # type: ignore[no-untyped-def]
        self._path(path).mkdir()
        return paramiko.SFTP_OK

    def open(self, path, flags, attr):  # type: ignore[no-untyped-def]
        file = open(self._path(path), "wb+")  # noqa: SIM115 - the handle closes it
        handle = _Handle(flags)
        handle.readfile = handle.writefile = file
        return handle


class SftpServer:
    """Runs until `stop`; `root` is its folder."""

    def __init__(self, root: Path) -> None:
        self.key = paramiko.ECDSAKey.generate()
        self.root = root
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._files = type("_Here", (_Files,), {"root": root})
        self._transports: list[paramiko.Transport] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def host_key(self) -> str:
        return f"{self.key.get_name()} {b64encode(self.key.asbytes()).decode()}"

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for transport in self._transports:
            transport.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(line)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self._files)
            transport.start_server(server=_Door())
            self._transports.append(transport)
