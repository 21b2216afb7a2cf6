"""Routes through the graph of a model's regressions: which causes reach which outcomes, and by which way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.model.partable import ParTable

# More routes than a person can read; a caller that must know whether there are more asks for one more.
ROUTE_LIMIT = 200

Graph = dict[str, tuple[str, ...]]


def graph(table: ParTable, include_off: bool = False) -> Graph:
    """For each variable of a regression those it points at, in the order of the rows."""
    rows = [row for row in table.rows if row.op == "~" and (row.on or include_off)]
    arrows: dict[str, dict[str, None]] = {name: {} for row in rows for name in (row.rhs, row.lhs)}
    for row in rows:
        arrows[row.rhs][row.lhs] = None
    return {name: tuple(effects) for name, effects in arrows.items()}


def routes(
    table: ParTable, x: str, y: str, *, include_off: bool = False, limit: int = ROUTE_LIMIT
) -> tuple[tuple[str, ...], ...]:
    """The directed routes from `x` to `y`, each the variables strictly between; () is the direct path.

    No route passes a variable twice. The search stops at `limit` routes and wastes no step on a dead end,
    however dense the graph; what it found comes shortest first.
    """
    arrows = graph(table, include_off)
    found: list[tuple[str, ...]] = []
    if x in arrows and y in arrows and x != y:
        for route in _walk(arrows, x, y):
            found.append(route)
            if len(found) == limit:
                break
    return tuple(sorted(found, key=len))


def _walk(arrows: Graph, x: str, y: str) -> Iterator[tuple[str, ...]]:
    """Routes by depth-first search on a stack, which enters only variables that still lead to `y`."""
    causes: dict[str, list[str]] = {}
    for cause, effects in arrows.items():
        for effect in effects:
            causes.setdefault(effect, []).append(cause)
    path = [x]
    ahead = [iter(_leading(arrows, causes, path, y))]
    while ahead:
        step = next(ahead[-1], None)
        if step is None:
            ahead.pop()
            path.pop()
        elif step == y:
            yield tuple(path[1:])
        else:
            path.append(step)
            ahead.append(iter(_leading(arrows, causes, path, y)))


def _leading(arrows: Graph, causes: Mapping[str, Sequence[str]], path: list[str], y: str) -> list[str]:
    """The next variables from the end of the path that still lead to `y` without crossing the path."""
    good = _reached(causes, y, set(path))
    return [name for name in arrows[path[-1]] if name in good]


def _reached(arrows: Mapping[str, Sequence[str]], start: str, closed: Collection[str] = ()) -> set[str]:
    """`start` and all that can be reached from it without entering what is closed."""
    seen, waiting = {start}, [start]
    while waiting:
        for name in arrows.get(waiting.pop(), ()):
            if name not in seen and name not in closed:
                seen.add(name)
                waiting.append(name)
    return seen


def loops(table: ParTable, include_off: bool = False) -> tuple[tuple[str, ...], ...]:
    """The feedback loops: of each set of variables that cause one another, one through its first."""
    arrows = graph(table, include_off)
    reach = {name: _reached(arrows, name) for name in arrows}
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for name in arrows:
        if name in seen:
            continue
        ring = {other for other in reach[name] if name in reach[other]}
        seen |= ring
        if len(ring) > 1 or name in arrows[name]:
            found.append(_shortest_loop(arrows, name))
    return tuple(found)


def _shortest_loop(arrows: Graph, start: str) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for path in paths:
        for name in arrows[path[-1]]:
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                paths.append((*path, name))
    return (start,)


def pairs(table: ParTable, include_off: bool = False) -> tuple[tuple[str, str], ...]:
    """Every cause with every variable that a route leads to, causes in the order of the rows."""
    arrows = graph(table, include_off)
    out = []
    for x in arrows:
        good = _reached(arrows, x) - {x}
        out += [(x, y) for y in arrows if y in good]
    return tuple(out)


def sources(table: ParTable) -> tuple[str, ...]:
    """Variables that cause others and are caused by none; a path that is off still counts."""
    causes, caused = _sides(table)
    return tuple(name for name in causes if name not in caused)


def mediators(table: ParTable) -> tuple[str, ...]:
    """Variables that are caused and cause others; a path that is off still counts."""
    causes, caused = _sides(table)
    return tuple(name for name in caused if name in causes)


def outcomes(table: ParTable) -> tuple[str, ...]:
    """Variables that are caused and cause none; a path that is off still counts."""
    causes, caused = _sides(table)
    return tuple(name for name in caused if name not in causes)


def _sides(table: ParTable) -> tuple[dict[str, None], dict[str, None]]:
    rows = [row for row in table.rows if row.op == "~"]
    return dict.fromkeys(row.rhs for row in rows), dict.fromkeys(row.lhs for row in rows)
