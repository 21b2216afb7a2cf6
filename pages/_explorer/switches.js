// The paths once more as a list of switches, for those who would rather read than aim.

import { attribute, morph } from "./morph.js";
import { element } from "./shapes.js";

const GROUPS = { regression: "Structural paths", covariance: "Covariances", loading: "Loadings" };

export class Switches {
  constructor(root, toggle) {
    this.place = root.querySelector(".switches");
    this.place.addEventListener("click", ({ target }) => {
      const thrown = target.closest(".switch");
      if (!thrown) return;
      show(thrown, thrown.getAttribute("aria-checked") !== "true");
      toggle(thrown.dataset.path);
    });
    this.place.addEventListener("toggle", ({ target }) => this.remember(target), true);
  }

  // The loadings are most of the list and seldom switched: they are folded away until somebody opens them.
  remember(folded) {
    this.open = folded.open;
  }

  draw(edges) {
    const live = edges.filter((edge) => edge.live);
    const groups = Object.entries(GROUPS).map(([kind, title]) => [kind, title, live.filter((e) => e.kind === kind)]);
    const made = groups.filter(([, , own]) => own.length).map(([kind, title, own]) => this.group(kind, title, own));
    morph(this.place, live.length ? [element("h3", "", "The same switches as a list"), ...made] : []);
    this.all = [...this.place.querySelectorAll(".switch")];
  }

  group(kind, title, edges) {
    const folds = kind === "loading";
    const made = element(folds ? "details" : "div", "group");
    const list = element("div", "list");
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", title);
    list.append(...edges.map((edge) => this.one(edge)));
    made.append(element(folds ? "summary" : "h4", "", folds ? `${title} (${edges.length})` : title), list);
    if (folds) made.open = Boolean(this.open);
    return made;
  }

  one({ id, name }) {
    // A button, since the page's keys do nothing where they might be typed into a field.
    const made = element("button", "switch");
    made.type = "button";
    made.setAttribute("role", "switch");
    made.dataset.path = id;
    made.append(element("span", "groove"), element("span", "", name));
    return made;
  }

  paint(off) {
    for (const one of this.all) show(one, !off.has(one.dataset.path));
  }
}

function show(one, on) {
  attribute(one, "aria-checked", String(on));
}
