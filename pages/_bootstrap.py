"""A bootstrap that runs beside the page: started, looked at, and ended by whoever holds it."""

from __future__ import annotations

import time
import weakref
from concurrent.futures import Future
from threading import Event

from core.background import Background
from core.inference.bootstrap import Draws, Job, draw_chunk, gather

# One thread for all visitors: a second one adds a fifth to the draws in a second, and takes from the answers
# to clicks the core that they need.
POOL = Background("bootstrap")


class Bootstrap:
    """The draws of one job; worker threads only compute, so it can be asked at any time."""

    def __init__(self, job: Job) -> None:
        self.total = job.draws
        self._size = job.size
        self._began = time.monotonic()
        self._cancel = Event()
        self._chunks: list[Future[Draws | None]] = [
            POOL.submit(_chunk, job, c, self._cancel) for c in range(job.chunks)
        ]
        # A visit that has ended draws no more.
        weakref.finalize(self, self._cancel.set)

    @property
    def finished(self) -> bool:
        """True where nothing more will come."""
        return all(chunk.done() for chunk in self._chunks)

    @property
    def cancelled(self) -> bool:
        """True where somebody ended it early."""
        return self._cancel.is_set()

    @property
    def done(self) -> int:
        """How many draws have been tried, without a gap."""
        count = next((i for i, chunk in enumerate(self._chunks) if not chunk.done()), len(self._chunks))
        return min(count * self._size, self.total)

    def started_before(self, seconds: float) -> bool:
        """True where it began more than so many seconds ago."""
        return time.monotonic() - self._began > seconds

    def draws(self) -> Draws | None:
        """The draws of all chunks from the first to the last finished one without a gap; None before any."""
        parts: list[Draws] = []
        for chunk in self._chunks:
            part = chunk.result() if chunk.done() else None
            if part is None:
                break
            parts.append(part)
        return gather(parts) if parts else None

    def cancel(self) -> None:
        """Start no further chunk."""
        self._cancel.set()


def _chunk(job: Job, chunk: int, cancel: Event) -> Draws | None:
    return None if cancel.is_set() else draw_chunk(job, chunk)
