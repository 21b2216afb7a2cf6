// The path diagram as an instrument: draws one frame, and on a click the neighbour that came along with it.
// Names come from users, so text enters the page through textContent and createElementNS only.

const SVG = "http://www.w3.org/2000/svg";
const ARROW = 10;
const ORDER = { regression: 0, covariance: 1, loading: 2 };
const HEADS = { regression: 1, covariance: 2, loading: 0 };
// How often to ask for what is still to come, in milliseconds; the first time so long after the last switch.
const LOOK_EVERY = 400;
const INVITATION = "Switch a path off, and this line says what it costs.";
const LEGEND = [
  ["on clear", "clear (p < .05)"],
  ["on", "not clear"],
  ["on clear negative", "negative"],
  ["off", "switched off"],
];

// Letters of Hebrew, Arabic and Persian, in runs of words: as core/views/literal.py has them.
const LETTER = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc";
const RUN = `[${LETTER}](?:[${LETTER}\\u200c\\u200d \\d_/\\-]*[${LETTER}])?[\\d_]*`;
const LEFTWARDS = new RegExp(`${RUN}(?: ?\\(${RUN}\\))*`, "g");
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// Each run from right to left is laid out by itself, so that figures and arrows beside it keep their order.
function isolated(text) {
  return String(text).replace(DIRECTIONS, "").replace(LEFTWARDS, "\u2068$&\u2069");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = isolated(text);
  return made;
}

function shape(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (parent) parent.appendChild(made);
  return made;
}

const toward = (from, to, distance) => {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  return [
    from[0] + ((to[0] - from[0]) / length) * distance,
    from[1] + ((to[1] - from[1]) / length) * distance,
  ];
};

function arrowHead(tip, behind) {
  const base = toward(tip, behind, ARROW);
  const dx = ((tip[0] - base[0]) / ARROW) * 4.6;
  const dy = ((tip[1] - base[1]) / ARROW) * 4.6;
  return `M${tip} L${base[0] - dy},${base[1] + dx} L${base[0] + dy},${base[1] - dx} Z`;
}

// Lines end where their arrow heads begin; `heads` counts them.
function linePath(points, heads) {
  const last = points.length - 1;
  const end = heads > 0 ? toward(points[last], points[last - 1], ARROW - 1) : points[last];
  const start = heads > 1 ? toward(points[0], points[1], ARROW - 1) : points[0];
  const between = points.slice(1, last);
  return `M${start} ${["L", "Q", "C"][Math.min(last, 3) - 1]}${[...between, end].join(" ")}`;
}

// A disc filled as far as the effect goes through the mediator; what has no such share keeps its sign.
function symbolFor(sign) {
  const box = element("span", "symbol");
  box.setAttribute("aria-hidden", "true");
  if (!"◐●◉○".includes(sign)) {
    box.textContent = sign;
    return box;
  }
  const svg = shape("svg", { width: 16, height: 16, viewBox: "0 0 16 16" }, null);
  shape("circle", { cx: 8, cy: 8, r: 6.6, class: "ring" }, svg);
  if (sign === "◐") shape("path", { d: "M8,1.4 A6.6,6.6 0 0 0 8,14.6 Z", class: "disc" }, svg);
  if (sign === "●") shape("circle", { cx: 8, cy: 8, r: 6.6, class: "disc" }, svg);
  if (sign === "◉") shape("circle", { cx: 8, cy: 8, r: 3.6, class: "disc" }, svg);
  box.append(svg);
  return box;
}

function drawNode(node, layer) {
  const group = shape("g", { class: `node ${node.shape}${node.owner ? " indicator" : ""}` }, layer);
  if (node.shape === "latent") {
    shape("ellipse", { cx: node.x, cy: node.y, rx: node.width / 2, ry: node.height / 2 }, group);
  } else {
    const corner = { x: node.x - node.width / 2, y: node.y - node.height / 2 };
    shape("rect", { ...corner, width: node.width, height: node.height, rx: 3 }, group);
  }
  shape("title", {}, group).textContent = node.name;
  shape("text", { class: "name", x: node.x, y: node.y, dy: ".35em" }, group).textContent = node.label;
  if (!node.owner) shape("text", { class: "r2", x: node.x, y: node.y + 15, dy: ".35em" }, group);
  return group;
}

function drawEdge(edge, layer, onSwitch) {
  const group = shape("g", { class: "edge" }, layer);
  const heads = HEADS[edge.kind];
  const line = linePath(edge.points, heads);
  shape("path", { class: "hit", d: line }, group);
  shape("path", { class: "line", d: line }, group);
  const last = edge.points.length - 1;
  let head = arrowHead(edge.points[last], edge.points[last - 1]);
  if (heads > 1) head += ` ${arrowHead(edge.points[0], edge.points[1])}`;
  if (heads > 0) shape("path", { class: "head", d: head }, group);
  shape("rect", { class: "plate", x: edge.x - 28, y: edge.y - 11, width: 56, height: 22, rx: 6 }, group);
  shape("text", { class: "estimate", x: edge.x, y: edge.y, dy: ".35em" }, group);
  shape("text", { class: "was", x: edge.x, y: edge.y + 16, dy: ".35em" }, group);
  if (edge.live) {
    group.setAttribute("role", "switch");
    group.setAttribute("tabindex", "0");
    group.addEventListener("click", () => onSwitch(edge.id));
    group.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) onSwitch(edge.id);
    });
  }
  return group;
}

function drawLegend(caption) {
  caption.append(element("strong", "", "Click a path to switch it off or on"), element("span", "", "or Tab and Space"));
  for (const [state, text] of LEGEND) {
    const item = element("span", "key");
    const sample = shape("svg", { width: 34, height: 12, "aria-hidden": "true" });
    const group = shape("g", { class: `edge regression ${state}` }, sample);
    shape("path", { class: "line", d: linePath([[0, 6], [33, 6]], 1) }, group);
    shape("path", { class: "head", d: arrowHead([33, 6], [0, 6]) }, group);
    item.append(sample, element("span", "", text));
    caption.append(item);
  }
}

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
    drawLegend(this.find(".legend"));
    this.hearing = (event) => this.hear(event);
    this.observer = new ResizeObserver(() => {
      if (this.answer && this.width !== this.find(".cards").offsetWidth) this.reserve();
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
    document.addEventListener("keydown", this.hearing);
    if (!same || data.model !== this.model) {
      this.draw(data.drawing);
      this.shown = null;
    } else if (data.seq < this.seq) {
      return;
    }
    ({ visit: this.visit, edition: this.edition, model: this.model, seq: this.seq } = data);
    this.answer = data;
    this.wanted = new Set(data.frame.off);
    delete this.root.dataset.neighbours;
    // An answer may only bring more neighbours along: what is on screen then stays, focus and all.
    const frame = JSON.stringify(data.frame);
    if (frame !== this.shown) this.paint(data.frame);
    this.shown = frame;
    if (!same || data.steps.at === this.aim || data.steps.branch !== this.branch) this.aim = null;
    this.branch = data.steps.branch;
    this.travel();
    this.release();
    this.wait();
    requestIdleCallback(() => this.prepare(data), { timeout: LOOK_EVERY / 2 });
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
  prepare(data) {
    if (data !== this.answer) return;
    this.reserve();
    this.root.dataset.neighbours = Object.keys(data.neighbours).length;
  }

  // Ask for more as long as more is to come, and never while switches are thrown.
  wait() {
    this.rest();
    if (!this.answer.waits) return;
    this.timer = setInterval(() => (this.root.isConnected ? this.look() : this.rest()), LOOK_EVERY);
  }

  rest() {
    clearInterval(this.timer);
  }

  draw(drawing) {
    const svg = this.find(".diagram");
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
    // The smallest text is 13 units: below this width it would fall under 12 pixels, so the figure scrolls.
    svg.style.minWidth = `${(drawing.width * 12) / 13}px`;
    svg.style.maxHeight = `max(66vh, ${(drawing.height * 12) / 13}px)`;
    const nodes = shape("g", {}, svg);
    this.nodes = new Map(drawing.nodes.map((node) => [node.name, drawNode(node, nodes)]));
    const paths = shape("g", {}, svg);
    const sorted = [...drawing.edges].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
    this.edges = new Map(
      sorted.map((edge) => [edge.id, { kind: edge.kind, group: drawEdge(edge, paths, (id) => this.toggle(id)) }]),
    );
    this.frameMiddle(drawing);
  }

  // On a narrow screen the figure starts where the structural part is.
  frameMiddle(drawing) {
    const scroll = this.find(".scroll");
    requestAnimationFrame(() => {
      scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
    });
  }

  toggle(id) {
    if (!this.wanted.delete(id)) this.wanted.add(id);
    this.seq += 1;
    this.shown = null;
    this.rest();
    cancelAnimationFrame(this.releasing);
    const known = this.known();
    if (known) this.paint(known);
    else this.pending(id);
    document.documentElement.setAttribute("data-pathlight", "computing");
    this.wish({ ids: [...this.wanted].sort(), seq: this.seq, model: this.model });
  }

  // Undo and redo by the keys that undo typing elsewhere.
  hear(event) {
    if (!this.root.isConnected) document.removeEventListener("keydown", this.hearing);
    if (!this.root.isConnected || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.composedPath()[0].closest?.("input, textarea, [contenteditable=true]")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.steps += key === "y" || event.shiftKey ? 1 : -1;
    this.travel();
  }

  // Places in the history are sent, not steps: of several wishes on the way only the last one counts.
  travel() {
    const { at, last, branch, back, forward } = this.answer.steps;
    if (!this.steps || this.answer.seq !== this.seq) return;
    const from = this.aim ?? at;
    const aim = Math.max(0, Math.min(last, from + this.steps));
    this.steps = 0;
    if (aim === from) return;
    this.aim = aim;
    const off = { [at - 1]: back, [at + 1]: forward }[aim];
    if (off) this.wanted = new Set(off);
    const known = off && this.known();
    if (known) this.paint(known);
    this.shown = null;
    document.documentElement.setAttribute("data-pathlight", "computing");
    this.go({ at: aim, branch, visit: this.visit });
  }

  // The frame of the wanted state, where the last answer brought it along.
  known() {
    const base = new Set(this.answer.frame.off);
    const moved = [...this.wanted].filter((id) => !base.has(id));
    moved.push(...[...base].filter((id) => !this.wanted.has(id)));
    if (moved.length === 0) {
      const fit = this.answer.frame.fit.map((entry) => ({ ...entry, change: "" }));
      return { ...this.answer.frame, fit, changed: "" };
    }
    return moved.length === 1 ? this.answer.neighbours[moved[0]] : undefined;
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
  }

  paint(frame) {
    this.root.classList.remove("pending");
    this.root.dataset.trust = frame.trust;
    for (const [id, { kind, group }] of this.edges) this.paintEdge(group, kind, frame.edges[id]);
    for (const [name, group] of this.nodes) this.paintNode(group, frame.nodes[name]);
    this.find(".cards").replaceChildren(...this.cardsOf(frame));
    this.paintFit(frame);
    this.paintForest(frame.forest);
    const changed = this.find(".changed");
    changed.classList.toggle("invitation", !frame.changed);
    changed.textContent = isolated(frame.changed || INVITATION);
  }

  paintEdge(group, kind, edge) {
    if (!edge) return;
    const states = [edge.on ? "on" : "off", edge.clear && "clear", edge.negative && "negative"];
    group.setAttribute("class", ["edge", kind, ...states.filter(Boolean)].join(" "));
    group.setAttribute("aria-label", edge.label);
    if (group.hasAttribute("role")) group.setAttribute("aria-checked", String(edge.on));
    group.querySelector(".estimate").textContent = edge.text;
    group.querySelector(".was").textContent = edge.was ? `was ${edge.was}` : "";
  }

  paintNode(group, text) {
    const r2 = group.querySelector(".r2");
    if (!r2) return;
    r2.textContent = text || "";
    group.querySelector(".name").setAttribute("dy", text ? "-.2em" : ".35em");
  }

  cardsOf(frame) {
    const cards = frame.cards.map((card) => this.card(card));
    if (frame.message) {
      const title = frame.trust === "none" ? "No numbers to show" : "Do not interpret these numbers";
      cards.unshift(this.notice("⚠", title, frame.message));
    }
    if (frame.empty) cards.push(this.notice("○", "No mediation to judge", frame.empty, "card"));
    return cards;
  }

  // Room for the longest text that one more switch may bring, so that the diagram stays where it is.
  reserve() {
    const shown = this.find(".cards");
    const ghosts = element("div", "ghosts");
    ghosts.setAttribute("aria-hidden", "true");
    for (const frame of [this.answer.frame, ...Object.values(this.answer.neighbours)]) {
      const ghost = element("div", "cards");
      ghost.append(...this.cardsOf(frame));
      ghosts.append(ghost);
    }
    shown.after(ghosts);
    // Read together, so that the browser lays out once.
    const heights = [...ghosts.children].map((ghost) => ghost.offsetHeight);
    ghosts.remove();
    const width = shown.offsetWidth;
    shown.style.minHeight = `${Math.max(...heights, width === this.width ? shown.offsetHeight : 0)}px`;
    this.width = width;
  }

  card(card) {
    const made = element("article", `card${card.trusted ? "" : " doubtful"}`);
    const heading = element("h3");
    heading.append(symbolFor(card.symbol), element("span", "", card.title), element("small", "", card.modern));
    const rule = element("details", "rule");
    rule.append(element("summary", "", "Rule"), element("p", "", card.rule));
    rule.open = this.openRule === card.id;
    rule.addEventListener("toggle", () => {
      if (rule.open) this.openRule = card.id;
      else if (this.openRule === card.id) this.openRule = null;
    });
    made.append(heading, element("p", "sentence", card.sentence), element("p", "evidence", card.evidence), rule);
    return made;
  }

  notice(mark, title, text, look = "card notice") {
    const made = element("article", look);
    const heading = element("h3");
    heading.append(symbolFor(mark), element("span", "", title));
    made.append(heading, element("p", "sentence", text));
    return made;
  }

  paintFit(frame) {
    const rows = frame.fit.map((entry) => {
      const row = element("tr");
      row.title = entry.help;
      const name = element("th", "", entry.name);
      name.scope = "row";
      const verdict = element("td", `grade ${entry.grade}`);
      verdict.append(element("span", "mark", entry.mark), element("span", "word", ` ${entry.word}`));
      row.append(
        name,
        element("td", "value", entry.value),
        element("td", "note", entry.note),
        element("td", "change", entry.change),
        verdict,
      );
      return row;
    });
    this.find(".fit tbody").replaceChildren(...rows);
    this.find(".nofit").textContent = rows.length ? "" : "There is no fit to show for this model.";
  }

  paintForest(forest) {
    const heading = this.find(".effects");
    heading.replaceChildren();
    if (forest.lines.length) heading.append("Effects ", element("small", "", `with ${forest.level} intervals`));
    const rows = forest.lines.map((line) => this.forestRow(line, forest));
    this.find(".forest tbody").replaceChildren(...rows);
    const last = forest.ticks.length - 1;
    const ticks = forest.ticks.map((text, i) => {
      const tick = element("span", "", text);
      tick.style.left = percent(i / last);
      return tick;
    });
    this.find(".axis").replaceChildren(...ticks);
  }

  forestRow(line, forest) {
    const row = element("tr", line.value ? "" : "heading");
    const name = element("th", "", line.name);
    row.append(name);
    if (!line.value) {
      name.colSpan = 3;
      name.scope = "rowgroup";
      return row;
    }
    name.scope = "row";
    row.title = line.spoken;
    const track = element("td", "track");
    track.setAttribute("aria-hidden", "true");
    track.style.setProperty("--step", percent(1 / (forest.ticks.length - 1)));
    track.append(mark("zero", forest.zero));
    if (line.lower !== null) track.append(mark("range", line.lower, line.upper - line.lower));
    if (line.at !== null) track.append(mark(`point${line.filled ? " filled" : ""}`, line.at));
    const value = element("td", `value${line.at === null ? " off" : ""}`, line.value);
    value.append(element("span", "limits", ` ${line.interval}`));
    row.append(track, value);
    return row;
  }
}

const percent = (share) => `${100 * share}%`;

// A mark on the track of an effect, from `left` on, as shares of its width.
function mark(className, left, width) {
  const made = element("i", className);
  made.style.left = percent(left);
  if (width !== undefined) made.style.width = percent(width);
  return made;
}

const explorers = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".explorer");
  if (!explorers.has(root)) explorers.set(root, new Explorer(root));
  explorers.get(root).receive(component);
}
