"""The small picture of a model as a component, so that its colours are those of the page's theme at once."""

from __future__ import annotations

import streamlit as st

# By how much a picture is drawn smaller than for print: names have 14 pixels at most, 11 at least.
LARGEST, LEAST = 0.82, 0.65
# Graphviz draws in black on white; both are named in the picture and nowhere else.
CSS = """
.picture { overflow-x: auto; }
.picture svg { display: block; height: auto; margin: 0 auto; }
.picture text { fill: var(--st-text-color); font-family: var(--st-font), sans-serif; }
.picture [fill="white"] { fill: var(--st-background-color); }
.picture [fill="black"] { fill: var(--st-text-color); }
.picture [stroke="black"] { stroke: var(--st-text-color); }
.picture .marked [fill="black"] { fill: var(--st-primary-color); }
.picture .marked [stroke="black"] { stroke: var(--st-primary-color); }
"""
# Names in the picture are text of its XML, which is read as nothing else.
JS = """
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".picture");
  const drawn = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
  for (const title of drawn.querySelectorAll("title")) title.remove();
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", data.words);
  const wide = drawn.viewBox.baseVal.width;
  drawn.style.width = `${wide * data.largest}px`;
  drawn.style.maxWidth = `max(100%, ${wide * data.least}px)`;
  place.replaceChildren(document.importNode(drawn, true));
  // Estimates stand on a ground as large as they are in the letters of the page.
  for (const ground of place.querySelectorAll('polygon[stroke="none"], polygon[stroke="transparent"]')) {
    const text = ground.parentNode.querySelector("text");
    if (!text) continue;
    const { x, y, width, height } = text.getBBox();
    const [left, right, top, bottom] = [x - 3, x + width + 3, y + 2, y + height - 2];
    ground.setAttribute("points", `${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}`);
  }
  // What scrolls is reached by keyboard.
  place.tabIndex = place.scrollWidth > place.clientWidth ? 0 : -1;
}
"""
_component = st.components.v2.component(
    "pathlight_model_picture", html='<div class="picture"></div>', css=CSS, js=JS
)


def model_picture(drawn: bytes, words: str, key: str) -> None:
    """A picture that Graphviz drew as SVG; `words` are what it says to who cannot see it."""
    _component(key=key, data={"svg": drawn.decode(), "words": words, "largest": LARGEST, "least": LEAST})
