"""The child processes that print and examine: little memory, little time, none of our secrets."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO

from customers.documents.cradle import NoChild, bear

CHUNK_BYTES = 256 * 1024


class ChildFailed(Exception):
    """The child broke, took too long or used too much. Says why, for the log."""


def run_child(module: str, arguments: Sequence[str], sent: bytes, seconds: float) -> bytes:
    """Run a module of ours as a process: bytes on its standard input, its standard output back."""
    with _pipes(4) as ((its_input, ours), (said, its_output), (complaint, its_errors), (end, its_end)):
        lends = (its_input, its_output, its_errors, its_end)
        try:
            group = bear(module, arguments, [lent.fileno() for lent in lends])
        except NoChild as trouble:
            raise ChildFailed(str(trouble)) from None
        for lent in lends:
            lent.close()
        try:
            told = _talk(ours, sent, [said, complaint, end], time.monotonic() + seconds)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            raise ChildFailed(f"{module} took longer than {seconds:g} seconds.") from None
    output, errors, code = told
    if code != b"0":
        ended = f"{module} ended with {code.decode() or 'its whole group'}."
        raise ChildFailed(errors.decode(errors="replace")[-2000:] or ended)
    return output


@contextmanager
def _pipes(count: int) -> Iterator[list[tuple[FileIO, FileIO]]]:
    """So many pipes, each as the end to read from and the one to write to; what is open in the end is closed."""
    pairs = []
    with ExitStack() as ends:
        for _ in range(count):
            read, write = os.pipe()
            pairs.append((ends.enter_context(FileIO(read, "rb")), ends.enter_context(FileIO(write, "wb"))))
        yield pairs


def _talk(to: FileIO, sent: bytes, heard: Sequence[FileIO], deadline: float) -> list[bytes]:
    """Write all, read all, as either side is ready. Raises TimeoutError at the deadline of the monotonic clock."""
    left, told = memoryview(sent), [bytearray() for _ in heard]
    os.set_blocking(to.fileno(), False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(to, selectors.EVENT_WRITE, (to, None))
        for end, buffer in zip(heard, told, strict=True):
            waiting.register(end, selectors.EVENT_READ, (end, buffer))
        while waiting.get_map():
            ready = waiting.select(deadline - time.monotonic())
            if not ready and time.monotonic() >= deadline:
                raise TimeoutError
            for key, _events in ready:
                end, buffer = key.data
                if buffer is None:
                    left = _write(key.fd, left)
                    is_done = not left
                else:
                    chunk = os.read(key.fd, CHUNK_BYTES)
                    buffer += chunk
                    is_done = not chunk
                if is_done:
                    waiting.unregister(end)
                    end.close()
    return [bytes(buffer) for buffer in told]


def _write(number: int, left: memoryview) -> memoryview:
    """Write what the pipe takes and return the rest; nothing is left for one who reads no more."""
    try:
        return left[os.write(number, left[:CHUNK_BYTES]) :]
    except BrokenPipeError:
        return left[:0]
