"""A line that can be made bad: it stands before a server and drops, delays or swallows what passes.

Run as `python -m tests.faults.proxy PORT TARGET`, where TARGET is host:port or the path of a socket; told on its
standard input, one word a line: `well`, `dropped` (connections are reset and refused), `half_open` (connections stay
and nothing passes), `delayed SECONDS`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import suppress

HOST = "127.0.0.1"
PIECE = 1 << 16


class Proxy:
    """The line itself. `half_open` holds in both directions and is only noticed by whoever waits."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.delay = 0.0
        self._passes = asyncio.Event()
        self._passes.set()
        self._is_dropped = False
        self._open: set[asyncio.StreamWriter] = set()

    def tell(self, word: str) -> None:
        """Change how the line behaves. A line that was half open loses what it held."""
        what, _, seconds = word.partition(" ")
        was_closed = not self._passes.is_set()
        self._is_dropped = what == "dropped"
        self.delay = float(seconds or 0)
        if what == "half_open":
            self._passes.clear()
            return
        if self._is_dropped or was_closed:
            for writer in self._open:
                writer.transport.abort()
        self._passes.set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_dropped:
            writer.transport.abort()
            return
        try:
            await self._passes.wait()
            there, back = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
        self._open -= {writer, back}

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.target.startswith("/"):
            return await asyncio.open_unix_connection(self.target)
        host, _, port = self.target.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(PIECE):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._passes.wait()
                target.write(piece)
                await target.drain()
        with suppress(OSError):
            target.close()


class Line:
    """A proxy as a process of its own, so that our own work does not slow it down."""

    def __init__(self, target: str, port: int) -> None:
        self.port = port
        command = [sys.executable, "-m", "tests.faults.proxy", str(port), target]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


async def serve(port: int, target: str) -> None:
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.take, HOST, port)
    words = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
    print("open", flush=True)
    async with server:
        while word := await words.readline():
            proxy.tell(word.decode().strip())


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
