"""A mail server that answers by script: one line of the script for each letter, "250" when it is used up."""

from __future__ import annotations

import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

KILL_THE_SENDER = "kill"
HANG_UP = "hang up"


class MailServer(socketserver.ThreadingTCPServer):
    """`taken` are the letters that were taken in full, also those whose sender never heard so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.script: list[str] = []
        self.taken: list[EmailMessage] = []
        self.sender_pid = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        plan = self.server.script.pop(0) if self.server.script else "250 taken"
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.split(" ")[0].upper()
            if word in ("EHLO", "HELO", "MAIL", "RSET"):
                self._say("250 fine")
            elif word == "RCPT":
                self._say("250 fine" if plan.startswith(("250", "data", KILL_THE_SENDER, HANG_UP)) else plan)
            elif word == "DATA":
                self._take(plan)
            elif word == "QUIT":
                self._say("221 bye")
                break

    def _take(self, plan: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if plan.startswith("data "):
            self._say(plan.removeprefix("data "))
            return
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if plan == KILL_THE_SENDER:
            os.kill(self.server.sender_pid, signal.SIGKILL)
        elif plan == HANG_UP:
            self.connection.close()
        else:
            self._say("250 taken")

    def _say(self, words: str) -> None:
        with suppress(OSError):
            self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
