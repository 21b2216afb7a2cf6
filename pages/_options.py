"""Widgets for the options of an analysis; each shows what is chosen and takes a change over at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.options import ORDINAL_ESTIMATORS, Options, for_ordered
from core.views.literal import name_alone
from pages import _state


def choice(label: str, field: str, words: Mapping[Any, str], help: str | None = None) -> None:
    """One of several values; `words` says in plain language what each means."""
    now = getattr(_state.choices().options, field)
    values = {_token(value): value for value in (*words, *(() if now in words else (now,)))}
    key = _state.steady(field, _token(now))
    st.selectbox(
        label,
        list(values),
        format_func=lambda token: name_alone(words.get(values[token], token)),
        key=key,
        on_change=_state.chosen_by(key, lambda token: use(field, values[token])),
        help=help,
    )


def _token(value: Any) -> str:
    """A value as a widget can report it: for Streamlit, None is no choice at all."""
    return "" if value is None else str(value)


def several(label: str, field: str, words: Sequence[str], help: str | None = None) -> None:
    """Any number of words."""
    now = getattr(_state.choices().options, field)
    key = _state.steady(field, list(now))
    st.multiselect(
        label,
        list(dict.fromkeys([*words, *now])),
        format_func=name_alone,
        key=key,
        on_change=_state.chosen_by(key, lambda value: use(field, tuple(value))),
        help=help,
        placeholder="None",
    )


def number(label: str, field: str, **limits: Any) -> None:
    """A number within `limits`."""
    key = _state.steady(field, getattr(_state.choices().options, field))
    st.number_input(
        label,
        key=key,
        on_change=_state.chosen_by(key, lambda value: use(field, value)),
        **limits,
    )


def flag(label: str, field: str, help: str | None = None) -> None:
    """Yes or no."""
    key = _state.steady(field, bool(getattr(_state.choices().options, field)))
    st.toggle(
        label,
        key=key,
        on_change=_state.chosen_by(key, lambda value: use(field, value)),
        help=help,
    )


def use(field: str, value: Any) -> None:
    """Compute with another value of one option, and with what goes with it."""
    options = replace(_state.choices().options, **{field: value})
    _state.use_options(_in_keeping(options, field), by=field)


def _in_keeping(options: Options, changed: str) -> Options:
    """Ordered answers bring an estimator for them along, and go with one that is not."""
    if changed == "ordered" and options.ordered and options.estimator not in ORDINAL_ESTIMATORS:
        return for_ordered(options)
    if changed == "ordered" and not options.ordered and options.estimator in ORDINAL_ESTIMATORS:
        return replace(options, estimator="ML")
    if changed == "estimator" and options.estimator not in ORDINAL_ESTIMATORS:
        return replace(options, ordered=())
    return options
