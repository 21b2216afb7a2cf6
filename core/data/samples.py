"""The data to start with: what each file is, where it comes from, and the question it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.data.dataset import Data
from core.data.read import read

FOLDER = Path(__file__).parents[2] / "sample_data"

SIMULATED = (
    "Simulated; the seed was chosen so that the pattern published by the study shows. No participant’s data."
)
FACTS = "GPL (≥ 2) package; data are facts from the cited publication"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file of the catalogue; `model_file` holds the model to start with, in lavaan syntax."""

    id: str
    title: str
    question: str
    source: str
    licence: str
    file: str
    model_file: str
    simulated: bool = False

    @property
    def model(self) -> str:
        """The text of the model to start with."""
        return (FOLDER / self.model_file).read_text(encoding="utf-8")


SAMPLES: tuple[Sample, ...] = (
    Sample(
        id="study",
        title="Alliance study (simulated)",
        question="Does engagement carry the effect of alliance?",
        source=SIMULATED,
        licence="MIT",
        file="study.csv",
        model_file="study.lav",
        simulated=True,
    ),
    Sample(
        id="study_missing",
        title="Alliance study with gaps (simulated)",
        question="Does engagement carry the effect of alliance?",
        source=f"{SIMULATED} 31 answers were left out at random; 28 of 324 rows are incomplete.",
        licence="MIT",
        file="study_missing.csv",
        model_file="study.lav",
        simulated=True,
    ),
    Sample(
        id="political_democracy",
        title="Political democracy",
        question="Does democracy in 1960 carry the effect of industrialisation?",
        source="Bollen (1989), 75 countries; from the R package lavaan 0.6-14.",
        licence=FACTS,
        file="political_democracy.csv",
        model_file="political_democracy.lav",
    ),
    Sample(
        id="wheaton",
        title="Stability of alienation",
        question="Does alienation in 1967 carry the effect of status?",
        source="Wheaton, Muthén, Alwin & Summers (1977), N = 932; AMOS User's Guide, Example 6, model A.",
        licence="facts from the cited publications",
        file="wheaton.csv",
        model_file="wheaton.lav",
    ),
    Sample(
        id="pmi",
        title="Presumed media influence",
        question="Does presumed influence carry the effect of a story's place?",
        source="Tal-Or, Cohen, Tsfati & Gunther (2010), 123 students; from the R package psych 2.2.9.",
        licence="GPL (≥ 2) package; “used with their kind permission” (its help page)",
        file="pmi.csv",
        model_file="pmi.lav",
    ),
    Sample(
        id="holzinger_swineford",
        title="Mental abilities",
        question="Do nine tests measure three abilities?",
        source="Holzinger & Swineford (1939); Jöreskog (1969), 301 pupils; from the R package lavaan 0.6-14.",
        licence=FACTS,
        file="holzinger_swineford.csv",
        model_file="holzinger_swineford.lav",
    ),
)


def find_sample(sample_id: str) -> Sample:
    """The entry of the catalogue with this id; raises KeyError where there is none."""
    for sample in SAMPLES:
        if sample.id == sample_id:
            return sample
    raise KeyError(sample_id)


def load_sample(sample_id: str) -> Data:
    """The data of a sample under its title, marked as simulated where it is."""
    sample = find_sample(sample_id)
    data = read(sample.file, (FOLDER / sample.file).read_bytes())
    return replace(data, name=sample.title, simulated=sample.simulated)
