"""A second process of the reader's own, which works beside it, or may fail without harm to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

FORKS = hasattr(os, "fork")


def forked(make: Callable[[], bytes]) -> Callable[[], bytes | None]:
    """Begin to `make` bytes in a second process; what is returned waits for them: None where it failed.

    Where the system has no such process they are made when they are waited for; to fail is a ValueError then.
    """
    if not FORKS:
        return partial(_tried, make)
    inlet, outlet = os.pipe()
    other = os.fork()
    if not other:
        status = 1
        try:
            with os.fdopen(outlet, "wb") as pipe:
                pipe.write(make())
            status = 0
        finally:
            os._exit(status)
    os.close(outlet)
    return partial(_received, other, inlet)


def _received(other: int, inlet: int) -> bytes | None:
    with os.fdopen(inlet, "rb") as pipe:
        made = pipe.read()
    _, status = os.waitpid(other, 0)
    return None if status else made


def _tried(make: Callable[[], bytes]) -> bytes | None:
    try:
        return make()
    except ValueError:
        return None
