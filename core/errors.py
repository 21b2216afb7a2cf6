"""What goes wrong at the border, as sentences for the user: what, where, and what to do."""

from __future__ import annotations


class PathlightError(Exception):
    """Bad input; `code` names the kind for machines, `message` is shown to the user as plain text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class DataError(PathlightError):
    """The file or the table in it cannot be used as it is."""


class SyntaxFault(PathlightError):
    """The model text cannot be read; `line` and `column` (1-based) mark the place in the user's text."""

    def __init__(self, code: str, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(code, message)
        self.line = line
        self.column = column


class ModelError(PathlightError):
    """The model is well written but cannot be fitted to these data."""


class OptionError(PathlightError):
    """An option has a value that is not on its list."""
