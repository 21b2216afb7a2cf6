// What the estimates were before the last step: on the paths for a few seconds, and in a list that stays.

import { attribute, morph, write } from "./morph.js";
import { element } from "./shapes.js";

const SECONDS = 3.5;

export class Former {
  constructor(root) {
    this.root = root;
    this.details = root.querySelector(".moved");
    this.lines = [];
    this.details.addEventListener("toggle", () => this.fill());
  }

  // On the paths the values stay a while and fade then, by the style sheet; a path that is off keeps what it was.
  show(lines) {
    if (String(lines) === String(this.lines)) return;
    this.lines = lines;
    this.root.classList.add("lately");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.root.classList.remove("lately"), 1000 * SECONDS);
    this.details.hidden = !lines.length;
    const count = lines.length === 1 ? "1 estimate reads" : `${lines.length} estimates read`;
    write(this.details.querySelector("summary"), `${count} differently now`);
    this.fill();
  }

  // The list is made where somebody reads it.
  fill() {
    if (!this.details.open) return;
    morph(this.details.querySelector("ul"), this.lines.map((line) => element("li", "", line)));
  }
}

export function paintFormer(group, was, former) {
  const label = group.querySelector(".was");
  write(label, was || former ? `was ${was || former}` : "");
  attribute(label, "class", !was && former ? "was former" : "was");
}
