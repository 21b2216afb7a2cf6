"""What a user can say about a file, and how much of it is taken in."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import DataError

MAX_BYTES = 50_000_000
MAX_CELLS = 1_200_000
# Excel's own limit for the text of one cell.
MAX_CELL_CHARACTERS = 32_767


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """How to read a file; None means: find out from the content and say so.

    `encoding` is a Python codec name; `delimiter` one character (a space stands for any run of spaces);
    `decimal` "." or ","; `sheet` the name of a worksheet; `header` whether a line of names comes first;
    `names` takes the place of the names in the file; cells equal to one of `missing` are left empty.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    header: bool | None = None
    names: tuple[str, ...] | None = None
    missing: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ","):
            raise DataError("choice", f"The decimal mark is “{self.decimal}”; it is a point or a comma.")
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise DataError("choice", "The separator between columns is one character.")
