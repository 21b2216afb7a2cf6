"""Hypotheses on the Results page: what paths that are off would add, and claims about any paths."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from core.analysis import Analysis, suggest
from core.comparison import Against, against, restored
from core.errors import PathlightError
from core.hypotheses import Asked, wald, wald_of
from core.inference.modification import ModificationIndex
from core.model.partable import ParRow, ParTable
from core.views.hypothesis_tables import difference_table, hypothesis, quantities, wald_table
from core.views.improvement_tables import NOTICEABLE, additions_table, row_of
from core.views.literal import for_markdown, isolated
from core.views.tables import Table, path_name, with_group
from pages import _state
from pages._widgets import show_fault, show_with_downloads

CLAIM, CLAIMED, EQUATIONS, ADDED = "claim", "claimed", "equations", "added"
CLAIMS: dict[Asked, str] = {"zero": "are all zero", "equal": "are all equal"}
Made = tuple[Table, ...]


def hypotheses(analysis: Analysis) -> None:
    """What can be tested of the model on screen, each with what it asks for."""
    st.header("Do your hypotheses hold?", anchor=False)
    st.write(
        "A hypothesis that is not rejected is not shown to hold: look at the intervals of the estimates too."
    )
    st.subheader("Can the paths that are off be left out?", anchor=False)
    if not _show(paths_off, analysis):
        st.caption("No path is off. Switch one off on Explore, and its test stands here.")
    st.subheader("Are these effects zero, or equal?", anchor=False)
    _choose_claim(analysis)
    _show(claims, analysis)
    with st.expander("Any equations among labels"):
        _write_equations(analysis)
        _show(equations, analysis)
    st.page_link("pages/compare.py", label="Test it against a pinned model", icon=":material/compare:")


def together(analysis: Analysis) -> None:
    """Whether several changes that the data suggest would improve the fit together."""
    st.multiselect(
        "Test several additions together",
        list(_candidates(analysis)),
        format_func=isolated,
        key=_state.bound(ADDED, _kept(ADDED, _candidates(analysis))),
        on_change=_state.chosen_by(ADDED, lambda names: _state.keep(ADDED, names)),
        placeholder="None",
    )
    _show(additions, analysis)


def asked_tables(analysis: Analysis) -> Made:
    """The tables of all hypotheses that were chosen and can be tested."""
    found: Made = ()
    for make in (paths_off, claims, equations, additions):
        with suppress(PathlightError):
            found += make(analysis)
    return found


def paths_off(analysis: Analysis) -> Made:
    """The difference test of each path that is off, and of all of them."""
    seen = {}
    for keys, table in restored(analysis.table).items():
        rows = (analysis.table.find(key) for key in keys)
        name = " and ".join(path_name(row) for row in rows if row)
        seen[name] = _without(name, analysis, table)
    if not seen:
        return ()
    made = difference_table(seen, "the model that has it", first="Left out")
    return (replace(made, name="paths_off", title="What it costs to leave paths out"),)


def _without(name: str, analysis: Analysis, larger: ParTable) -> Against:
    found = _state.result_of(larger)
    if isinstance(found, PathlightError):
        return Against("not comparable", reason=found.message)
    data = _state.choices().data
    return _state.once(f"without {name}", (analysis, found), lambda: against(found, analysis, data))


def _choose_claim(analysis: Analysis) -> None:
    names = list(quantities(analysis))
    left, right = st.columns([3, 1])
    left.multiselect(
        "These paths or indirect effects",
        names,
        format_func=isolated,
        key=_state.bound(CLAIMED, _kept(CLAIMED, names)),
        on_change=_state.chosen_by(CLAIMED, lambda chosen: _state.keep(CLAIMED, chosen)),
        placeholder="Choose some",
    )
    right.selectbox(
        "I claim that they",
        list(CLAIMS),
        format_func=CLAIMS.__getitem__,
        key=_state.bound(CLAIM, _state.kept(CLAIM, "zero")),
        on_change=_state.chosen_by(CLAIM, lambda claim: _state.keep(CLAIM, claim)),
    )


def claims(analysis: Analysis) -> Made:
    """The Wald test of what is claimed about the quantities that were chosen."""
    known = quantities(analysis)
    names, claim = _kept(CLAIMED, known), _state.kept(CLAIM, "zero")
    if not names:
        return ()
    return (wald_table({hypothesis(names, claim): wald_of(analysis, [known[n] for n in names], claim)}),)


def _write_equations(analysis: Analysis) -> None:
    labels = dict.fromkeys(row.label for row in analysis.completed.rows if row.label)
    st.caption(
        for_markdown(
            f"One a line, as in lavaan: a == b, or a1*b1 == a2*b2. The labels are: {', '.join(labels)}."
            if labels
            else "No parameter has a label. Give labels in the text of the model on Explore, as in y ~ b*m."
        )
    )
    st.text_area(
        "Equations",
        key=_state.bound(EQUATIONS, _state.kept(EQUATIONS, "")),
        on_change=_state.chosen_by(EQUATIONS, lambda text: _state.keep(EQUATIONS, text)),
        disabled=not labels,
    )


def equations(analysis: Analysis) -> Made:
    """The Wald test of the equations that were written."""
    text = _state.kept(EQUATIONS, "").strip()
    if not text:
        return ()
    test = wald(analysis, text)
    return (replace(wald_table({"; ".join(test.equations): test}), name="wald_equations"),)


def additions(analysis: Analysis) -> Made:
    """The score test of the additions that were chosen, all together."""
    known = _candidates(analysis)
    rows = [known[name] for name in _kept(ADDED, known)]
    return (additions_table(analysis, rows),) if rows else ()


def suggestions(analysis: Analysis) -> Sequence[ModificationIndex]:
    """The model's modification indices, found once."""
    return _state.once("suggested", (analysis,), lambda: suggest(analysis))


def _candidates(analysis: Analysis) -> dict[str, ParRow]:
    """What the data suggest to add or to free, by its name."""
    found = [row_of(index) for index in suggestions(analysis) if index.mi >= NOTICEABLE and not index.label]
    return {with_group(analysis, path_name(row), row.group): row for row in found}


def _kept(name: str, known: Container[str]) -> list[str]:
    """What was chosen and still is to be had."""
    return [chosen for chosen in _state.kept(name, []) if chosen in known]


def _show(make: Callable[[Analysis], Made], analysis: Analysis) -> bool:
    """Show what is made, or why it cannot be; False where there is nothing to show."""
    try:
        made = make(analysis)
    except PathlightError as fault:
        show_fault(fault)
        return True
    for table in made:
        show_with_downloads(table, analysis, caption=False)
    return bool(made)
