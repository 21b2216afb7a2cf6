// Shapes of the diagram and other elements of the page.
// Names come from users, so text enters the page through textContent and createElementNS only.

import { attribute } from "./morph.js";

const SVG = "http://www.w3.org/2000/svg";
const ARROW = 10;
const HEADS = { regression: 1, covariance: 2, loading: 0 };

// Letters of Hebrew, Arabic and Persian, and what may belong to a name that began with them: as
// core/views/literal.py has them.
const LETTER = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc";
const WORD = `[${LETTER}][${LETTER}\\u200c\\u200d]*(?![${LETTER}\\u200c\\u200d])`;
const LATIN = "[A-Z][A-Za-z]{0,29}|[A-Za-z]{0,9}\\d{1,9}(?:[.,]\\d{1,9}){0,2}[A-Za-z]{0,9}";
const OTHER = `(?:${LATIN})(?![A-Za-z\\d²]|[.,]\\d| ?[=<>≤≥%])`;
const MORE = `[ _/\\-]{0,3}(?:${WORD}|${OTHER})`;
const BRACKETS = ` ?\\((?:${WORD}|${OTHER})(?:${MORE})*\\)`;
const QUOTED = `(?<=“)[${LETTER}][^→↔←=~<>≤≥“”]*(?=”)`;
const LEFTWARDS = new RegExp(`${QUOTED}|${WORD}(?:${MORE}|${BRACKETS})*`, "g");
const MARKS = "\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const DIRECTIONS = new RegExp(`[${MARKS}]`, "g");
const CONCERNED = new RegExp(`[${LETTER}${MARKS}]`);

// Each run from right to left is laid out by itself, so that figures and arrows beside it keep their order.
export function isolated(text) {
  if (!CONCERNED.test(text)) return String(text);
  return String(text).replace(DIRECTIONS, "").replace(LEFTWARDS, "\u2068$&\u2069");
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = isolated(text);
  return made;
}

export function shape(tag, attributes, parent) {
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

export function arrowHead(tip, behind) {
  const base = toward(tip, behind, ARROW);
  const dx = ((tip[0] - base[0]) / ARROW) * 4.6;
  const dy = ((tip[1] - base[1]) / ARROW) * 4.6;
  return `M${tip} L${base[0] - dy},${base[1] + dx} L${base[0] + dy},${base[1] - dx} Z`;
}

// Lines end where their arrow heads begin; `heads` counts them.
export function linePath(points, heads) {
  const last = points.length - 1;
  const end = heads > 0 ? toward(points[last], points[last - 1], ARROW - 1) : points[last];
  const start = heads > 1 ? toward(points[0], points[1], ARROW - 1) : points[0];
  const between = points.slice(1, last);
  return `M${start} ${["L", "Q", "C"][Math.min(last, 3) - 1]}${[...between, end].join(" ")}`;
}

// A disc filled as far as the effect goes through the mediator; what has no such share keeps its sign.
export function symbolFor(sign) {
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

export function drawNode(node, layer, label) {
  const group = shape("g", { class: `node ${node.shape}${node.owner ? " indicator" : ""}` }, layer);
  if (node.shape === "latent") {
    shape("ellipse", { cx: node.x, cy: node.y, rx: node.width / 2, ry: node.height / 2 }, group);
  } else {
    const corner = { x: node.x - node.width / 2, y: node.y - node.height / 2 };
    shape("rect", { ...corner, width: node.width, height: node.height, rx: 3 }, group);
  }
  shape("title", {}, group).textContent = isolated(node.name);
  const lines = node.label.split("\n");
  const name = shape("text", { class: "name", x: node.x, y: node.y }, group);
  for (const [i, line] of lines.entries()) {
    shape("tspan", { x: node.x, ...(i ? { dy: "1.15em" } : {}) }, name).textContent = isolated(line);
  }
  if (!node.owner) shape("text", { class: "r2", x: node.x, y: node.y + 10 + 5 * lines.length, dy: ".35em" }, group);
  placeName(group, false);
  focusable(group, { "data-name": node.name, role: "button", "aria-haspopup": "menu", "aria-label": label });
  more(group, node.x + node.width / 2 - (node.owner ? 0 : 12), node.y - node.height / 2 + (node.owner ? 0 : 4));
  return group;
}

// The name stands in the middle, or above R² where there is one.
export function placeName(group, above) {
  const name = group.querySelector(".name");
  const more = name.childElementCount - 1;
  attribute(name, "dy", above ? `${-0.2 - 0.56 * more}em` : `${0.35 - 0.575 * more}em`);
}

export function drawEdge(edge, layer) {
  const group = shape("g", { class: "edge" }, layer);
  for (const part of ["hit", "line", "head"]) shape("path", { class: part }, group);
  shape("rect", { class: "plate", width: 56, height: 22, rx: 6 }, group);
  shape("text", { class: "estimate", dy: ".35em" }, group);
  shape("text", { class: "was", dy: ".35em" }, group);
  const role = edge.live ? "switch" : "button";
  focusable(group, { "data-id": edge.id, role, ...(edge.live ? {} : { "aria-haspopup": "menu" }) });
  more(group, 0, 0);
  placeEdge(group, edge);
  return group;
}

// Where an edge runs and where its label stands; while a variable is dragged both follow it.
export function placeEdge(group, { kind, points, x, y }) {
  const part = (name) => group.querySelector(`.${name}`);
  const heads = HEADS[kind];
  const last = points.length - 1;
  const line = linePath(points, heads);
  part("hit").setAttribute("d", line);
  part("line").setAttribute("d", line);
  const tips = [[points[last], points[last - 1]], [points[0], points[1]]].slice(0, heads);
  part("head").setAttribute("d", tips.map(([tip, behind]) => arrowHead(tip, behind)).join(" "));
  for (const [name, dx, dy] of [["plate", -28, -11], ["estimate", 0, 0], ["was", 0, 16]]) {
    part(name).setAttribute("x", x + dx);
    part(name).setAttribute("y", y + dy);
  }
  part("more").setAttribute("transform", `translate(${x + (kind === "loading" ? 24 : 40)},${y})`);
}

function focusable(group, attributes) {
  for (const [name, value] of Object.entries({ tabindex: 0, ...attributes })) group.setAttribute(name, value);
}

// The visible way to the menu for a mouse; the keyboard has its own.
function more(group, x, y) {
  const dots = shape("g", { class: "more", transform: `translate(${x},${y})`, "aria-hidden": "true" }, group);
  shape("circle", { r: 11 }, dots);
  for (const at of [-4.5, 0, 4.5]) shape("circle", { class: "dot", cx: at, r: 1.5 }, dots);
}

const LEGEND = [
  ["on clear", "clear (p < .05)"],
  ["on", "not clear"],
  ["on clear negative", "negative"],
  ["off", "switched off"],
];

export function drawLegend(caption) {
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
