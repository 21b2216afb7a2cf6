"""Questionnaires by the numbers of their items and their keys; the text of items is their publishers'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["mean", "sum"]
Form = Literal["score", "parcels", "items"]


@dataclass(frozen=True, slots=True)
class Template:
    """One questionnaire: `parts` are its subscales with the numbers of their items.

    `words` are how names of its columns begin; `ranges` the lowest and highest answers in use, the usual
    first; `reversed` the items that run against the others; `construct` what it measures. A generic scale has
    no items of its own: it takes as many as there are.
    """

    id: str
    title: str
    construct: str
    words: tuple[str, ...]
    source: str
    ranges: tuple[tuple[float, float], ...] = ()
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    reversed: tuple[int, ...] = ()
    how: How = "sum"
    form: Form = "score"

    @property
    def items(self) -> tuple[int, ...]:
        """The numbers of all items, in order."""
        return tuple(sorted(item for _, items in self.parts for item in items))


def _all(count: int) -> tuple[int, ...]:
    return tuple(range(1, count + 1))


TEMPLATES = (
    Template(
        "wai_sr",
        "WAI-SR: Working Alliance Inventory, short revised",
        "Alliance",
        ("wai",),
        "Hatcher & Gillaspy (2006)",
        ((1, 5), (1, 7)),
        (("Goal", (4, 6, 8, 11)), ("Task", (1, 2, 10, 12)), ("Bond", (3, 5, 7, 9))),
    ),
    Template(
        "csq_8",
        "CSQ-8: Client Satisfaction Questionnaire",
        "Satisfaction",
        ("csq",),
        "Larsen, Attkisson, Hargreaves & Nguyen (1979)",
        ((1, 4),),
        (("CSQ", _all(8)),),
        reversed=(2, 4, 5, 8),
        how="mean",
        form="parcels",
    ),
    Template("ces", "CES: client engagement", "Engagement", ("ces",), "generic", how="mean", form="parcels"),
    Template(
        "com", "COM: clinical outcome", "Outcome", ("com", "out"), "generic", how="mean", form="parcels"
    ),
    Template(
        "phq_9",
        "PHQ-9: depression",
        "Depression",
        ("phq",),
        "Kroenke, Spitzer & Williams (2001)",
        ((0, 3),),
        (("PHQ9", _all(9)),),
    ),
    Template(
        "gad_7",
        "GAD-7: anxiety",
        "Anxiety",
        ("gad",),
        "Spitzer, Kroenke, Williams & Löwe (2006)",
        ((0, 3),),
        (("GAD7", _all(7)),),
    ),
    Template(
        "ors",
        "ORS: Outcome Rating Scale",
        "Wellbeing",
        ("ors",),
        "Miller, Duncan, Brown, Sparks & Claud (2003)",
        ((0, 10),),
        (("ORS", _all(4)),),
    ),
    Template(
        "srs",
        "SRS: Session Rating Scale",
        "Session",
        ("srs",),
        "Duncan et al. (2003)",
        ((0, 10),),
        (("SRS", _all(4)),),
    ),
    Template(
        "oq_45",
        "OQ-45.2: Outcome Questionnaire",
        "Distress",
        ("oq",),
        "Lambert et al. (1996)",
        ((0, 4),),
        (
            (
                "SymptomDistress",
                (
                    2,
                    3,
                    5,
                    6,
                    8,
                    9,
                    10,
                    11,
                    13,
                    15,
                    22,
                    23,
                    24,
                    25,
                    27,
                    29,
                    31,
                    33,
                    34,
                    35,
                    36,
                    40,
                    41,
                    42,
                    45,
                ),
            ),
            ("InterpersonalRelations", (1, 7, 16, 17, 18, 19, 20, 26, 30, 37, 43)),
            ("SocialRole", (4, 12, 14, 21, 28, 32, 38, 39, 44)),
        ),
        reversed=(1, 12, 13, 20, 21, 24, 31, 37, 43),
    ),
)
