"""Bringing a file to a folder, an SFTP server or an S3 bucket by django-storages; no place inside our own network.

What counts is the number that a name leads to at the moment of the call, as for outgoing messages
(customers.open_addresses): a name is looked up once, and that number is called. An SFTP server is known by its key, so
that nobody else takes its files.
"""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.known_secrets import keep_out_of_logs
from customers.open_addresses import Closed, Place, open_numbers
from refunds.gateways.secrets import unseal
from reporting.models import ExportPlace

CONNECT_SECONDS = 10
TEST_FILE = "recourse-test.txt"
Kind = ExportPlace.Kind

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")
_PATH = re.compile(r"(/?[A-Za-z0-9_][A-Za-z0-9_. -]*)*/?")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_WORD = re.compile(r"[!-~]{1,200}")
_KEY = re.compile(r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,2}")

ASKED: dict[str, dict[str, re.Pattern[str]]] = {
    Kind.MAIL: {},
    Kind.FOLDER: {"folder": _FOLDER},
    Kind.SFTP: {
        "host": _HOST, "port": re.compile(r"[1-9][0-9]{0,4}"), "user": _WORD, "path": _PATH, "host_key": _KEY,
    },
    Kind.S3: {
        "endpoint": re.compile(r"(https?://[!-~]{1,300})?"), "region": re.compile(r"[a-z0-9-]{0,40}"),
        "bucket": _BUCKET, "path": _PATH, "user": _WORD,
    },
}  # fmt: skip
"""What each kind is told, and what it may look like. `user` is S3's access key id."""


def checked_settings(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The settings of a place. Raises BadInput, at the name of the one at fault."""
    if kind == Kind.FOLDER and not settings.EXPORT_FOLDER:
        raise BadInput(
            _("No folder is set for exports. Whoever runs the machine sets EXPORT_FOLDER."), "no_folder", "kind"
        )
    kept = {}
    for name, pattern in ASKED[kind].items():
        value = str(given.get(name, "")).strip()
        if not pattern.fullmatch(value) or ".." in value:
            raise BadInput(_("This cannot be right."), "bad_setting", name)
        kept[name] = value
    if kind == Kind.SFTP and int(kept["port"]) > 65_535:
        raise BadInput(_("This cannot be right."), "bad_setting", "port")
    return kept


def bring(place: ExportPlace, name: str, file: IO[bytes]) -> str:
    """Write the file there under this name; answer what it is called there. Raises Closed, OSError and their kind."""
    storage = _storage(place)
    try:
        return storage.save(name, File(file, name=name))
    finally:
        close = getattr(storage, "close", None)
        if close is not None:
            close()


def try_out(place: ExportPlace) -> str:
    """Write a small file there; it stays, or is written over."""
    return bring(place, TEST_FILE, io.BytesIO(b"Recourse was here to see whether exports arrive.\n"))


def _storage(place: ExportPlace) -> Storage:
    secret = unseal(place.sealed, place.place) if place.sealed else ""
    keep_out_of_logs([secret])
    told = place.settings
    if place.kind == Kind.FOLDER:
        return FileSystemStorage(location=f"{settings.EXPORT_FOLDER}/{told['folder']}")
    return _sftp(told, secret) if place.kind == Kind.SFTP else _s3(told, secret)


def _sftp(told: Mapping[str, str], secret: str) -> Storage:
    from reporting.exports.pinned_sftp import PinnedSftp  # paramiko is for the worker that needs it

    host = told["host"].strip("[]")
    return PinnedSftp(
        host=open_numbers(Place(host, int(told["port"]), True, ""))[0],
        root_path=told["path"] or ".",
        params={
            "port": int(told["port"]), "username": told["user"], "timeout": CONNECT_SECONDS,
            "banner_timeout": CONNECT_SECONDS, "auth_timeout": CONNECT_SECONDS, "look_for_keys": False,
            "allow_agent": False, "disabled_algorithms": None,
        },
        host_key=told["host_key"],
        secret=secret,
    )  # fmt: skip


def _s3(told: Mapping[str, str], secret: str) -> Storage:
    from reporting.exports.open_s3 import open_s3  # boto3 is for the worker that needs it

    return open_s3(**{name: told[name] for name in ASKED[Kind.S3]}, secret=secret)


def key_bytes(host_key: str) -> bytes:
    return b64decode(host_key.split(" ")[1])


__all__ = ["ASKED", "Closed", "bring", "checked_settings", "key_bytes", "try_out"]
