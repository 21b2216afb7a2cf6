// What the estimates were before the last step: on the paths for a few seconds, and in a list that stays.

import { morph, write } from "./morph.js";
import { element } from "./shapes.js";

// A path that is off keeps what it was; another value fades. Two names of one animation, so that it starts anew.
export function paintFormer(group, was, former) {
  const label = group.querySelector(".was");
  const text = was || former ? `was ${was || former}` : "";
  if (label.textContent !== text) label.classList.toggle("again");
  write(label, text);
  label.classList.toggle("former", !was && Boolean(former));
}

export function listFormer(details, lines) {
  details.hidden = !lines.length;
  const count = lines.length === 1 ? "1 estimate reads" : `${lines.length} estimates read`;
  write(details.querySelector("summary"), `${count} differently now`);
  morph(details.querySelector("ul"), lines.map((line) => element("li", "", line)));
}
