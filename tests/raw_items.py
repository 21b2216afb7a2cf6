"""The study's simulated answers as clinicians hold them: three files of single items, with the same gaps.

CSQ-8 items 2, 4, 5 and 8 run against the others, as on the form that clients fill in.
"""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyreadstat

from core.data.samples import FOLDER

ALLIANCE, ENGAGEMENT, SATISFACTION, OUTCOME = (
    tuple(f"{word}{i}" for i in range(1, count + 1))
    for word, count in (("wai", 12), ("ces", 9), ("csq", 8), ("out", 4))
)
ITEMS = (*ALLIANCE, *ENGAGEMENT, *SATISFACTION, *OUTCOME)
AGAINST = tuple(f"csq{i}" for i in (2, 4, 5, 8))
NO_ANSWER = 99


def raw_items() -> pd.DataFrame:
    """324 rows: a mark of the client, hours of treatment, sex, and the answers, empty where there is none."""
    frame = pd.read_csv(FOLDER / "study_missing.csv")[["sex", *ITEMS]]
    frame[list(AGAINST)] = 5 - frame[list(AGAINST)]
    frame.insert(0, "hours", [4 + (7 * i % 41) / 2 for i in range(len(frame))])
    frame.insert(0, "client", [f"K{1000 + 37 * i % 997}" for i in range(len(frame))])
    return frame


def as_csv() -> bytes:
    """With semicolons and decimal commas, as German Excel writes it."""
    return raw_items().to_csv(sep=";", decimal=",", index=False).encode("utf-8-sig")


def as_sav(folder: Path) -> bytes:
    """With labels, and 99 for “no answer”: declared for the WAI, labelled for CES and CSQ, bare for COM."""
    frame = raw_items()
    frame[list(ITEMS)] = frame[list(ITEMS)].fillna(NO_ANSWER)
    ends = {1.0: "never", 5.0: "always", float(NO_ANSWER): "no answer"}
    file = folder / "items.sav"
    pyreadstat.write_sav(
        frame,
        file,
        column_labels={name: f"Item {name}" for name in frame},
        variable_value_labels={"sex": {1.0: "women", 2.0: "men"}}
        | dict.fromkeys((*ALLIANCE, *ENGAGEMENT, *SATISFACTION), ends),
        missing_ranges={name: [NO_ANSWER] for name in ALLIANCE},
    )
    return file.read_bytes()


def as_xlsx() -> bytes:
    """With a title above the line of names."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as book:
        raw_items().to_excel(book, sheet_name="Answers", index=False, startrow=2)
        book.sheets["Answers"].write(0, 0, "Client survey: all answers")
    return buffer.getvalue()
