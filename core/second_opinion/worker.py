"""The process in which semopy lives: a line of JSON in, a line of JSON out, and nothing kept between them.

Run as `python -m core.second_opinion.worker`; no other module imports semopy, so neither its import time nor
its shared state reaches the dashboard. It is given covariances of generated names, never rows or users' text.
"""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

import numpy as np
import pandas as pd
from semopy import Model

FTOL = 1e-10


def fit(request: dict[str, Any]) -> dict[str, Any]:
    """semopy's estimates by label and its minimum of the ML discrepancy, or the kind of error."""
    cov = pd.DataFrame(request["cov"], index=request["names"], columns=request["names"])
    model = Model(request["description"], cov_diag=True)
    try:
        for label, start in request["starts"].items():
            model.parameters[label].start = start
        result = model.fit(cov=cov, n_samples=request["nobs"], options={"ftol": FTOL})
        free = [label for label, parameter in model.parameters.items() if parameter.active]
        estimates = dict(zip(free, map(float, model.param_vals), strict=True))
        return {"success": bool(result.success), "fmin": float(result.fun), "estimates": estimates}
    except (ValueError, ArithmeticError, LookupError) as error:
        return {"error": type(error).__name__}
    finally:
        # The class keeps methods bound to its last model, and with them what that model was fitted to.
        Model.dict_operations.clear()


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer line by line until the other side closes."""
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        print(json.dumps(fit(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    out = sys.stdout
    # Whatever a library prints must not mix with the answers.
    sys.stdout = sys.stderr
    np.seterr(all="ignore")
    serve(sys.stdin, out)
