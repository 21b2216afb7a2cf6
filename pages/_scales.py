"""Scales on the Data page: recognised questionnaires in one click, or one scale as you say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import streamlit as st

from core.data.columns import usable_columns
from core.data.dataset import Dataset
from core.data.scales.matching import Match, Series, answers, match, recognise, series
from core.data.scales.scoring import FEWEST_ANSWERED, Part, ScalePlan
from core.data.scales.templates import TEMPLATES, Form, How, Template
from core.data.steps import CountAsMissing
from core.errors import DataError, ModelError
from core.item_analysis import check_scale
from core.model.mediation import STUDY
from core.views.item_tables import FORMS, check_sentences, items_table, matches_table, reliability_table
from core.views.literal import for_choice, for_markdown, isolated
from pages import _state
from pages._asking import open_findings
from pages._builder import build_guessed
from pages._changing import change_data
from pages._looks import show_look
from pages._widgets import choose_columns, show_fault

OWN = "your own"
SCORE = "Score them"


def scales(data: Dataset) -> None:
    """Any scale as the visitor says, and the recognised ones where they were not offered before."""
    if _state.choices().table is not None:
        offer(data)
    with st.expander("Score one scale as you say", expanded=not data.constructs):
        _one(data, recognised(data))


def recognised(data: Dataset) -> tuple[Match, ...]:
    """The questionnaires that the names of the columns show and that are not scored yet."""
    own = _state.store().scales
    return _state.once("questionnaires", (data, own), lambda: recognise(data, own))


def offer(data: Dataset) -> None:
    """The questionnaires that were recognised, scored in one click; the study's with its model."""
    found = recognised(data)
    if not found:
        return
    names = ", ".join(one.template.title.partition(":")[0] for one in found)
    st.subheader(f"This looks like {names}", anchor=False)
    show_look(matches_table(found), data, caption=False)
    plans = tuple(one.plan for one in found)
    items = {column for plan in plans for column in plan.columns}
    asked = [found.step for found in open_findings(data) if isinstance(found.step, CountAsMissing)]
    doubtful = any(items & set(step.columns) for step in asked)
    if doubtful:
        st.caption("Say first what means “no answer”: the question is above.")
    known = {*(one.template.construct for one in found), *(name for name, _ in data.constructs)}
    with st.container(horizontal=True, gap="small"):
        whole = set(STUDY) <= known
        if whole and st.button(f"{SCORE} and build the study’s model", type="primary", disabled=doubtful):
            if change_data(*plans):
                build_guessed(_state.choices().data)
            st.rerun()
        st.button(SCORE, on_click=change_data, args=plans, disabled=doubtful)


def _one(data: Dataset, found: Sequence[Match]) -> None:
    titles = {template.id: template.title for template in TEMPLATES}
    titles |= {one.template.id: isolated(one.template.title) for one in found}
    titles |= {OWN: "Your own scale"}
    first = found[0].template.id if found else OWN
    chosen = st.selectbox("Questionnaire", titles, list(titles).index(first), format_func=titles.__getitem__)
    template = next((t for t in TEMPLATES if t.id == chosen), None)
    saved = next((one.plan for one in found if one.template.id == chosen), None)
    plan = _from_template(data, template) if template else saved or _own(data)
    if plan is None:
        return
    plan = _changed(plan, chosen)
    st.button("Score this scale", on_click=_score, args=(plan, template is None))
    if template is None:
        st.caption("Your own scale is kept for this visit and in the project file, for other data too.")
    _check(data, plan)


def _score(plan: ScalePlan, own: bool) -> None:
    """Add the columns of a scale; one of the visitor's own is kept for other data."""
    if change_data(plan) and own:
        mine = _state.store()
        mine.scales = (*(kept for kept in mine.scales if kept.name != plan.name), plan)


def _own(data: Dataset) -> ScalePlan | None:
    """A scale of columns that the visitor picks."""
    name = st.text_input("Name of the scale", max_chars=60, key="own scale name").strip()
    columns = choose_columns("Its columns", usable_columns(data), at_once=True)
    if not name or len(columns) < 2:
        st.caption("Give it a name and at least two columns.")
        return None
    lowest, highest = answers(data, columns)
    return ScalePlan(name, (Part(name, columns),), lowest, highest)


def _from_template(data: Dataset, template: Template) -> ScalePlan | None:
    """The usual plan of a questionnaire for the series of columns that the visitor picks."""
    every = [one for one in series(data.names) if set(template.items) <= set(one.numbers)]
    if not every:
        wanted = f"its {len(template.items)} items" if template.items else "a scale"
        st.info(f"There are no numbered columns of numbers for {wanted}. Choose your own scale.")
        return None
    one: Series = st.selectbox(
        "Its columns (# stands for the number of the item)",
        every,
        format_func=lambda s: f"{for_choice(s.pattern)}: {s.numbers[0]} to {s.numbers[-1]}",
    )
    if template.items:
        one = replace(one, columns=tuple(c for c in one.columns if c[0] in template.items))
    found = match(data, template, one)
    st.caption(for_markdown(f"{template.source}. {found.remark}"))
    return found.plan


def _changed(plan: ScalePlan, chosen: str) -> ScalePlan:
    """The plan with what the visitor says otherwise."""
    tag = f"{chosen} {plan.columns[0]}"
    left, right = st.columns(2)
    forms, hows = get_args(Form), get_args(How)
    form = left.selectbox(
        "In the model stand", forms, forms.index(plan.form), key=f"form {tag}", format_func=FORMS.__getitem__
    )
    how = right.selectbox("Items are taken together by", hows, hows.index(plan.how), key=f"how {tag}")
    low = left.number_input("Lowest possible answer", value=float(plan.low), key=f"low {tag}", format="%g")
    high = right.number_input(
        "Highest possible answer", value=float(plan.high), key=f"high {tag}", format="%g"
    )
    around = choose_columns(
        "Items to turn round",
        plan.columns,
        plan.reversed,
        key=f"turn {tag}",
        help="x becomes lowest + highest − x.",
    )
    share = st.slider(
        "A score needs this share of its items",
        0.5,
        1.0,
        FEWEST_ANSWERED,
        0.05,
        key=f"share {tag}",
        help="With fewer the score is missing; else a gap counts as the mean of the person’s other items.",
    )
    return replace(plan, form=form, how=how, low=low, high=high, reversed=around, answered=round(share, 2))


def _check(data: Dataset, plan: ScalePlan) -> None:
    """Reliability, item table and one-factor fit of one part of the plan."""
    parts = {part.name: part for part in plan.parts}
    name = st.selectbox("How well do the items hang together?", [None, *parts], format_func=_part_name)
    if name is None:
        return
    try:
        found = check_scale(data, plan, parts[name])
    except (DataError, ModelError) as fault:
        show_fault(fault)
        return
    show_look(reliability_table(found), data)
    for sentence in check_sentences(found):
        st.warning(for_markdown(sentence))
    show_look(items_table(found), data, long=True)


def _part_name(name: str | None) -> str:
    return "choose a scale to look at" if name is None else for_choice(name)
