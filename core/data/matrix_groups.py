"""Printed moments of several groups: a line “group, NAME” before the matrix of each.

group, women
var, x,   y
x,   4,
y,   1.2, 9
mean, 2,  3
n,   225,
group, men
…
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.data.choices import ReadChoices
from core.data.dataset import GROUP, Data, MatrixDataset, MatrixGroups
from core.data.groups import MOST_GROUPS
from core.data.names import display_name, listed
from core.errors import DataError

HEAD = re.compile(rf'\s*"?{GROUP}"?\s*[,;\t|: ]\s*(.*)', re.IGNORECASE)
LONGEST_HEAD = 2_000
AROUND = ',;\t| "'

Blocks = tuple[tuple[str, str], ...]


def blocks(text: str) -> Blocks | None:
    """What each group is called and the text of its matrix; None where a text is not laid out so."""
    # Most texts are no matrices and large, and their first line tells.
    begin = text.lstrip()[:LONGEST_HEAD].splitlines()
    if not begin or not HEAD.fullmatch(begin[0]):
        return None
    heads: list[str] = []
    bodies: list[list[str]] = []
    for line in text.splitlines():
        found = HEAD.fullmatch(line)
        name = found[1].strip(AROUND) if found else ""
        if found and not re.search(r"[,;\t|]", name):
            heads.append(name)
            bodies.append([])
        elif bodies and line.strip():
            bodies[-1].append(line)
        elif line.strip():
            return None
    if len(heads) < 2 or min(len(body) for body in bodies) < 2:
        return None
    return tuple((name, "\n".join(body)) for name, body in zip(heads, bodies, strict=True))


def read_groups(
    name: str, key: str, found: Blocks, choices: ReadChoices, read_one: Callable[[str, str], Data]
) -> MatrixGroups:
    """The matrices of the groups, each read by `read_one` from its name and its text.

    Raises DataError that names the group whose matrix cannot be right.
    """
    labels = tuple(label for label, _ in found)
    _check_labels(labels)
    if choices.nobs is not None:
        raise DataError("matrix_n", "Each group has its own number of cases: give a row “n” in each matrix.")
    parts: list[MatrixDataset] = []
    for label, text in found:
        try:
            part = _ordered(_matrix(read_one(label, text)), parts[0].names if parts else ())
        except DataError as fault:
            raise DataError(fault.code, f"Group “{display_name(label)}”: {fault.message}") from fault
        parts.append(part)
    return MatrixGroups(name, key, parts[0].names, labels, tuple(parts))


def _check_labels(labels: tuple[str, ...]) -> None:
    twice = [label for label in dict.fromkeys(labels) if labels.count(label) > 1]
    if not all(labels) or twice:
        what = f"The group “{display_name(twice[0])}” is there twice" if twice else "A group has no name"
        raise DataError("matrix_groups", f"{what}. Give each matrix a line “group, NAME” of its own.")
    if len(labels) > MOST_GROUPS:
        raise DataError("group_many", f"There are {len(labels)} groups; at most {MOST_GROUPS} are compared.")


def _matrix(found: Data) -> MatrixDataset:
    if isinstance(found, MatrixDataset):
        return found
    text = "this is not a matrix of covariances or correlations. Write one as it would stand alone."
    raise DataError("matrix_layout", text)


def _ordered(part: MatrixDataset, names: tuple[str, ...]) -> MatrixDataset:
    """The matrix with its variables in the order of `names`, those of the first group, if there is one."""
    if not names or part.names == names:
        return part
    if set(part.names) != set(names):
        odd = listed([*(set(names) - set(part.names)), *(set(part.names) - set(names))])
        raise DataError("matrix_groups", f"its variables are not those of the first group ({odd}).")
    at = [part.names.index(name) for name in names]
    cov, mean = part.cov[np.ix_(at, at)], None if part.mean is None else part.mean[at]
    for made in (cov, mean):
        if made is not None:
            made.flags.writeable = False
    return replace(part, names=names, cov=cov, mean=mean)
