"""A mailbox that speaks as much IMAP as is needed to look into it."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Any


class Mailbox:
    """Holds mails by number; `seen` are those that were marked. It listens from `start` to `stop`."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = dict(enumerate(mails, start=1))
        self.seen: set[int] = set()
        self.said: list[str] = []
        box = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                while line := self.rfile.readline():
                    tag, _space, command = line.decode().strip().partition(" ")
                    box.said.append(command)
                    for part in box.answer(command):
                        self.wfile.write(part)
                    ends = b"NO wrong password" if "wrong" in command else b"OK done"
                    self.wfile.write(tag.encode() + b" " + ends + b"\r\n")
                    if command == "LOGOUT":
                        return

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def answer(self, command: str) -> list[bytes]:
        number = int(found[1]) if (found := re.search(r"UID (?:FETCH|STORE) (\d+)", command)) else 0
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if command.startswith("SELECT"):
            return [b"* %d EXISTS\r\n" % len(self.mails)]
        if command.startswith("UID SEARCH"):
            unseen = sorted(set(self.mails) - self.seen)
            return [b"* SEARCH" + b"".join(b" %d" % n for n in unseen) + b"\r\n"]
        if "RFC822.SIZE" in command:
            return [b"* %d FETCH (RFC822.SIZE %d UID %d)\r\n" % (number, len(self.mails[number]), number)]
        if "BODY.PEEK" in command:
            raw = self.mails[number]
            return [b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (number, number, len(raw)), raw, b")\r\n"]
        if "STORE" in command:
            self.seen.add(number)
        return []

    def __enter__(self) -> Mailbox:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._server.shutdown()
        self._server.server_close()
