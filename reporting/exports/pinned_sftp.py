"""SFTP as django-storages speaks it, to one number and one key of the server's; any other key ends the call."""

from __future__ import annotations

import io
from base64 import b64decode
from typing import Any

import paramiko
from storages.backends.sftpstorage import SFTPStorage

CHANNEL_SECONDS = 60


class PinnedSftp(SFTPStorage):
    """`secret` is a password, or a private key as OpenSSH writes it."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "host_key": "", "secret": ""}

    def _connect(self) -> None:
        kind, _, key = self.host_key.partition(" ")
        self._ssh = paramiko.SSHClient()
        self._ssh.set_missing_host_key_policy(paramiko.RejectPolicy())
        known = paramiko.PKey.from_type_string(kind, b64decode(key))
        port = self.params["port"]
        name = self.host if port == paramiko.config.SSH_PORT else f"[{self.host}]:{port}"
        self._ssh.get_host_keys().add(name, kind, known)
        self._ssh.connect(self.host, **self.params, **self._credentials())
        self._sftp = self._ssh.open_sftp()
        self._sftp.get_channel().settimeout(CHANNEL_SECONDS)

    def _credentials(self) -> dict[str, Any]:
        if not self.secret.startswith("-----BEGIN"):
            return {"password": self.secret}
        for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
            try:
                return {"pkey": kind.from_private_key(io.StringIO(self.secret))}
            except paramiko.SSHException:
                continue
        raise paramiko.SSHException("This is no private key that we can read.")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The same file brought again takes its own place."""
        return name
