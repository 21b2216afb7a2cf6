"""Columns of words that stand for numbers: which belong together, and which numbers are usual."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.data.dataset import Dataset
from core.data.edits import words_in

# With more words than this a column holds text and no categories.
MOST_WORDS = 20
NUMBER = re.compile(r"\s*[(\[]?(\d+)[)\]]?(?:$|[\s.:=–—-])|.*\((\d+)\)\s*$")
# Answers in their order, with the number of the first.
ORDERS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ("no", "yes")),
    (0, ("nein", "ja")),
    (0, ("خیر", "بله")),
    (0, ("not at all", "several days", "more than half the days", "nearly every day")),
    (0, ("überhaupt nicht", "an einzelnen tagen", "an mehr als der hälfte der tage", "beinahe jeden tag")),
    (
        1,
        ("never", "almost never", "seldom", "rarely", "occasionally", "sometimes", "fairly often", "often",
         "usually", "frequently", "very often", "almost always", "always"),
    ),
    (1, ("nie", "selten", "manchmal", "gelegentlich", "oft", "häufig", "sehr oft", "fast immer", "immer")),
    (1, ("هرگز", "به ندرت", "گاهی", "اغلب", "همیشه")),
    (
        1,
        ("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree", "neutral",
         "somewhat agree", "agree", "strongly agree"),
    ),
    (
        1,
        ("trifft gar nicht zu", "trifft nicht zu", "trifft eher nicht zu", "teils/teils", "trifft eher zu",
         "trifft zu", "trifft völlig zu"),
    ),
    (1, ("کاملا مخالفم", "مخالفم", "نظری ندارم", "موافقم", "کاملا موافقم")),
    (1, ("not at all", "a little", "slightly", "somewhat", "moderately", "quite a bit", "very", "extremely")),
    (1, ("very poor", "poor", "fair", "good", "very good", "excellent")),
    (1, ("خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد")),
)  # fmt: skip


def worded(data: Dataset) -> tuple[str, ...]:
    """The columns of text with 2 to 20 different words."""
    texts = [v.name for v in data.variables if v.kind == "text" and 1 < v.n_distinct <= MOST_WORDS]
    return tuple(name for name in texts if len(words_in(data, (name,))) > 1)


def alike(data: Dataset, column: str) -> tuple[str, ...]:
    """The columns of words that share a word with this one, as the items of one questionnaire do."""
    mine = set(words_in(data, (column,)))
    return tuple(name for name in worded(data) if mine & set(words_in(data, (name,))))


def usual_numbers(words: Sequence[str]) -> dict[str, float]:
    """The number that stands in each word, else its place in a usual order, else in the alphabet."""
    written = [NUMBER.match(word) for word in words]
    if all(written) and len({found.group() for found in written if found}) == len(words):
        return {w: float(f[1] or f[2]) for w, f in zip(words, written, strict=True) if f}
    for first, order in ORDERS:
        place = {word: order.index(word.casefold()) for word in words if word.casefold() in order}
        if len(place) == len(words):
            ranked = sorted(words, key=place.__getitem__)
            return {word: float(first + ranked.index(word)) for word in words}
    return {word: float(i) for i, word in enumerate(words, start=1)}
