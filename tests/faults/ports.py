"""Ports for servers that are killed and come back: nobody else may take theirs meanwhile."""

from __future__ import annotations

import random
import socket

BELOW_THOSE_OF_CLIENTS = range(20_000, 32_000)
"""Linux gives outgoing connections ports from 32,768 on, and could give one that of a server that is down."""


def free_port() -> int:
    while True:
        port = random.choice(BELOW_THOSE_OF_CLIENTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
