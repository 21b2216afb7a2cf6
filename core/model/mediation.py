"""The usual mediation models, built from the parts that the variables play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from core.errors import ModelError
from core.model.partable import Key, ParRow, ParTable
from core.model.routes import mediators, outcomes, routes, sources
from core.model.tokens import quote

# The constructs of the study and the columns of its sample data that measure them.
STUDY = {
    "Alliance": ("Goal", "Task", "Bond"),
    "Engagement": ("eng1", "eng2", "eng3"),
    "Outcome": ("out1", "out2", "out3", "out4"),
    "Satisfaction": ("sat1", "sat2", "sat3"),
}

PARTS = ("predictor", "mediator", "outcome")


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is what: names of constructs or columns; `serial`: each mediator also causes those after it."""

    predictors: tuple[str, ...]
    mediators: tuple[str, ...]
    outcomes: tuple[str, ...]
    covariates: tuple[str, ...] = ()
    serial: bool = False


def mediation_table(measures: Mapping[str, Sequence[str]], roles: Roles) -> ParTable:
    """The mediation model with every path present, labelled, and its specific indirect effects defined.

    `measures`: the columns of each construct; one with a single column is that column itself, and a name
    that is not listed is a column. Labels are a… (to mediators), d… (between them), b… (from them), c…
    (direct), numbered where there are several. Covariates point at every mediator and outcome. Raises
    ModelError.
    """
    parts = (roles.predictors, roles.mediators, roles.outcomes)
    _check(measures, parts, roles.covariates)
    x, m, y = (tuple(_variable(measures, name) for name in part) for part in parts)
    covariates = tuple(_variable(measures, name) for name in roles.covariates)
    labels = _labels(x, m, y, roles.serial)
    loadings = [
        ParRow(name, "=~", column)
        for name in (*roles.predictors, *roles.mediators, *roles.outcomes, *roles.covariates)
        if len(measures.get(name, ())) > 1
        for column in measures[name]
    ]
    regressions = list(_regressions(labels, (*m, *y), covariates))
    together = [*combinations(y, 2), *(() if roles.serial else combinations(m, 2))]
    residuals = [ParRow(first, "~~", second) for first, second in together]
    return ParTable((*loadings, *regressions, *residuals, *_indirects(ParTable(tuple(regressions)), x, y)))


def direct_paths(table: ParTable) -> tuple[Key, ...]:
    """The keys of the paths from a first cause to a last outcome that also has a longer way, on or off."""
    between = set(mediators(table))
    rows = [row for row in table.rows if row.op == "~" and not {row.lhs, row.rhs} & between]
    return tuple(row.key for row in rows if any(routes(table, row.rhs, row.lhs, include_off=True, limit=2)))


def without_direct(table: ParTable, outcomes: Sequence[str] | None = None) -> ParTable:
    """The table with the direct paths to these outcomes (all where None) switched off: full mediation."""
    for key in direct_paths(table):
        if outcomes is None or key[0] in outcomes:
            table = table.switch(key, False)
    return table


def named_paths(table: ParTable) -> ParTable:
    """The table with labels on its regressions as `mediation_table` gives them, and its specific indirect
    effects defined; raises ModelError where there are none, or labels already."""
    x, m, y = sources(table), mediators(table), outcomes(table)
    regressions = [row for row in table.rows if row.op == "~"]
    if not m:
        raise ModelError("no_mediation", "No route leads through another variable, so no effect is indirect.")
    if any(row.label or row.group > 1 for row in regressions) or any(row.op == ":=" for row in table.rows):
        raise ModelError("labels_there", "Some paths or effects have names already. Change them in the text.")
    serial = any({row.lhs, row.rhs} <= set(m) for row in regressions)
    labels = _labels(x, m, y, serial)
    rest = iter(range(1, len(regressions) + 1))
    named = {
        row.key: replace(row, label=labels.get((row.lhs, row.rhs)) or f"p{next(rest)}") for row in regressions
    }
    rows = tuple(named.get(row.key, row) for row in table.rows)
    return ParTable((*rows, *_indirects(ParTable(tuple(named.values())), x, y)))


def measurement_table(measures: Mapping[str, Sequence[str]]) -> ParTable:
    """The constructs with what measures them and no path among them: confirmatory factor analysis alone.

    A construct with a single column is no latent variable and is left out. Raises ModelError.
    """
    _check(measures, [tuple(measures)], ())
    latent = {name: columns for name, columns in measures.items() if len(columns) > 1}
    if not latent:
        text = "A factor analysis needs a construct that several columns measure. Pick more columns."
        raise ModelError("no_construct", text)
    return ParTable(tuple(ParRow(name, "=~", column) for name in latent for column in latent[name]))


def _check(
    measures: Mapping[str, Sequence[str]], parts: Sequence[tuple[str, ...]], covariates: tuple[str, ...]
) -> None:
    for part, word in zip(parts, PARTS, strict=False):
        if not part:
            raise ModelError("role_missing", f"No {word} is chosen. Choose at least one.")
    owner: dict[str, str] = {}
    for name in (*(name for part in parts for name in part), *covariates):
        columns = measures.get(name, (name,))
        if not columns:
            raise ModelError("construct_empty", f"No column measures “{name}”. Pick at least one.")
        for column in columns:
            if column in owner:
                what = (
                    f"The column “{column}” has two parts in the model: in “{owner[column]}” and in “{name}”."
                )
                raise ModelError("column_twice", f"{what} Give it one.")
            owner[column] = name


def _variable(measures: Mapping[str, Sequence[str]], name: str) -> str:
    columns = measures.get(name, (name,))
    return name if len(columns) > 1 else columns[0]


def _labels(
    x: tuple[str, ...], m: tuple[str, ...], y: tuple[str, ...], serial: bool
) -> dict[tuple[str, str], str]:
    """The label of each path, by (effect, cause)."""
    between = [(later, earlier) for earlier, later in combinations(m, 2)] if serial else []
    kinds = (
        ("a", list(product(m, x))),
        ("d", between),
        ("b", list(product(y, m))),
        ("c", list(product(y, x))),
    )
    return {
        path: letter if len(paths) == 1 else f"{letter}{number}"
        for letter, paths in kinds
        for number, path in enumerate(paths, 1)
    }


def _regressions(
    labels: Mapping[tuple[str, str], str], effects: Sequence[str], covariates: Sequence[str]
) -> Iterator[ParRow]:
    for effect in effects:
        for (lhs, cause), label in labels.items():
            if lhs == effect:
                yield ParRow(effect, "~", cause, label=label)
        for covariate in covariates:
            yield ParRow(effect, "~", covariate)


def _indirects(table: ParTable, x: Sequence[str], y: Sequence[str]) -> Iterator[ParRow]:
    """One := row for each route through mediators: the product of the labels along it."""
    label = {(row.lhs, row.rhs): row.label for row in table.rows}
    ways = [
        (cause, *via, effect) for effect in y for cause in x for via in routes(table, cause, effect) if via
    ]
    for number, way in enumerate(ways, 1):
        name = "ind" if len(ways) == 1 else f"ind{number}"
        yield ParRow(name, ":=", "*".join(quote(label[later, earlier]) for earlier, later in pairwise(way)))
