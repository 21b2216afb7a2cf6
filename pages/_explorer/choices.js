// What can be done with a path, with a variable and with the whole canvas, as entries of a menu.

import { checks, field } from "./menu.js";

const TEMPLATES = [
  ["automatic", "Automatically"],
  ["mediation", "Simple, parallel or two-outcome mediation"],
  ["serial", "Serial mediation"],
  ["measurement", "Measurement model (CFA)"],
  ["higher", "Second-order factors"],
  ["growth", "Growth curve"],
];
const SIDES = [["left", "Left"], ["right", "Right"], ["top", "Above"], ["bottom", "Below"]];
const SIGNS = { regression: "→", covariance: "↔", loading: "→" };

export const pathName = (edge) => `${edge.from} ${SIGNS[edge.kind]} ${edge.to}`;

// A number as people write it; Python says what is wrong with one that is none.
const numberOf = (text) => (text.trim() ? Number(text.trim().replace(",", ".").replace("−", "-")) : NaN);

export function edgeChoices(edge, on, canvas) {
  const { ask, toggle, choose } = canvas;
  const path = edge.id;
  const like = canvas.drawing.edges.filter((other) => other.live && other !== edge && other.kind === edge.kind);
  const held = edge.fixed === null ? "Fix to a value …" : `Fixed at ${edge.fixed}: fix to another value …`;
  return [
    edge.live && { text: on ? "Switch off" : "Switch on", act: () => toggle(path) },
    { text: held, act: () => fix(edge, canvas) },
    edge.fixed !== null && { text: "Estimate freely", act: () => ask({ do: "free", path }) },
    edge.live && like.length > 0 && {
      text: "Make equal to …",
      act: () => choose("Equal to", like.map((other) => [pathName(other), { do: "equal", path, other: other.id }])),
    },
    edge.tied && { text: "Let it differ", act: () => ask({ do: "apart", path }) },
    edge.kind === "regression" && { text: "Reverse the arrow", act: () => ask({ do: "reverse", path }) },
    edge.own && { text: "Remove", act: () => ask({ do: "remove", path }) },
  ].filter(Boolean);
}

function fix(edge, canvas) {
  const value = field("Value", "value", edge.fixed ?? "0");
  canvas.form(`Fix ${pathName(edge)}`, [value], "Fix", (form) => {
    canvas.ask({ do: "fix", path: edge.id, value: numberOf(form.elements.value.value) });
  });
}

export function nodeChoices(node, canvas) {
  const { ask, choose, drawing } = canvas;
  const { name } = node;
  const others = drawing.nodes.filter((other) => other.name !== name).map((other) => other.name);
  const latents = drawing.nodes.filter((other) => other.shape === "latent" && other.name !== node.owner);
  const to = (kind) => others.map((other) => [other, { do: kind, from: name, to: other }]);
  const latent = node.shape === "latent";
  return [
    others.length > 0 && { text: "Draw a path to …", act: () => choose(`Path from ${name} to`, to("path")) },
    others.length > 0 && { text: "Covary with …", act: () => choose(`${name} covaries with`, to("covariance")) },
    latent && canvas.known.columns.length > 0 && {
      text: "Add an indicator …",
      act: () => choose("Add", canvas.known.columns.map((column) => [column, { do: "indicator", name, column }])),
    },
    (latent || canvas.known.answers[name]) && { text: "Rename …", act: () => rename(node, canvas) },
    canvas.known.answers[name] && { text: "Turn its answers round …", act: () => turnRound(name, canvas) },
    latent && {
      text: "Place its indicators …",
      act: () => choose("Indicators", SIDES.map(([side, text]) => [text, { do: "turn", name, side }])),
    },
    node.owner && latents.length > 0 && {
      text: "Move to another construct …",
      act: () => choose("Measures", latents.map((other) => [other.name, moveIndicator(name, other.name)])),
    },
    { text: "Remove", act: () => ask({ do: "remove variable", name }) },
  ].filter(Boolean);
}

export const moveIndicator = (column, name) => ({ do: "move indicator", column, name });

function rename({ name, shape }, canvas) {
  canvas.form(`Rename ${name}`, [field("Name", "to", name)], "Rename", (form) => {
    const to = form.elements.to.value;
    if (to !== name) canvas.ask({ do: shape === "latent" ? "rename" : "rename column", name, to }, to);
  });
}

// Reverse-keyed items: the lowest answer becomes the highest.
function turnRound(name, canvas) {
  const [low, high] = canvas.known.answers[name];
  const ends = [field("Lowest possible answer", "low", low), field("Highest possible answer", "high", high)];
  canvas.form(`Turn ${name} round`, ends, "Turn round", (form) => {
    const [from, to] = ["low", "high"].map((end) => numberOf(form.elements[end].value));
    canvas.ask({ do: "turn round", name, low: from, high: to }, name);
  });
}

export function canvasChoices(canvas) {
  const any = canvas.drawing.nodes.length > 0;
  return [
    { text: "Add …", act: () => add(canvas) },
    any && { text: "Arrange …", act: () => arrange(canvas) },
    any && { text: "Name the paths a, b, c and define the indirect effects", act: () => canvas.ask({ do: "name paths" }) },
    any && { text: "Empty the canvas", act: () => canvas.ask({ do: "empty" }) },
  ].filter(Boolean);
}

export function arrange(canvas) {
  const mark = (template, text) => (template === canvas.known.template ? `${text} ✓` : text);
  canvas.choose("Arrange", TEMPLATES.map(([template, text]) => [mark(template, text), { do: "template", template }]));
}

// A construct with its columns; a single column without a name stands for itself.
export function add(canvas) {
  const constructs = canvas.drawing.nodes.filter((node) => node.shape === "latent");
  const options = [
    ...canvas.known.columns.map((value) => ({ value, text: value })),
    ...constructs.map(({ name }) => ({ value: name, text: `${name} (construct)` })),
  ];
  const fields = [
    field("Name of the construct; none for a single column", "name", ""),
    checks("Measured by", "columns", options),
  ];
  canvas.form("Add to the model", fields, "Add", (form) => {
    const columns = [...form.querySelectorAll("[name=columns]:checked")].map((box) => box.value);
    const name = form.elements.name.value.trim();
    if (!name && columns.length === 1) canvas.ask({ do: "column", name: columns[0] }, columns[0]);
    else canvas.ask({ do: "construct", name, columns }, name);
  });
}
