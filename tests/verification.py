"""Every reference case, theirs and ours: `python -m tests.verification` writes the table of Verification."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.analysis import analyse
from core.errors import PathlightError
from core.views.report import as_json
from tests import golden_cases as cases

WRITTEN = Path(__file__).parents[1] / "pages" / "verification.json"
CLOSE = 5e-4


def difference(ours: float | None, theirs: float | None) -> float:
    """How far two numbers lie apart, absolutely below 1 and relatively above; 0 where one is missing."""
    if ours is None or theirs is None:
        return 0.0
    return abs(ours - theirs) / max(1.0, abs(theirs))


def compared(name: str) -> dict[str, Any]:
    """One case: what it is, χ² of both programs, and the largest differences of all else."""
    want = cases.expected(name)
    meta = json.loads((cases.CASES / name / "meta.json").read_text(encoding="utf-8"))
    row = {"case": name, "title": meta["title"], "source": meta["source"]}
    try:
        options = replace(cases.options(name), interval="delta")
        found = analyse(cases.data(name), cases.table(name), options)
    except PathlightError as fault:
        return {**row, "outcome": f"refused: {fault.message}"}
    row["estimator"] = options.estimator + (", FIML" if options.missing == "fiml" else "")
    if found.fit is None or not want["converged"] or want["fit"]["df"] < 0:
        return {**row, "outcome": found.estimates.outcome.sentence}
    ours = cases.by_key(found)
    pairs = [(ours[cases.key(theirs)], theirs) for theirs in want["params"] if cases.key(theirs) in ours]
    fit = as_json(found)["fit"]
    return {
        **row,
        "outcome": "",
        "n": sum(m.nobs for m in found.moments),
        "df": found.fit.df,
        "chisq_lavaan": want["fit"]["chisq"],
        "chisq": found.fit.chisq,
        "est": max(difference(p.est, theirs["est"]) for p, theirs in pairs),
        "se": max(difference(p.se, theirs["se"]) for p, theirs in pairs)
        if want["se_type"] != "bootstrap"
        else None,
        "std": max(difference(p.std_all, theirs["std.all"]) for p, theirs in pairs),
        "fit": max(difference(fit[key], want["fit"][key]) for key in fit.keys() & want["fit"].keys()),
    }


def main() -> None:
    """Write the table of About → Verification."""
    rows = [compared(name) for name in cases.NAMES]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    WRITTEN.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
