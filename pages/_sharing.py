"""Share and save: the model in the address, and all of a visit in a project file."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Dataset
from core.data.kept import kept, restored
from core.data.samples import SAMPLES
from core.errors import ModelError, PathlightError
from core.model.link import from_link, to_link
from core.project import Project, load, save
from core.views.code import CODES
from core.views.literal import for_markdown
from pages import _state, _steps
from pages._editing import use_fitted
from pages._history import Scene
from pages._widgets import download, show_fault

MODEL, SAMPLE = "m", "d"
TOLD = "shared"
OPENED = "opened project"
KNOWN = tuple(sample.id for sample in SAMPLES)


def take_link() -> None:
    """Put the model of the address on screen, once; what is wrong with it changes nothing and is told."""
    if MODEL in st.query_params:
        word, sample = st.query_params[MODEL], st.query_params.get(SAMPLE, "")
        st.query_params.clear()
        try:
            table = from_link(word)
            with _state.all_or_nothing():
                if sample in KNOWN and sample != _state.choices().sample:
                    _state.use_sample(sample)
                use_fitted(table)
            _say("The model came with the link; no data did.")
        except PathlightError as fault:
            _say(fault)
    # What stands below keeps its place on the page whether there is something to tell or not.
    with st.container():
        _tell()


def _say(told: str | PathlightError) -> None:
    """Tell what became of a link or project that was opened until the model on screen is another one."""
    _state.keep(TOLD, (told, _state.choices().scene))


def _tell() -> None:
    told, scene = _state.kept(TOLD, ("", None))
    if scene != _state.choices().scene:
        _state.forget(TOLD)
    elif isinstance(told, PathlightError):
        show_fault(told)
    elif told:
        st.info(for_markdown(told))


def share() -> None:
    """The link to this model, and the project file to keep or to open."""
    now = _state.choices()
    if now.table is not None:
        try:
            st.caption("Link to this model, without any data:")
            st.code(address(), language=None, wrap_lines=True)
        except PathlightError as fault:
            show_fault(fault)
    with_data = isinstance(now.data, Dataset) and st.checkbox(
        "Keep the rows of data in the project",
        key="project_data",
        help="Without them the file holds the name and fingerprint of the data alone.",
    )
    if not isinstance(now.data, Dataset):
        st.caption("These data are a matrix, which the project keeps: it holds nobody’s answers.")
    download("Project", partial(project_file, with_data), "project.json", "application/json")
    st.file_uploader(
        "Open a project",
        type="json",
        key="project",
        on_change=_open,
    )


def codes(found: Analysis) -> None:
    """The model as scripts for other programs; one that cannot be written says why."""
    for title, (make, name) in CODES.items():
        try:
            text = make(found)
        except ModelError as fault:
            st.caption(for_markdown(f"{title}: {fault.message}"))
        else:
            download(f"{title} script", text.encode, name, "text/plain")


def address() -> str:
    """Where this model can be seen by whoever has the dashboard."""
    now = _state.choices()
    assert now.table is not None
    parts = urlsplit(st.context.url or "")
    sample = f"&{SAMPLE}={now.sample}" if now.sample else ""
    return f"{parts.scheme}://{parts.netloc}/?{MODEL}={to_link(now.table)}{sample}"


def project_file(with_data: bool) -> bytes:
    """All of this visit that can be opened again."""
    now = _state.choices()
    return save(
        Project(
            now.table,
            now.options,
            now.units,
            now.sample,
            kept(now.data, with_data),
            _state.store().snapshots,
            now.sketch,
            _state.store().scales,
        )
    )


def _open() -> None:
    chosen = _state.widget("project")
    # When the menu closes, a browser may report the file again that it still holds.
    if chosen is None or chosen.file_id == _state.kept(OPENED):
        return
    try:
        told = open_project(chosen.getvalue())
    except PathlightError as fault:
        _say(fault)
    else:
        _say(told)
    _state.keep(OPENED, chosen.file_id)
    _state.keep(_steps.WHOLE, True)


def open_project(content: bytes) -> str:
    """Put a project in the place of what is on screen and say what could not be restored.

    Raises a PathlightError where the file is no project; what is on screen then stays.
    """
    project = load(content)
    lost = list(project.lost)
    if project.sample in KNOWN and not project.data.content:
        _state.use_sample(project.sample)
    else:
        own, unlike = restored(project.data, _state.choices().data)
        if own is None:
            raise PathlightError("project_needs_data", _needs(project))
        if own is not _state.choices().data:
            _state.use_data(own)
        lost += [unlike] if unlike else []
    _state.use_options(project.options)
    _state.use_units(project.units)  # type: ignore[arg-type]
    if project.table is not None:
        _state.show_scene(Scene(project.table, project.sketch))
    _state.store().snapshots, _state.store().scales = project.snapshots, project.scales
    return " ".join(("The project is open.", *lost))


def _needs(project: Project) -> str:
    return (
        f"The project holds no data, and it was made with “{project.data.name}”. Load that file on the Data "
        "page first, then open the project again."
    )
