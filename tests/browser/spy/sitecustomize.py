"""Runs first in a server that is watched: tells a file what the server opens to write and whom it calls.

Python imports a module of this name when it starts, where PYTHONPATH leads to it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import weakref
from typing import Any

CALLS = ("socket.connect", "socket.getaddrinfo", "socket.sendto")
WRITING = os.O_WRONLY | os.O_RDWR
# A file of this name is read with a fault that quotes it.
FAULTY = "fault.csv"
EVERY = 0.25
told = os.open(os.environ["PATHLIGHT_SPY"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
frames: list[tuple[str, weakref.ref[Any]]] = []


def tell(what: str, *about: object) -> None:
    os.write(told, " ".join((what, *map(repr, about))).encode("utf-8", "replace") + b"\n")


def listen(event: str, given: tuple[Any, ...]) -> None:
    """Hear of every file opened to be written, and every address that is called."""
    if event == "open":
        path, mode, flags = given
        if (flags or 0) & WRITING or set(mode or "") & set("wax+"):
            tell("writes", path)
    elif event in CALLS:
        tell("calls", given)


def watch() -> None:
    """Once the dashboard is there, follow each of its datasets as long as it lives."""
    while "pages._loading" not in sys.modules or not hasattr(sys.modules["pages._loading"], "load_file"):
        time.sleep(EVERY)
    dataset, loading = sys.modules["core.data.dataset"].Dataset, sys.modules["pages._loading"]
    make, read = dataset.__init__, loading.read

    def followed(self: Any, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        frames.append((self.name, weakref.ref(self.frame)))

    def faulty(name: str, content: bytes, *given: Any) -> Any:
        if name == FAULTY:
            raise ValueError(content.decode())
        return read(name, content, *given)

    dataset.__init__, loading.read = followed, faulty
    while True:
        tell("alive", sorted({name for name, frame in frames if frame() is not None}))
        time.sleep(EVERY)


sys.addaudithook(listen)
threading.Thread(target=watch, daemon=True).start()
