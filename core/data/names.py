"""Names of columns: what stands in the file stays; what is shown is made safe to look at."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from core.notices import Notice

DISPLAY_LENGTH = 60
# Joiners belong to the spelling of Persian and of Indian scripts; other invisible characters only disguise.
KEPT = "\u200c\u200d"
# Letters that Arabic and Persian keyboards write for one another.
ARABIC = str.maketrans("يىك", "ییک")


def display_name(name: str) -> str:
    """A name as it is shown: no control or direction characters, one line, at most 60 characters."""
    shown = "".join(c for c in " ".join(name.split()) if not _disguise(c))
    shown = shown if len(shown) <= DISPLAY_LENGTH else shown[: DISPLAY_LENGTH - 1] + "…"
    return shown or "(no name)"


def _spelt(name: str) -> str:
    """The beginning of a name with its spaces, in which what is invisible is written out."""
    return "".join(f"[U+{ord(c):04X}]" if _disguise(c) else c for c in name[:DISPLAY_LENGTH])


def _disguise(character: str) -> bool:
    return character not in KEPT and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")


def usable_names(given: Sequence[str]) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """Names that are present and unique, as the file has them where possible, and what had to be changed."""
    names = [name.removeprefix("\ufeff") for name in given]
    if len(names) > 1 and all(name.startswith(" ") for name in names[1:]):
        # “a, b, c”: the blank belongs to the separator.
        names = [name.strip() for name in names]
    notices = []
    unnamed = [position for position, name in enumerate(names) if not name.strip()]
    for position in unnamed:
        names[position] = f"V{position + 1}"
    if unnamed:
        shown = ", ".join(names[position] for position in unnamed[:5])
        notices.append(Notice("unnamed", f"Columns without a name are called by their place: {shown}."))
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        shown = ", ".join(f"“{display_name(name)}”" for name in repeated[:5])
        text = f"More than one column is called {shown}; the later ones have a number added."
        notices.append(Notice("duplicate_names", text))
    hidden = [name for name in names if any(_disguise(c) for c in " ".join(name.split()))]
    if hidden:
        shown = ", ".join(f"“{display_name(name)}”" for name in hidden[:5])
        text = f"The name of {shown} holds invisible characters, which are not shown."
        notices.append(Notice("hidden_characters", text))
    names = _numbered(names)
    return tuple(names), (*notices, *_look_alike(names))


def _numbered(names: list[str]) -> list[str]:
    taken = set(names)
    seen: set[str] = set()
    last: dict[str, int] = {}
    unique = []
    for name in names:
        number, fresh = last.get(name, 2), name
        while fresh in seen or (fresh != name and fresh in taken):
            fresh, number = f"{name} ({number})", number + 1
        last[name] = number
        seen.add(fresh)
        unique.append(fresh)
    return unique


def _look_alike(names: Sequence[str]) -> tuple[Notice, ...]:
    alike: dict[str, list[str]] = {}
    for name in names:
        # A letter with its accent may be one character or two.
        shown = unicodedata.normalize("NFKC", display_name(name)).casefold().translate(ARABIC)
        alike.setdefault(shown, []).append(name)
    groups = [group for group in alike.values() if len(group) > 1]
    if not groups:
        return ()
    shown = "; ".join(", ".join(f"“{_spelt(name)}”" for name in group[:5]) for group in groups[:3])
    text = (
        f"Some columns differ only in capitals, spaces or signs that look alike ({shown}). They are kept "
        "apart; mind which you pick."
    )
    return (Notice("similar_names", text),)


def figure(value: float) -> str:
    """A number of the data in a sentence: as it was written, with a true minus."""
    return f"{value:.12g}".replace("-", "−")


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in quotation marks, the first few of them and how many more there are."""
    shown = ", ".join(f"“{display_name(n)}”" for n in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
