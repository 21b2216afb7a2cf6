// The path diagram as an instrument: draws one frame, and on a click the neighbour that came along with it.

import { Canvas } from "./canvas.js";
import { Former, paintFormer } from "./former.js";
import { attribute, write } from "./morph.js";
import { Panels } from "./panels.js";
import { drawEdge, drawLegend, drawNode, isolated, placeName, shape } from "./shapes.js";
import { Switches } from "./switches.js";
import { Zoom } from "./zoom.js";

const ORDER = { regression: 0, covariance: 1, loading: 2 };
// How often to ask for what is still to come, in milliseconds: so long after the last switch, and how seldom in
// the end.
const LOOK_EVERY = 400;
const LOOK_SELDOM = 2000;
// What these ask for leaves all numbers as they are.
const QUIET = ["move", "turn", "template"];
const INVITATION = "Switch a path off, and this line says what it costs.";

class Explorer {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.wanted = new Set();
    this.seq = 0;
    this.model = null;
    this.shown = null;
    // Steps of undoing (−1) and redoing (+1) that were not sent yet, and the place that was last asked for.
    this.steps = 0;
    this.aim = null;
    // What was asked for and not heard yet, how many things were asked for, and switches thrown meanwhile.
    this.asks = [];
    this.asked = 0;
    this.later = [];
    this.panels = new Panels(root);
    this.former = new Former(root);
    this.switches = new Switches(root, (id) => this.toggle(id));
    this.zoom = new Zoom(this.find(".scroll"), this.find(".diagram"));
    this.canvas = new Canvas(this, this.find(".diagram"), this.zoom);
    drawLegend(this.find(".legend"));
    this.hearing = (event) => this.hear(event);
    this.meeting = () => this.meet();
    this.observer = new ResizeObserver(() => {
      if (this.answer && this.panels.width !== this.find(".cards").offsetWidth) this.reserve();
    });
    this.observer.observe(root);
  }

  // An answer from the server. The browser may hand answers over in another order than they came in: one that
  // is older than what is shown, or than what is wanted by now, is left aside.
  receive({ data, setStateValue, setTriggerValue }) {
    const same = data.visit === this.visit;
    if (same && data.edition < this.edition) return;
    this.wish = (value) => setStateValue("off", value);
    this.look = () => setTriggerValue("look", this.edition);
    this.go = (value) => setStateValue("step", value);
    this.send = (value) => setStateValue("asks", value);
    document.addEventListener("keydown", this.hearing);
    document.addEventListener("pathlight-neighbours", this.meeting);
    if (same && (data.heard < this.asked || (data.model === this.model && data.seq < this.seq))) return;
    const later = !same || data.edition > this.edition;
    const drawing = JSON.stringify([data.visit, data.model, data.drawing]);
    const anew = drawing !== this.drawn;
    this.drawn = drawing;
    ({ visit: this.visit, edition: this.edition, model: this.model, seq: this.seq } = data);
    this.answer = data;
    if (later) this.forget();
    if (anew) this.draw(data.drawing);
    if (anew) this.shown = null;
    this.heard(data, same);
    this.wanted = new Set(data.frame.off);
    // The same frame may come again, as what is asked for is heard: what is on screen then stays, focus and all.
    const frame = JSON.stringify(data.frame);
    if (frame !== this.shown) this.paint(data.frame);
    this.shown = frame;
    if (!same || data.steps.at === this.aim || data.steps.branch !== this.branch) this.aim = null;
    this.branch = data.steps.branch;
    for (const id of this.asks.length ? [] : this.later.splice(0)) if (this.edges.has(id)) this.toggle(id);
    this.travel();
    this.paintSteps();
    this.release();
    this.meet();
  }

  // What one more switch would show belongs to the picture it came with; until it comes, it is awaited.
  forget() {
    this.neighbours = {};
    this.met = null;
    delete this.root.dataset.neighbours;
    this.waits = true;
    this.wait();
  }

  // It comes after all that stands below, yet the browser may hand it over before the picture.
  meet() {
    if (!this.root.isConnected) document.removeEventListener("pathlight-neighbours", this.meeting);
    const met = document.pathlightNeighbours;
    if (met?.visit !== this.visit || met.edition !== this.edition || this.answer.seq !== this.seq) return;
    const known = Object.keys(this.neighbours).length;
    const more = this.met !== met.edition || Object.keys(met.frames).length > known;
    ({ frames: this.neighbours, waits: this.waits, edition: this.met } = met);
    if (more) this.wait();
    requestIdleCallback(() => this.prepare(met), { timeout: LOOK_EVERY / 2 });
  }

  // Python did what was asked for up to a number, or says why it did not.
  heard({ heard, said }, same) {
    this.asks = same ? this.asks.filter((order) => order.n > heard) : [];
    this.asked = same ? Math.max(this.asked, heard) : heard;
    if (same && said.n > this.told) this.tell(said.text);
    this.told = said.n;
  }

  // Ask for an edit of the model or of its picture; all that was not heard yet is sent again with it.
  ask(order) {
    this.asked += 1;
    this.asks.push({ ...order, n: this.asked });
    this.tell("");
    this.rest();
    if (!QUIET.includes(order.do)) {
      this.shown = null;
      this.root.classList.add("pending");
    }
    this.paintSteps();
    this.computing();
    this.send({ visit: this.visit, asks: [...this.asks] });
  }

  // From now on what stands below waits for an answer to this, and for no earlier one.
  computing() {
    cancelAnimationFrame(this.releasing);
    document.documentElement.setAttribute("data-pathlight", "computing");
  }

  tell(text) {
    this.find(".said").textContent = text;
  }

  // What stands below the diagram comes after it, and is to be read again once it is of the same edition.
  release() {
    cancelAnimationFrame(this.releasing);
    const below = document.querySelector(".st-key-below [data-edition]");
    if (below && Number(below.dataset.edition) < this.edition) {
      this.releasing = requestAnimationFrame(() => this.release());
    } else {
      document.documentElement.removeAttribute("data-pathlight");
    }
  }

  // What the next switch needs is made ready once the answer is on screen.
  prepare(met) {
    if (met.frames !== this.neighbours) return;
    this.reserve();
    this.root.dataset.neighbours = Object.keys(met.frames).length;
  }

  // Ask for more as long as more is to come, the longer it takes the more seldom, and never while switches are
  // thrown.
  wait(pause = LOOK_EVERY) {
    this.rest();
    if (this.waits) this.timer = setTimeout(() => this.inquire(pause), pause);
  }

  // A question ends the run that is under way, so on a slow machine it must not come before that is through.
  inquire(pause) {
    if (!this.root.isConnected) return;
    if (!document.querySelector("[data-test-script-state=running]")) this.look();
    this.wait(Math.min(1.25 * pause, LOOK_SELDOM));
  }

  rest() {
    clearTimeout(this.timer);
  }

  draw(drawing) {
    const svg = this.find(".diagram");
    const { name, id } = svg.getRootNode().activeElement?.dataset ?? {};
    const wide = this.zoom.width;
    svg.replaceChildren();
    this.zoom.show(drawing.width, drawing.height);
    const nodes = shape("g", {}, svg);
    this.nodes = new Map(drawing.nodes.map((node) => [node.name, drawNode(node, nodes, spoken(node, drawing))]));
    const paths = shape("g", {}, svg);
    const sorted = [...drawing.edges].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
    this.edges = new Map(sorted.map((edge) => [edge.id, { kind: edge.kind, group: drawEdge(edge, paths) }]));
    this.switches.draw(sorted);
    this.find(".blank").hidden = drawing.nodes.length > 0;
    this.canvas.redrawn(name ?? id);
    if (wide !== drawing.width) this.frameMiddle();
  }

  // On a narrow screen the figure starts where the structural part is.
  frameMiddle() {
    const scroll = this.find(".scroll");
    requestAnimationFrame(() => {
      scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
    });
  }

  reserve() {
    this.panels.reserve([this.answer.frame, ...Object.values(this.neighbours)]);
  }

  toggle(id) {
    if (this.asks.length) {
      this.later.push(id);
      return;
    }
    if (!this.wanted.delete(id)) this.wanted.add(id);
    this.seq += 1;
    this.shown = null;
    this.rest();
    const known = this.known();
    if (known) this.follow(known);
    else this.pending(id);
    this.paintSteps();
    this.computing();
    const wish = { ids: [...this.wanted].sort(), seq: this.seq, model: this.model };
    afterPaint(() => this.wish(wish));
  }

  // Undo and redo by the keys that undo typing elsewhere.
  hear(event) {
    if (!this.root.isConnected) document.removeEventListener("keydown", this.hearing);
    if (!this.root.isConnected || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.composedPath()[0].closest?.("input, textarea, [contenteditable=true]")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.step(key === "y" || event.shiftKey ? 1 : -1);
  }

  step(by) {
    this.steps += by;
    this.travel();
    this.paintSteps();
  }

  // Whether there is a way back and ahead; what was just done can be undone, though no answer counts it yet.
  paintSteps() {
    const { at, last } = this.answer.steps;
    const here = this.aim ?? at;
    const done = this.answer.seq !== this.seq || this.asks.length > 0;
    attribute(this.find("[data-does=undo]"), "aria-disabled", String(!done && here === 0));
    attribute(this.find("[data-does=redo]"), "aria-disabled", String(done || here === last));
  }

  // Places in the history are sent, not steps: of several wishes on the way only the last one counts.
  travel() {
    const { at, last, branch, back, forward } = this.answer.steps;
    if (!this.steps || this.asks.length || this.answer.seq !== this.seq) return;
    const from = this.aim ?? at;
    const aim = Math.max(0, Math.min(last, from + this.steps));
    this.steps = 0;
    if (aim === from) return;
    this.aim = aim;
    const off = { [at - 1]: back, [at + 1]: forward }[aim];
    if (off) this.wanted = new Set(off);
    const known = off && this.known();
    if (known) this.follow(known);
    this.shown = null;
    this.computing();
    const place = { at: aim, branch, visit: this.visit };
    afterPaint(() => this.go(place));
  }

  // The frame of the wanted state, where the last answer brought it along.
  known() {
    const base = new Set(this.answer.frame.off);
    const moved = [...this.wanted].filter((id) => !base.has(id));
    moved.push(...[...base].filter((id) => !this.wanted.has(id)));
    if (moved.length === 0) {
      const fit = this.answer.frame.fit.map((entry) => ({ ...entry, change: "" }));
      return { ...this.answer.frame, fit, changed: "", former: {}, moved: [] };
    }
    return moved.length === 1 ? this.neighbours[moved[0]] : undefined;
  }

  // No numbers until the answer comes: those on screen belong to another model.
  pending(id) {
    this.root.classList.add("pending");
    const group = this.edges.get(id).group;
    const on = !this.wanted.has(id);
    group.setAttribute("aria-checked", String(on));
    group.classList.toggle("off", !on);
    group.classList.toggle("on", on);
    this.find(".changed").textContent = "Computing…";
    this.switches.paint(this.wanted);
    this.beside = null;
  }

  // A switch is seen first where it was thrown: what stands beside the diagram follows one picture later, and so
  // do the values before.
  follow(frame) {
    if (this.root.classList.contains("pending")) {
      this.paint(frame);
      return;
    }
    this.paintDiagram(frame);
    this.beside = frame;
    afterPaint(() => {
      if (this.beside === frame) this.paintBeside(frame);
    });
  }

  paint(frame) {
    this.paintDiagram(frame);
    this.paintBeside(frame);
  }

  paintDiagram(frame) {
    this.root.classList.remove("pending");
    this.root.dataset.trust = frame.trust;
    for (const [id, { kind, group }] of this.edges) this.paintEdge(group, kind, frame.edges[id]);
    for (const [name, group] of this.nodes) this.paintNode(group, frame.nodes[name]);
  }

  paintBeside(frame) {
    this.beside = null;
    for (const [id, { group }] of this.edges) paintFormer(group, frame.edges[id]?.was, frame.former[id]);
    this.panels.paint(frame);
    this.switches.paint(new Set(frame.off));
    const changed = this.find(".changed");
    changed.classList.toggle("invitation", !frame.changed);
    write(changed, isolated(frame.changed || INVITATION));
    this.former.show(frame.moved);
  }

  paintEdge(group, kind, edge) {
    if (!edge) return;
    const states = [edge.on ? "on" : "off", edge.clear && "clear", edge.negative && "negative"];
    attribute(group, "class", ["edge", kind, ...states.filter(Boolean)].join(" "));
    attribute(group, "aria-label", edge.label);
    if (group.getAttribute("role") === "switch") attribute(group, "aria-checked", String(edge.on));
    write(group.querySelector(".estimate"), edge.text);
  }

  paintNode(group, text) {
    const r2 = group.querySelector(".r2");
    if (!r2) return;
    write(r2, text || "");
    placeName(group, Boolean(text));
  }
}

// What is on screen comes first: what the page does with an answer takes longer than to draw it.
function afterPaint(act) {
  requestAnimationFrame(() => setTimeout(act));
}

function spoken(node, drawing) {
  if (node.owner) return `${node.name}, measures ${node.owner}`;
  const items = drawing.nodes.filter((other) => other.owner === node.name).map((other) => other.name);
  return items.length ? `${node.name}, measured by ${items.join(", ")}` : node.name;
}

const explorers = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".explorer");
  if (!explorers.has(root)) explorers.set(root, new Explorer(root));
  explorers.get(root).receive(component);
}
