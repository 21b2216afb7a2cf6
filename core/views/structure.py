"""The shape of a model as a picture needs it: what is structural, what measures what, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.partable import ParRow, ParTable


@dataclass(frozen=True, slots=True)
class Structure:
    """The structural variables in `layers` from causes to outcomes, and the indicators of each latent one.

    An indicator stands with the first latent variable that it measures; `shared` are those of other ones
    that a latent variable has. `drawn` are the rows of the table that become paths of the picture; `causes`
    the pairs (from, to) that order the layers; `predictors` those variables that only predict; `residual`
    the drawn covariances between two indicators.
    """

    layers: tuple[tuple[str, ...], ...]
    latents: tuple[str, ...]
    indicators: dict[str, tuple[str, ...]]
    shared: dict[str, tuple[str, ...]]
    causes: tuple[tuple[str, str], ...]
    predictors: tuple[str, ...]
    drawn: tuple[ParRow, ...]
    residual: tuple[ParRow, ...]


def structure(table: ParTable) -> Structure:
    """Read the shape off a completed table; switched-off rows count like the others."""
    rows = [row for row in table.rows if row.group == 1]
    latents = tuple(dict.fromkeys(row.lhs for row in rows if row.op == "=~"))
    owner: dict[str, str] = {}
    for row in rows:
        if row.op == "=~" and row.rhs not in latents:
            owner.setdefault(row.rhs, row.lhs)
    names = dict.fromkeys(latents)
    outcomes = {row.lhs for row in rows if row.op == "~"}
    predictors = tuple(dict.fromkeys(row.rhs for row in rows if row.op == "~" and row.rhs not in outcomes))
    for row in rows:
        if row.op in ("~", "~~"):
            names.update((name, None) for name in (row.lhs, row.rhs) if name not in owner)
    causes = tuple(
        pair for row in rows for pair in _causes(row, latents, predictors) if not set(pair) & owner.keys()
    )
    indicators = {name: tuple(i for i, latent in owner.items() if latent == name) for name in latents}
    shared = {
        name: tuple(row.rhs for row in rows if row.op == "=~" and row.lhs == name != owner.get(row.rhs, name))
        for name in latents
    }
    drawn = _drawn(rows)
    residual = tuple(row for row in drawn if row.op == "~~" and {row.lhs, row.rhs} <= owner.keys())
    return Structure(
        _layers(tuple(names), causes), latents, indicators, shared, causes, predictors, drawn, residual
    )


def _causes(
    row: ParRow, latents: tuple[str, ...], predictors: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """From where to where a row leads; factors that measure a mere predictor stand before it."""
    if row.op == "~":
        return ((row.rhs, row.lhs),)
    if row.op == "=~" and row.rhs in latents:
        return ((row.rhs, row.lhs),) if row.lhs in predictors else ((row.lhs, row.rhs),)
    return ()


def _drawn(rows: list[ParRow]) -> tuple[ParRow, ...]:
    def shown(row: ParRow) -> bool:
        if row.op == "~~":
            # Sample covariances of fixed x are no parameters, and those fixed to zero say that there is none.
            return row.lhs != row.rhs and not row.exo and (row.free or (row.user and not row.ruled_out))
        return row.op in ("=~", "~")

    return tuple(row for row in rows if shown(row))


def _layers(names: tuple[str, ...], causes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...]:
    forward = _without_loops(names, causes)
    depth = dict.fromkeys(names, 0)
    for _ in names:
        for cause, effect in forward:
            depth[effect] = max(depth[effect], depth[cause] + 1)
    last = max(depth.values(), default=0)
    leaves = {name for name in names if name not in {cause for cause, _ in forward}}
    reached = {effect for _, effect in forward}
    for name in leaves & reached:
        depth[name] = last
    return tuple(tuple(n for n in names if depth[n] == layer) for layer in range(last + 1))


def _without_loops(names: tuple[str, ...], causes: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The causes without those that would close a loop, taken in the order in which they are written."""
    kept: list[tuple[str, str]] = []
    reaches: dict[str, set[str]] = {name: {name} for name in names}
    for cause, effect in causes:
        if cause in reaches[effect]:
            continue
        kept.append((cause, effect))
        for name in names:
            if cause in reaches[name]:
                reaches[name] |= reaches[effect]
    return kept
