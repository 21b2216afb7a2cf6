"""The variables of a table by their part in the model; whether a path is on or off changes nobody's part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.model.partable import ParTable


@dataclass(frozen=True, slots=True)
class Variables:
    """Ordered names, in lavaan's words and order.

    `ov`, `lv`: observed and latent. `indicators`: right of =~ (latent ones too). `eqs_y`, `eqs_x`: left and
    right of ~. `ov_x`: observed causes that nothing in the model explains and of which the user wrote no
    variance, covariance or mean (their moments may be taken from the sample); `ov_nox` the other observed.
    `lv_x`: latents that nothing explains. `ov_y`, `lv_y`: pure outcomes, explained and explaining nothing.
    """

    ov: tuple[str, ...]
    lv: tuple[str, ...]
    indicators: tuple[str, ...]
    eqs_y: tuple[str, ...]
    eqs_x: tuple[str, ...]
    ov_x: tuple[str, ...]
    ov_nox: tuple[str, ...]
    lv_x: tuple[str, ...]
    ov_y: tuple[str, ...]
    lv_y: tuple[str, ...]

    @classmethod
    def of(cls, table: ParTable) -> Variables:
        """Sort the variables of a table, as lavaan 0.6 does (lav_partable_vnames; Rosseel, 2012)."""
        rows = table.rows
        lv = _once(row.lhs for row in rows if row.op == "=~")
        indicators = _once(row.rhs for row in rows if row.op == "=~")
        eqs_y = _once(row.lhs for row in rows if row.op == "~")
        eqs_x = _once(row.rhs for row in rows if row.op == "~")
        measured = _without(indicators, lv)
        explained = _without(eqs_y, lv, measured)
        causes = _without(eqs_x, lv, measured, explained)
        covaried = [row.lhs for row in rows if row.op == "~~"] + [row.rhs for row in rows if row.op == "~~"]
        means = [row.lhs for row in rows if row.op in ("~1", "|")]
        ov = _once((*measured, *explained, *causes, *_without([*covaried, *means], lv)))
        ov_x = _without(causes, _written(table))
        return cls(
            ov=ov,
            lv=lv,
            indicators=indicators,
            eqs_y=eqs_y,
            eqs_x=eqs_x,
            ov_x=ov_x,
            ov_nox=_without(ov, ov_x),
            lv_x=_without(lv, indicators, eqs_y),
            ov_y=_without([name for name in ov if name in eqs_y], indicators, eqs_x),
            lv_y=_without([name for name in lv if name in eqs_y], indicators, eqs_x),
        )


def _written(table: ParTable) -> list[str]:
    """The variables of which the user wrote a variance, covariance or mean."""
    rows = [row for row in table.rows if row.user and row.op in ("~~", "~1")]
    return [row.lhs for row in rows] + [row.rhs for row in rows if row.op == "~~"]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _without(names: Iterable[str], *others: Iterable[str]) -> tuple[str, ...]:
    left_out = {name for other in others for name in other}
    return _once(name for name in names if name not in left_out)
