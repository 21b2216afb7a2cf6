// The path diagram as an instrument: draws one frame, and on a click the neighbour that came along with it.
// Names come from users, so text enters the page through textContent and createElementNS only.

const SVG = "http://www.w3.org/2000/svg";
const ARROW = 10;
const ORDER = { regression: 0, covariance: 1, loading: 2 };
const HEADS = { regression: 1, covariance: 2, loading: 0 };
const INVITATION = "Switch a path off, and this line says what it costs.";
const LEGEND = [
  ["on clear", "clear (p < .05)"],
  ["on", "not clear"],
  ["on clear negative", "negative"],
  ["off", "switched off"],
];

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
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
  const group = shape("g", { class: `node ${node.shape}${node.indicator ? " indicator" : ""}` }, layer);
  if (node.shape === "latent") {
    shape("ellipse", { cx: node.x, cy: node.y, rx: node.width / 2, ry: node.height / 2 }, group);
  } else {
    const corner = { x: node.x - node.width / 2, y: node.y - node.height / 2 };
    shape("rect", { ...corner, width: node.width, height: node.height, rx: 3 }, group);
  }
  shape("title", {}, group).textContent = node.name;
  shape("text", { class: "name", x: node.x, y: node.y, dy: ".35em" }, group).textContent = node.label;
  if (!node.indicator) shape("text", { class: "r2", x: node.x, y: node.y + 15, dy: ".35em" }, group);
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
    drawLegend(this.find(".legend"));
    this.observer = new ResizeObserver(() => {
      if (this.answer && this.width !== this.find(".cards").offsetWidth) this.reserve();
      this.placeSlot();
    });
    this.observer.observe(root);
  }

  // An answer from the server: older than what is wanted by now, it is left aside.
  receive(data, send) {
    this.send = send;
    if (data.model !== this.model) {
      this.draw(data.drawing);
      this.model = data.model;
      this.shown = null;
    } else if (data.seq < this.seq) {
      return;
    }
    this.seq = data.seq;
    this.answer = data;
    this.wanted = new Set(data.frame.off);
    document.documentElement.removeAttribute("data-pathlight");
    // An answer may only bring more neighbours along: what is on screen then stays, focus and all.
    const frame = JSON.stringify(data.frame);
    if (frame !== this.shown) this.paint(data.frame);
    this.shown = frame;
    this.reserve();
    this.root.dataset.neighbours = Object.keys(data.neighbours).length;
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
    const known = this.known();
    if (known) this.paint(known);
    else this.pending(id);
    document.documentElement.setAttribute("data-pathlight", "computing");
    this.send("off", { ids: [...this.wanted].sort(), seq: this.seq, model: this.model });
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
    const changed = this.find(".changed");
    changed.classList.toggle("invitation", !frame.changed);
    changed.textContent = frame.changed || INVITATION;
    this.placeSlot();
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
    const ghost = shown.cloneNode(false);
    ghost.classList.add("ghost");
    ghost.setAttribute("aria-hidden", "true");
    shown.after(ghost);
    const frames = [this.answer.frame, ...Object.values(this.answer.neighbours)];
    const heights = frames.map((frame) => {
      ghost.replaceChildren(...this.cardsOf(frame));
      return ghost.offsetHeight;
    });
    ghost.remove();
    shown.style.minHeight = `${Math.max(...heights, shown.offsetWidth === this.width ? shown.offsetHeight : 0)}px`;
    this.width = shown.offsetWidth;
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

  // The forest plot is drawn by the page; it stands in the room that is left under the fit strip.
  placeSlot() {
    const host = this.root.getRootNode().host;
    const page = host && host.closest(".st-key-instrument");
    if (!page) return;
    const slot = this.find(".slot").getBoundingClientRect();
    const frame = page.getBoundingClientRect();
    const room = [slot.top - frame.top, slot.left - frame.left, slot.width, slot.height].map((side) => `${side}px`);
    // Setting a property, even to what it is, makes the browser go through all that stands in the page.
    if (room.join() === this.room) return;
    this.room = room.join();
    ["top", "left", "width", "height"].forEach((side, i) => page.style.setProperty(`--slot-${side}`, room[i]));
  }
}

const explorers = new WeakMap();

export default function (component) {
  const root = component.parentElement.querySelector(".explorer");
  if (!explorers.has(root)) explorers.set(root, new Explorer(root));
  explorers.get(root).receive(component.data, component.setStateValue);
}
