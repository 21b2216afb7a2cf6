"""The second opinion on an analysis: semopy refits the model wherever it can be trusted with it."""

from __future__ import annotations

import atexit
import functools
from concurrent.futures import Future

import numpy as np

from core.analysis import Analysis
from core.background import Background
from core.second_opinion.agreement import Agreement, compare, failed, not_asked
from core.second_opinion.applicable import reason_against
from core.second_opinion.client import Worker, WorkerError
from core.second_opinion.translation import Translation, translate


def second_opinion(analysis: Analysis, worker: Worker | None = None) -> Agreement:
    """How far semopy agrees with an analysis; waits for the answer, a tenth of a second once it runs."""
    reason = reason_against(analysis)
    if reason is not None:
        return not_asked(reason)
    translation = translate(analysis)
    if translation is None:
        return not_asked("the columns are of too unequal size for it where labels tie parameters together")
    nobs = analysis.moments[0].nobs
    request = {
        "description": translation.description,
        "names": translation.names,
        "cov": translation.cov.tolist(),
        "starts": translation.starts,
        "nobs": nobs,
    }
    try:
        answer = (worker or shared_worker()).ask(request)
    except WorkerError as error:
        return failed(str(error))
    if "error" in answer or not answer["success"]:
        return failed("found no best fit of this model")
    return _judge(analysis, translation, answer["estimates"], nobs * answer["fmin"])


def ask(analysis: Analysis) -> Future[Agreement]:
    """The same without waiting: poll `done()`; `cancel()` an opinion that nobody waits for any more."""
    return _queue().submit(second_opinion, analysis)


def _judge(analysis: Analysis, translation: Translation, found: dict[str, float], chisq: float) -> Agreement:
    theirs = np.array([found[label] for label in translation.labels]) / translation.factors
    yardsticks = translation.yardsticks
    return compare(translation.estimates * yardsticks, theirs * yardsticks, normal_chisq(analysis), chisq)


def normal_chisq(analysis: Analysis) -> float:
    """N·F, whichever convention the analysis shows χ² in."""
    assert analysis.fit is not None
    nobs = analysis.moments[0].nobs
    return analysis.fit.chisq * (1.0 if analysis.options.likelihood == "normal" else nobs / (nobs - 1))


@functools.cache
def shared_worker() -> Worker:
    """The one worker of this program, closed when it ends."""
    worker = Worker()
    atexit.register(worker.close)
    return worker


@functools.cache
def _queue() -> Background:
    return Background("second-opinion")
