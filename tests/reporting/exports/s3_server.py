"""An S3 server on this machine that keeps what it is given: one user, signatures checked as Amazon describes them.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

USER, SECRET = "AKIARECOURSE", "only-for-this-test-7b1f"
_SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=(\S+?)/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})")


class S3Server:
    """Runs until `stop`; `objects` are the bytes by their path, `parts` those of the last long one."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[int, bytes] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Here", (_Door,), {"kept": self}))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Door(BaseHTTPRequestHandler):
    kept: S3Server
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self._answer(self._put)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _put(self, content: bytes) -> str:
        if "partNumber" in self._query:
            self.kept.parts[int(self._query["partNumber"])] = content
        else:
            self.kept.objects[self._path] = content
        return ""

    def _post(self, _content: bytes) -> str:
        if "uploads" in self._query:
            return "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        self.kept.objects[self._path] = b"".join(part for _number, part in sorted(self.kept.parts.items()))
        return "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"

    def _answer(self, take: Callable[[bytes], str]) -> None:
        asked = urlsplit(self.path)
        self._path, self._query = asked.path, dict(parse_qsl(asked.query, keep_blank_values=True))
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._is_signed(content):
            self._say(200, take(content))
        else:
            self._say(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")

    def log_message(self, *words: Any) -> None: ...

    def _is_signed(self, content: bytes) -> bool:
        found = _SIGNED.fullmatch(self.headers.get("Authorization", ""))
        if found is None or found[1] != USER or not found[2].endswith("/s3/aws4_request"):
            return False
        told = self.headers["x-amz-content-sha256"]
        if told != "UNSIGNED-PAYLOAD" and told != hashlib.sha256(content).hexdigest():
            return False
        return hmac.compare_digest(self._signature(found[2], found[3], told), found[4])

    def _signature(self, scope: str, names: str, told: str) -> str:
        query = "&".join(f"{quote(key, '-_.~')}={quote(value, '-_.~')}" for key, value in sorted(self._query.items()))
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names.split(";"))
        request = "\n".join((self.command, self._path, query, headers, names, told))
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join(("AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, digest))
        key = f"AWS4{SECRET}".encode()
        for word in (*scope.split("/"), text):
            key = hmac.digest(key, word.encode(), "sha256")
        return key.hex()

    def _say(self, status: int, words: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(words)))
        self.send_header("Content-Type", "application/xml")
        self.send_header("ETag", '"x"')
        self.end_headers()
        self.wfile.write(words.encode())
