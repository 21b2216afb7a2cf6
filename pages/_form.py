"""The model as a form: what measures each construct, who predicts whom, and what varies together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import combinations

import streamlit as st

from core.errors import PathlightError
from core.model import edits, holding
from core.model.partable import Key, ParRow, ParTable
from core.model.rows import loadings, variables
from core.views.labels import short_name
from core.views.literal import for_markdown
from pages import _picture, _state
from pages._editing import edit, unused_columns
from pages._faces import COLUMNS, measures_of, tick_of
from pages._widgets import choose_columns, quiet_button

# Beyond this a matrix of ticks is no longer read; the text of the model has room for more.
MOST_VARIABLES = 12
SAID = "said of the form"


def form_face() -> None:
    """The form, made only where it is open."""
    face = st.expander("The model as a form", key="form", on_change="rerun")
    if not face.open:
        return
    table, drawn = _state.choices().table or ParTable(()), _picture.as_drawn()
    with face:
        said = _state.kept(SAID)
        if said:
            st.info(for_markdown(said))
            _state.forget(SAID)
        _constructs(table)
        names = _structural(table)
        _columns(names)
        if len(names) > MOST_VARIABLES:
            st.caption(
                f"The ticks are for up to {MOST_VARIABLES} variables; the model text has room for more."
            )
        elif len(names) > 1:
            _who_predicts_whom(names, drawn)
            _what_varies_together(names, drawn)


def _structural(table: ParTable) -> tuple[str, ...]:
    """Constructs, and columns that stand for themselves."""
    items = {row.rhs for row in table.rows if row.op == "=~"} - {row.lhs for row in table.rows}
    return tuple(name for name in variables(table) if name not in items)


def _constructs(table: ParTable) -> None:
    """What measures each construct, and one more of them."""
    st.markdown("**What is measured by what**")
    free = unused_columns()
    for name in dict.fromkeys(row.lhs for row in table.rows if row.op == "=~"):
        mine = [row.rhs for row in loadings(table, name)]
        field, button = st.columns([6, 1], vertical_alignment="bottom")
        with field:
            widget = measures_of(name)
            key = _state.shared(widget, mine)
            choose_columns(
                for_markdown(f"{name} is measured by"),
                [*mine, *free],
                key=key,
                on_change=_state.chosen_by(key, partial(_measure, name, widget)),
            )
        with button:
            gone = partial(_do, lambda table, name=name: edits.remove_variable(table, name))
            quiet_button("Remove", f"remove {name}", gone, tells=f"Take {name} and its columns out.")
    with st.form("new construct", clear_on_submit=True, border=False):
        name, columns, button = st.columns([2, 4, 1], vertical_alignment="bottom")
        name.text_input("A new construct", key="new name", max_chars=edits.LONGEST_NAME)
        with columns:
            choose_columns("is measured by", free, key="new columns")
        button.form_submit_button("Add", on_click=_add_construct)


def _add_construct() -> None:
    name, columns = _state.widget("new name"), tuple(_state.widget("new columns"))
    _do(lambda table: edits.add_construct(table, name, columns))


def _measure(name: str, widget: str, chosen: Sequence[str]) -> None:
    """Let exactly these columns measure a construct."""

    def change(table: ParTable) -> ParTable:
        mine = [row.rhs for row in loadings(table, name)]
        more = [column for column in chosen if column not in mine]
        table = reduce(lambda held, column: edits.add_indicator(held, name, column), more, table)
        gone = [column for column in mine if column not in chosen]
        return reduce(lambda held, column: edits.remove(held, (name, "=~", column, 1)), gone, table)

    _do(change, widget)


def _columns(names: Sequence[str]) -> None:
    """Columns that stand for themselves."""
    table = _state.choices().table or ParTable(())
    own = [name for name in names if not loadings(table, name)]
    key = _state.shared(COLUMNS, own)
    choose_columns(
        "Columns that stand for themselves",
        [*own, *unused_columns()],
        key=key,
        on_change=_state.chosen_by(key, partial(_stand, own)),
    )


def _stand(own: Sequence[str], chosen: Sequence[str]) -> None:
    def change(table: ParTable) -> ParTable:
        more = [name for name in chosen if name not in own]
        table = reduce(edits.add_column, more, table)
        return reduce(edits.remove_variable, [name for name in own if name not in chosen], table)

    _do(change, COLUMNS)


def _who_predicts_whom(names: Sequence[str], drawn: ParTable) -> None:
    """A matrix of ticks: causes in rows, effects in columns."""
    st.markdown("**Who predicts whom** (a tick lets the variable of its row predict that of its column)")
    with st.container(key="form_paths"):
        head = st.columns(len(names) + 1)
        for place, name in zip(head[1:], names, strict=True):
            place.caption(for_markdown(name))
        for cause in names:
            cells = st.columns(len(names) + 1, vertical_alignment="center")
            cells[0].caption(for_markdown(f"{cause} →"))
            for cell, effect in zip(cells[1:], names, strict=True):
                if effect != cause:
                    with cell:
                        _tick(drawn, ParRow(effect, "~", cause), f"{cause} predicts {effect}", hidden=True)


def _what_varies_together(names: Sequence[str], drawn: ParTable) -> None:
    """Covariances of the variables, those of items that there are, and one more of them."""
    st.markdown("**What varies together** (beyond what the paths explain)")
    there = [row for row in drawn.rows if row.op == "~~" and row.lhs != row.rhs]
    pairs = {ParRow(*sorted(pair)[:1], "~~", sorted(pair)[1]).key: None for pair in combinations(names, 2)}
    with st.container(horizontal=True, gap="medium"):
        for key in dict.fromkeys((*pairs, *(row.key for row in there))):
            row = ParRow(key[0], "~~", key[2])
            _tick(drawn, row, short_name(row))
    with st.form("new covariance", clear_on_submit=True, border=False):
        both, button = st.columns([6, 1], vertical_alignment="bottom")
        with both:
            choose_columns("Two more that vary together", variables(drawn), key="new pair", max_selections=2)
        button.form_submit_button("Add", on_click=_add_covariance)


def _add_covariance() -> None:
    pair = _state.widget("new pair")
    if len(pair) == 2:
        _do(lambda table: edits.add_covariance(table, *pair))
    else:
        _state.keep(SAID, "Choose two variables that vary together.")


def _tick(drawn: ParTable, row: ParRow, label: str, hidden: bool = False) -> None:
    """A path that is ticked where it is there and on in the model as it is drawn."""
    there = drawn.find(row.key)
    widget = tick_of(row.key)
    key = _state.shared(widget, there is not None and there.on and not there.ruled_out)
    st.checkbox(
        for_markdown(label),
        key=key,
        disabled=there is not None and there.exo,
        label_visibility="collapsed" if hidden else "visible",
        on_change=_state.chosen_by(key, partial(_put, row.key, widget)),
    )


def _put(key: Key, widget: str, on: bool) -> None:
    """Let a path be there or not; one that is there is switched, so that it keeps what it was."""
    there = _picture.as_drawn().find(key)
    first, op, second, _ = key
    if there is not None and not there.ruled_out:
        _do(lambda table: holding.switch(table, key, on), widget)
    elif there is not None:
        _do(lambda table: holding.free(table, key), widget)
    elif op == "~":
        _do(lambda table: edits.add_path(table, second, first), widget)
    else:
        _do(lambda table: edits.add_covariance(table, first, second), widget)


def _do(change: Callable[[ParTable], ParTable], widget: str = "") -> None:
    """Change the model; where that makes no sense the field goes back to what it was, and it is said why."""
    try:
        said = edit(change, by=widget)
    except PathlightError as fault:
        said = fault.message
        _state.turn(widget)
    _state.keep(SAID, said)
