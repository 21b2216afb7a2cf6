// Gestures on the diagram by mouse, touch and keyboard: drag, draw, and call the menus.

import { add, arrange, canvasChoices, edgeChoices, moveIndicator, nodeChoices, pathName } from "./choices.js";
import { Menu } from "./menu.js";
import { placeEdge, shape } from "./shapes.js";

// Less than this is a click; a finger that rests so long asks for the menu.
const DRAGGED = 4;
const LONG_PRESS = 550;
const NUDGE = 10;
const NUDGED = 450;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEPS = { undo: -1, redo: 1 };
const MODES = {
  path: ["Path", "Drag from the cause to the effect, or choose one and then the other. Escape ends."],
  covariance: ["Covariance", "Drag from one variable to the other, or choose one and then the other. Escape ends."],
};

export class Canvas {
  // `explorer` has the picture on screen and takes what is asked for.
  constructor(explorer, svg, zoom) {
    this.explorer = explorer;
    this.svg = svg;
    this.zoom = zoom;
    this.mode = null;
    this.picked = null;
    this.drag = null;
    this.shifts = new Map();
    this.opener = null;
    this.wanted = null;
    this.menu = new Menu(explorer.root, () => this.focus(this.opener));
    this.ask = (order, focus) => {
      this.wanted = focus;
      explorer.ask(order);
    };
    this.toggle = (id) => explorer.toggle(id);
    this.choose = (title, orders) => {
      this.menu.open(this.at, title, orders.map(([text, order]) => ({ text, act: () => this.ask(order) })));
    };
    this.form = (...given) => this.menu.ask(this.at, ...given);
    this.listen();
  }

  // What Python last said of the picture, of the data and of the arrangement.
  get known() {
    return this.explorer.answer;
  }

  get drawing() {
    return this.known.drawing;
  }

  listen() {
    const on = (name, how) => this.svg.addEventListener(name, (event) => how.call(this, event));
    on("pointerdown", this.press);
    on("pointermove", this.pull);
    on("pointerup", this.drop);
    on("pointercancel", this.cancel);
    on("click", this.click);
    on("contextmenu", this.call);
    on("keydown", this.key);
    on("focusout", this.nudged);
    // A finger on a variable drags it, and does not scroll.
    const held = (event) => this.drag && event.preventDefault();
    this.svg.addEventListener("touchmove", held, { passive: false });
    const tools = this.explorer.find(".tools");
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("button");
      if (tool) this.use(tool);
    });
    tools.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.draws(null);
    });
  }

  use(tool) {
    const { left, bottom } = tool.getBoundingClientRect();
    this.at = [left, bottom + 4];
    this.opener = tool;
    const { does } = tool.dataset;
    if (does in MODES) this.draws(this.mode === does ? null : does);
    else if (does === "add") add(this);
    else if (does === "arrange") arrange(this);
    else if (does === "more") this.menu.open(this.at, "The whole model", canvasChoices(this));
    else if (does in STEPS) this.explorer.step(STEPS[does]);
    else this.zoom[does]();
  }

  // The picture was drawn anew: what was shifted stands there now, and the focus goes to what was asked for, or
  // back to where it was.
  redrawn(focused) {
    this.shifts.clear();
    const lost = !document.activeElement || document.activeElement === document.body;
    const made = this.explorer.nodes.has(this.wanted) && this.wanted;
    if (made) this.wanted = null;
    if (made || focused || lost) this.focus(made || (focused ?? this.opener));
  }

  // Whatever carries this name or id now; a redrawn picture has other elements.
  focus(wanted) {
    const groups = { ...Object.fromEntries(this.explorer.nodes), ...Object.fromEntries(this.edgeGroups()) };
    const found = typeof wanted === "string" ? groups[wanted] : wanted;
    if (found?.isConnected) found.focus();
  }

  edgeGroups() {
    return [...this.explorer.edges].map(([id, { group }]) => [id, group]);
  }

  target(event) {
    const group = event.target.closest?.(".node, .edge");
    if (!group) return {};
    const { name, id } = group.dataset;
    return {
      group,
      node: this.drawing.nodes.find((node) => node.name === name),
      edge: this.drawing.edges.find((edge) => edge.id === id),
    };
  }

  nodeAt(event) {
    const under = this.svg.getRootNode().elementFromPoint(event.clientX, event.clientY);
    return this.target({ target: under ?? this.svg }).node;
  }

  press(event) {
    const about = this.target(event);
    const { node } = about;
    this.long = false;
    if (event.pointerType === "touch") {
      this.pressing = setTimeout(() => {
        this.long = true;
        this.cancel();
        this.call(event, about);
      }, LONG_PRESS);
    }
    if (!node || event.button !== 0 || event.target.closest(".more")) return;
    this.drag = { node, x: event.clientX, y: event.clientY, moved: false, id: event.pointerId };
  }

  pull(event) {
    const { drag } = this;
    if (!drag) return;
    const scale = this.zoom.now();
    const [dx, dy] = [(event.clientX - drag.x) / scale, (event.clientY - drag.y) / scale];
    if (!drag.moved && Math.hypot(dx, dy) * scale < DRAGGED) return;
    clearTimeout(this.pressing);
    if (!drag.moved) this.svg.setPointerCapture(drag.id);
    Object.assign(drag, { moved: true, dx, dy });
    if (this.mode) this.rubber(drag.node, event);
    else this.preview(drag.node, dx, dy);
  }

  drop(event) {
    clearTimeout(this.pressing);
    const { drag } = this;
    this.drag = null;
    if (!drag?.moved) return;
    this.dropped = true;
    this.rubberOff();
    const { node, dx, dy } = drag;
    if (this.mode) this.join(node, this.nodeAt(event));
    else if (node.owner) this.place(node, dx, dy);
    else {
      this.shift(node.name, dx, dy);
      this.ask({ do: "move", name: node.name, dx, dy });
    }
  }

  // An indicator goes to the construct that it is dropped on, else to the side of its own that it is nearest to.
  place(node, dx, dy) {
    const at = [node.x + dx, node.y + dy];
    const inside = (other) =>
      Math.hypot((at[0] - other.x) / (other.width / 2), (at[1] - other.y) / (other.height / 2)) < 1.1;
    const onto = this.drawing.nodes.find((other) => other.shape === "latent" && inside(other));
    this.preview(node, 0, 0);
    if (onto && onto.name !== node.owner) {
      this.ask(moveIndicator(node.name, onto.name));
      return;
    }
    const own = this.drawing.nodes.find((other) => other.name === node.owner);
    const [x, y] = [at[0] - own.x, at[1] - own.y];
    const side = Math.abs(x) > Math.abs(y) ? (x < 0 ? "left" : "right") : y < 0 ? "top" : "bottom";
    if (side !== node.side) this.ask({ do: "turn", name: own.name, side });
  }

  cancel() {
    clearTimeout(this.pressing);
    if (this.drag?.moved && !this.mode) this.preview(this.drag.node, 0, 0);
    this.drag = null;
    this.rubberOff();
  }

  click(event) {
    if (this.dropped || this.long) {
      this.dropped = this.long = false;
      return;
    }
    const { node, edge } = this.target(event);
    if (event.target.closest(".more")) this.call(event);
    else if (node && this.mode) this.pick(node);
    else if (node) this.call(event);
    else if (edge?.live) this.toggle(edge.id);
    else if (edge) this.call(event);
  }

  // Open the menu of what the event is about, at the pointer or beside what has the focus.
  call(event, { group, node, edge } = this.target(event)) {
    event.preventDefault();
    const box = (group?.querySelector(".estimate, .name") ?? this.svg).getBoundingClientRect();
    const pointed = event.clientX || event.clientY;
    this.at = pointed ? [event.clientX, event.clientY] : [box.left, box.bottom + 4];
    this.opener = node?.name ?? edge?.id ?? this.svg;
    if (node) this.menu.open(this.at, node.name, nodeChoices(node, this));
    else if (edge) this.menu.open(this.at, pathName(edge), edgeChoices(edge, !this.explorer.wanted.has(edge.id), this));
    else this.menu.open(this.at, "The whole model", canvasChoices(this));
  }

  key(event) {
    const { node, edge } = this.target(event);
    const press = event.key === " " || event.key === "Enter";
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) this.call(event);
    else if (event.key === "Escape") this.draws(null);
    else if (event.key === "Delete" && node) this.ask({ do: "remove variable", name: node.name });
    else if (event.key === "Delete" && edge?.own) this.ask({ do: "remove", path: edge.id });
    else if (event.key in ARROWS && node && !node.owner) this.nudge(node, ARROWS[event.key], event.shiftKey);
    else if (!press) return;
    else if (!event.repeat) {
      if (node && this.mode) this.pick(node);
      else if (edge?.live) this.toggle(edge.id);
      else if (node || edge) this.call(event);
    }
    event.preventDefault();
  }

  nudge(node, [x, y], finely) {
    const step = finely ? 1 : NUDGE;
    if (this.nudging && this.nudging.name !== node.name) this.nudged();
    this.nudging ??= { do: "move", name: node.name, dx: 0, dy: 0 };
    this.nudging.dx += x * step;
    this.nudging.dy += y * step;
    this.preview(node, this.nudging.dx, this.nudging.dy);
    clearTimeout(this.nudgeTimer);
    this.nudgeTimer = setTimeout(() => this.nudged(), NUDGED);
  }

  // Several presses of an arrow key are one step.
  nudged() {
    clearTimeout(this.nudgeTimer);
    const order = this.nudging;
    this.nudging = null;
    if (!order) return;
    this.shift(order.name, order.dx, order.dy);
    this.ask(order);
  }

  shift(name, dx, dy) {
    const [x, y] = this.shifts.get(name) ?? [0, 0];
    this.shifts.set(name, [x + dx, y + dy]);
  }

  // Show a variable with its indicators as far away as it is dragged; its paths follow.
  preview(moved, dx, dy) {
    const by = (node) => {
      const [x, y] = this.shifts.get(node.owner || node.name) ?? this.shifts.get(node.name) ?? [0, 0];
      const along = node.name === moved.name || node.owner === moved.name;
      return along ? [x + dx, y + dy] : [x, y];
    };
    const steps = new Map(this.drawing.nodes.map((node) => [node.name, by(node)]));
    for (const [name, group] of this.explorer.nodes) group.setAttribute("transform", `translate(${steps.get(name)})`);
    for (const edge of this.drawing.edges) {
      const [from, to] = [steps.get(edge.from), steps.get(edge.to)];
      const share = (at) => [from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at];
      const points = edge.points.map(([x, y], i) => {
        const [sx, sy] = share(i / (edge.points.length - 1));
        return [x + sx, y + sy];
      });
      const [mx, my] = share(0.5);
      placeEdge(this.explorer.edges.get(edge.id).group, { kind: edge.kind, points, x: edge.x + mx, y: edge.y + my });
    }
  }

  draws(mode) {
    this.mode = mode;
    this.mark(null);
    this.svg.classList.toggle("drawing", mode !== null);
    for (const tool of this.explorer.find(".tools").querySelectorAll("[aria-pressed]")) {
      tool.setAttribute("aria-pressed", String(tool.dataset.does === mode));
    }
    this.explorer.tell(mode ? MODES[mode][1] : "");
  }

  pick(node) {
    if (this.picked) this.join(this.picked, node);
    else {
      this.mark(node);
      this.explorer.tell(`${MODES[this.mode][0]} from ${node.name}: choose where it goes.`);
    }
  }

  mark(node) {
    if (this.picked) this.explorer.nodes.get(this.picked.name)?.classList.remove("picked");
    this.picked = node;
    if (node) this.explorer.nodes.get(node.name).classList.add("picked");
  }

  join(from, to) {
    this.mark(null);
    if (to) this.ask({ do: this.mode, from: from.name, to: to.name });
  }

  rubber(node, event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    this.band ??= shape("path", { class: "band" }, this.svg);
    this.band.setAttribute("d", `M${node.x},${node.y} L${point.x},${point.y}`);
  }

  rubberOff() {
    this.band?.remove();
    this.band = null;
  }
}
