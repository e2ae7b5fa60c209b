"""S3 as django-storages speaks it, over lines that lead to open numbers only (customers.open_addresses).

A line looks its host up itself, once, and calls the very number that was found open: where the name leads later is all
one. That holds for the bucket's own name and for another region that the server points to as well. No proxy of the
environment is asked.
"""

from __future__ import annotations

import socket
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.awsrequest import AWSHTTPConnection, AWSHTTPSConnection
from botocore.config import Config
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session
from storages.backends.s3 import S3Storage
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from customers.open_addresses import Closed, Place, open_numbers

CONNECT_SECONDS, READ_SECONDS = 10, 60


def open_s3(*, endpoint: str, region: str, bucket: str, path: str, user: str, secret: str) -> S3Storage:
    """A bucket of Amazon's without an endpoint, otherwise one of a server that speaks the same."""
    style = {"addressing_style": "path"} if endpoint else None
    config = Config(
        connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"max_attempts": 1}, proxies={},
        signature_version="s3v4", s3=style, **(_AS_OTHERS_SPEAK if endpoint else {}),
    )  # fmt: skip
    storage = S3Storage(
        access_key=user, secret_key=secret, bucket_name=bucket, region_name=region or None,
        endpoint_url=endpoint or None, location=path.strip("/"), file_overwrite=True, default_acl=None,
        client_config=config, transfer_config=TransferConfig(use_threads=False),
    )  # fmt: skip
    session = _OpenSession(timeout=(CONNECT_SECONDS, READ_SECONDS))
    storage.connection.meta.client.meta.events.register("before-send.s3", session.answer)
    return storage


_AS_OTHERS_SPEAK = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
"""Checksums behind the content came to S3 in 2025; servers of others do not all know them."""


class _ToAnOpenNumber:
    """A line of urllib3's: `_dns_host` is what it calls, `host` what it says and what the certificate must be of."""

    is_tls = True

    def _new_conn(self: Any) -> socket.socket:
        name = self._dns_host
        self._dns_host = open_numbers(Place(name.rstrip(".").strip("[]"), self.port, self.is_tls, ""))[0]
        try:
            return super()._new_conn()  # type: ignore[misc]
        finally:
            self._dns_host = name


class _PlainLine(_ToAnOpenNumber, AWSHTTPConnection):
    is_tls = False


class _TlsLine(_ToAnOpenNumber, AWSHTTPSConnection):
    pass


class _PlainLines(HTTPConnectionPool):
    ConnectionCls = _PlainLine


class _TlsLines(HTTPSConnectionPool):
    ConnectionCls = _TlsLine


class _OpenSession(URLLib3Session):
    """Carries what a client has to say; botocore asks whoever hears `before-send` first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._manager.pool_classes_by_scheme = {"http": _PlainLines, "https": _TlsLines}

    def answer(self, request: Any, **_told: Any) -> Any:
        try:
            return self.send(request)
        except HTTPClientError as trouble:
            if isinstance(refusal := trouble.kwargs.get("error"), Closed):
                raise refusal from None
            raise
