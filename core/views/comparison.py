"""Models side by side: their fit with the best of each row, their differences, verdicts and estimates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from core.analysis import Analysis
from core.comparison import Against, Criterion, weights
from core.model.partable import Key, ParTable
from core.model.snapshot import differing
from core.views.labels import short_name
from core.views.numbers import MISSING, decimal, p_cell, unit
from core.views.reported import Index, reported
from core.views.sentences import SYMBOLS
from core.views.tables import Table

Models = Mapping[str, Analysis]
BEST = "★"
# What stands in each row of the table of fit, whether larger or smaller is better, and its digits.
ROWS: tuple[tuple[Index, int, int], ...] = (
    ("cfi", 1, 3),
    ("tli", 1, 3),
    ("rmsea", -1, 3),
    ("srmr", -1, 3),
    ("aic", -1, 1),
    ("bic", -1, 1),
)
CRITERIA: tuple[tuple[str, Criterion], ...] = (("AIC weight", "aic"), ("BIC weight", "bic"))


def fit_comparison(models: Models, seen: Mapping[str, Against]) -> Table:
    """Fit of every model with ★ at the best of each row and Δ to the reference.

    `seen` has each model as the reference sees it; only models on one scale with that compete.
    """
    reference = next(name for name, found in seen.items() if found.relation == "same")
    text = [_chisq(models), _pvalues(models)]
    numbers: list[dict[str, object]] = []
    for index, better, digits in ROWS:
        values = {name: reported(found.fit, index) for name, found in models.items()}
        text.append(_row(index.upper(), values, reference, seen, better, digits))
        numbers.append({"measure": index, **values})
    for label, criterion in CRITERIA:
        shares = _weights(models, seen, criterion)
        if shares:
            text.append({"Measure": label, **{name: unit(shares.get(name)) for name in models}})
            numbers.append({"measure": label.lower(), **{name: shares.get(name) for name in models}})
    note = (
        "★ is the best of its row, Δ the difference from the chosen model. A weight is the share of the "
        "evidence that AIC or BIC gives to a model among these (Burnham & Anderson, 2002)."
    )
    return Table("comparison", "Fit side by side", pd.DataFrame(text), pd.DataFrame(numbers), note=note)


def _chisq(models: Models) -> dict[str, str]:
    fits = {name: found.fit for name, found in models.items()}
    cells = {
        name: MISSING if fit is None else f"{decimal(reported(fit, 'chisq'))} ({fit.df})"
        for name, fit in fits.items()
    }
    return {"Measure": "χ² (df)", **cells}


def _pvalues(models: Models) -> dict[str, str]:
    cells = {name: p_cell(reported(found.fit, "pvalue")) for name, found in models.items()}
    return {"Measure": "p of χ²", **cells}


def _row(
    label: str,
    values: Mapping[str, float | None],
    reference: str,
    seen: Mapping[str, Against],
    better: int,
    digits: int,
) -> dict[str, str]:
    write: Callable[..., str] = decimal if label in ("AIC", "BIC") else unit
    known = {name: value for name, value in values.items() if value is not None and seen[name].comparable}
    top = max((better * value for value in known.values()), default=None)
    cells = {}
    for name, value in values.items():
        text = write(value, digits)
        # Alike to the digits shown is alike to the reader.
        if name in known and len(known) > 1 and top is not None and text == write(better * top, digits):
            text = f"{BEST} {text}"
        base = known.get(reference)
        if name in known and name != reference and base is not None:
            text += f" (Δ {write(known[name] - base, digits, signed=True)})"
        cells[name] = text
    return {"Measure": label, **cells}


def _weights(models: Models, seen: Mapping[str, Against], criterion: Criterion) -> dict[str, float]:
    names = [name for name in models if seen[name].comparable]
    shares = weights([models[name] for name in names], criterion) if len(names) > 1 else None
    return dict(zip(names, shares, strict=True)) if shares else {}


def verdict_matrix(models: Models) -> Table:
    """What each model says of each route: symbol and words."""
    routes = dict.fromkeys((v.x, v.via, v.y, v.group) for m in models.values() for v in m.verdicts)
    rows = []
    for x, via, y, group in routes:
        cells = {
            name: next(
                (
                    f"{SYMBOLS[v.kind]} {v.kind.words}"
                    for v in found.verdicts
                    if (v.x, v.via, v.y, v.group) == (x, via, y, group)
                ),
                MISSING,
            )
            for name, found in models.items()
        }
        which = next((m.groups[group - 1] for m in models.values() if len(m.groups) >= group), "")
        rows.append({"Route": " → ".join((x, *via, y)) + (f" ({which})" if which else ""), **cells})
    frame = pd.DataFrame(rows)
    return Table("verdict_matrix", "Verdicts", frame, frame, words=1 + len(models))


def in_which_differ(tables: Mapping[str, ParTable]) -> dict[str, str]:
    """For each model in words how it has the paths that are not the same in all of them."""
    keys = differing(tables.values())
    return {name: _own_words(name, tables, keys) for name in tables}


def _own_words(name: str, tables: Mapping[str, ParTable], keys: frozenset[Key]) -> str:
    others = [table for other, table in tables.items() if other != name]
    rows = [r for r in tables[name].rows if r.key in keys and not r.arithmetic and r.group == 1]
    parts: dict[str, list[str]] = {}
    for row in rows:
        same = [found for other in others if (found := other.find(row.key)) is not None]
        if not row.on:
            parts.setdefault("off: ", []).append(short_name(row))
        elif not row.free and row.value is not None:
            parts.setdefault("fixed: ", []).append(f"{short_name(row)} = {row.value:g}")
        elif row.label and any(found.on and found.label != row.label for found in same):
            parts.setdefault("labelled: ", []).append(f"{row.label} on {short_name(row)}")
        elif not same:
            parts.setdefault("only here: ", []).append(short_name(row))
    return "; ".join(word + ", ".join(names) for word, names in parts.items())
