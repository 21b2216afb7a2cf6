// A menu of what can be done here, and a small form where that needs a word or a number.

import { element } from "./shapes.js";

const MOVES = { ArrowDown: 1, ArrowUp: -1 };
const EDGE = 8;
const LEAVING = ["pointerdown", "keydown"];

export class Menu {
  // `back` gives the focus back to where the menu came from.
  constructor(root, back) {
    this.root = root;
    this.back = back;
    this.box = null;
    this.leaving = (event) => {
      const inside = event.composedPath().includes(this.box);
      if (event.key === "Escape") this.close();
      else if (event.type === "pointerdown" && !inside) this.close(false);
    };
  }

  // `entries`: { text, act }, where `act` may open another menu in the place of this one.
  open(at, title, entries) {
    const list = element("ul", "menu");
    list.setAttribute("role", "menu");
    list.setAttribute("aria-label", title);
    const heading = element("li", "title", title);
    heading.setAttribute("role", "presentation");
    list.append(heading, ...entries.map((entry) => this.item(entry)));
    list.addEventListener("keydown", (event) => this.steer(event));
    list.addEventListener("pointerdown", () => { this.pressed = true; });
    this.show(list, at);
    this.items()[0]?.focus();
  }

  item({ text, act }) {
    const item = element("li", "item", text);
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    item.addEventListener("click", (event) => {
      // The finger that called the menu comes up on it: only one that went down here chooses.
      if (event.detail && !this.pressed) return;
      this.close();
      act();
    });
    return item;
  }

  items() {
    return [...this.box.querySelectorAll("[role=menuitem]")];
  }

  steer(event) {
    const items = this.items();
    const at = items.indexOf(event.target);
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ";
    event.stopPropagation();
    if (event.key === "Tab") this.close();
    else if (event.key in MOVES) items[(at + MOVES[event.key] + items.length) % items.length].focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items[items.length - 1].focus();
    else if (event.key === "Enter" || event.key === " ") event.target.click();
    else if (letter) {
      const starts = (item) => item.textContent.replace(/^\u2068/, "").toLowerCase().startsWith(event.key.toLowerCase());
      [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts)?.focus();
    } else return;
    event.preventDefault();
  }

  // `fields` are elements made by `field` and `checks`; `done` gets the form.
  ask(at, title, fields, word, done) {
    const form = element("form", "menu form");
    form.setAttribute("role", "dialog");
    form.setAttribute("aria-label", title);
    const buttons = element("div", "buttons");
    const cancel = element("button", "", "Cancel");
    cancel.type = "button";
    cancel.addEventListener("click", () => this.close());
    buttons.append(element("button", "main", word), cancel);
    form.append(element("strong", "title", title), ...fields, buttons);
    form.addEventListener("keydown", (event) => event.stopPropagation());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
      done(form);
    });
    this.show(form, at);
    form.querySelector("input").focus();
    form.querySelector("input").select();
  }

  show(box, [x, y]) {
    this.close(false);
    this.pressed = false;
    this.box = box;
    this.root.append(box);
    const inside = this.root.getBoundingClientRect();
    const right = Math.min(inside.right, window.innerWidth) - EDGE;
    const bottom = window.innerHeight - EDGE;
    box.style.left = `${Math.max(Math.min(x, right - box.offsetWidth), inside.left) - inside.left}px`;
    box.style.top = `${Math.max(Math.min(y, bottom - box.offsetHeight), EDGE) - inside.top}px`;
    for (const name of LEAVING) document.addEventListener(name, this.leaving, true);
  }

  close(returning = true) {
    if (!this.box) return;
    this.box.remove();
    this.box = null;
    for (const name of LEAVING) document.removeEventListener(name, this.leaving, true);
    if (returning) this.back();
  }
}

export function field(label, name, value) {
  const made = element("label", "field", label);
  const input = element("input");
  Object.assign(input, { name, value, autocomplete: "off", maxLength: 60 });
  made.append(input);
  return made;
}

// A list to tick, with a line to find things in it where it is long.
export function checks(label, name, options) {
  const made = element("fieldset", "checks");
  const list = element("div", "list");
  for (const { value, text } of options) {
    const line = element("label", "check");
    const input = element("input");
    Object.assign(input, { type: "checkbox", name, value });
    line.append(input, element("span", "", text));
    list.append(line);
  }
  made.append(element("legend", "", label));
  if (options.length > 12) made.append(finder(list));
  made.append(list);
  return made;
}

function finder(list) {
  const find = element("input", "find");
  Object.assign(find, { type: "search", placeholder: "Find" });
  find.setAttribute("aria-label", "Find in the list");
  find.addEventListener("input", () => {
    const wanted = find.value.toLowerCase();
    for (const line of list.children) line.hidden = !line.textContent.toLowerCase().includes(wanted);
  });
  return find;
}
