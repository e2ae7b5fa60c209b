"""The process that children are born from: it has loaded the one module that they are, so that each begins at once.

It is started without our secrets, reads nothing of what they read, and has one module only: WeasyPrint, for example,
makes Pillow take pictures that are cut off, which those who examine pictures must never do. For each child it gets its
arguments and four files over its standard input: the child's standard input, output and error output, and one for its
end. It answers with the number of the child's group. It ends when whoever started it is gone, or has wanted nothing for
a while.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from types import ModuleType
from typing import NoReturn

FILES = 4
LONGEST_CALL = 4096
IDLE_SECONDS = 300


def serve(line: socket.socket, module: ModuleType) -> None:
    """Bear a child for each call, until the other end is closed or long silent."""
    line.settimeout(IDLE_SECONDS)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them
    while True:
        try:
            call, files, _flags, _address = socket.recv_fds(line, LONGEST_CALL, FILES)
        except TimeoutError:
            return
        if not call:
            return
        watcher = os.fork()
        if watcher == 0:
            line.close()
            _watch(module, json.loads(call), files)
        for file in files:
            os.close(file)
        with suppress(BrokenPipeError):
            line.sendall(f"{watcher}\n".encode())


def _watch(module: ModuleType, arguments: list[str], files: list[int]) -> NoReturn:
    """Lead a group with the child in it, and tell how the child ended: its code, negative for a signal."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    *own, end = files
    child = os.fork()
    if child == 0:
        os.close(end)
        _work(module, arguments, own)
    for file in own:
        os.close(file)
    _pid, status = os.waitpid(child, 0)
    os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _work(module: ModuleType, arguments: list[str], own: list[int]) -> NoReturn:
    """Be `python -m module`, but for the loading."""
    code = 1
    try:
        for number, file in enumerate(own):
            os.dup2(file, number)
            os.close(file)
        sys.argv = [module.__name__, *arguments]
        module.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    loaded = importlib.import_module(sys.argv[1])
    for name in getattr(loaded, "LOADED", ()):
        importlib.import_module(name)
    gc.freeze()
    ours = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    serve(ours, loaded)
