"""Work beside the page: a thread that does what it is given, in order, and ends with the program."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

Made = TypeVar("Made")


class Background:
    """One thread for work that nobody stands and waits for.

    A program that ends does not wait for it either, as it would for the threads of an executor: these finish
    all that was submitted first.
    """

    def __init__(self, name: str) -> None:
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        Thread(target=self._work, name=name, daemon=True).start()

    def submit(self, do: Callable[..., Made], *given: Any) -> Future[Made]:
        """What `do` will have made of what it is given."""
        future: Future[Made] = Future()
        self._waiting.put((future, partial(do, *given)))
        return future

    def _work(self) -> None:
        while True:
            future, do = self._waiting.get()
            if future.set_running_or_notify_cancel():
                with _Answering(future):
                    future.set_result(do())
            # Between two pieces of work nothing is held of the last one.
            del future, do


class _Answering:
    """Hands a fault to whoever asks for the result."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if fault is not None:
            self._future.set_exception(fault)
        return True
