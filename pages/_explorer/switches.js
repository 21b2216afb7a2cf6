// The paths once more as a list of switches, for those who would rather read than aim.

import { morph } from "./morph.js";
import { element } from "./shapes.js";

const GROUPS = { regression: "Structural paths", covariance: "Covariances", loading: "Loadings" };

export class Switches {
  constructor(root, toggle) {
    this.place = root.querySelector(".switches");
    this.place.addEventListener("change", ({ target }) => toggle(target.dataset.path));
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
    this.boxes = [...this.place.querySelectorAll("input")];
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
    const made = element("label", "switch");
    const box = element("input");
    box.type = "checkbox";
    box.setAttribute("role", "switch");
    box.dataset.path = id;
    made.append(box, element("span", "", name));
    return made;
  }

  paint(off) {
    for (const box of this.boxes) box.checked = !off.has(box.dataset.path);
  }
}
