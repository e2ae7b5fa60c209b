"""Several files in one stream: the length of each in eight bytes before it. Imports nothing of Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LENGTH_BYTES = 8


def framed(files: Iterable[bytes]) -> bytes:
    return b"".join(len(file).to_bytes(LENGTH_BYTES, "big") + file for file in files)


def unframed(stream: bytes) -> Iterator[bytes]:
    """Take the files out again. Raises ValueError for a stream that is cut off."""
    at = 0
    while at < len(stream):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(stream[at:start], "big")
        if at > len(stream):
            raise ValueError("A framed file is cut off.")
        yield stream[start:at]
