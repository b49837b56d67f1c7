"""`python -m deployments.catchers --dir DIR`: both catchers as a process, until it is told to end."""

import argparse
import signal
import threading
from pathlib import Path

from deployments.catchers import Catchers


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m deployments.catchers", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where caught letters and catchers.json are written")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--http-port", type=int, default=0, help="0 takes a free one")
    wanted = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    catchers = Catchers(wanted.dir, host=wanted.host, smtp_port=wanted.smtp_port, http_port=wanted.http_port)
    addresses = catchers.start()
    print(f"SMTP {addresses.host}:{addresses.smtp_port}, SMS and page {addresses.page}", flush=True)
    ended.wait()
    catchers.stop()


if __name__ == "__main__":
    main()
