"""Free ports for the real servers that tests start."""

import socket
from random import SystemRandom

FROM, BELOW = 12_000, 32_768
"""Not among those that Linux gives to outgoing connections: one of these could have it before the server is up."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listens on now."""
    while True:
        port = SystemRandom().randrange(FROM, BELOW)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
