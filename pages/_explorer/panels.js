// What stands beside the diagram: verdicts as cards, fit and effects as tables.

import { attribute, morph, write } from "./morph.js";
import { element, symbolFor } from "./shapes.js";

// More verdicts than these scroll in a place of their own, so that the diagram stays in sight.
const MOST_CARDS = 6;
const isMany = (frame) => frame.cards.length > MOST_CARDS;

// What is written on the cards of a frame, whatever its figures: all digits are equally wide.
function wording({ cards, trust, message, empty }) {
  const texts = cards.map(({ title, modern, sentence, evidence }) => [title, modern, sentence, evidence]);
  return JSON.stringify([texts, trust, message, empty]).replace(/\d/g, "0");
}

export class Panels {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.find(".cards").addEventListener("toggle", (event) => this.remember(event.target), true);
  }

  // One rule is open at a time, and stays open with its card.
  remember(rule) {
    const { id } = rule.dataset;
    if (rule.open) this.openRule = id;
    else if (this.openRule === id) this.openRule = null;
  }

  paint(frame) {
    const shown = this.find(".cards");
    shown.classList.toggle("many", isMany(frame));
    // What scrolls has to be in reach of the keyboard.
    if (isMany(frame)) shown.tabIndex = 0;
    else shown.removeAttribute("tabindex");
    morph(shown, this.cardsOf(frame));
    this.paintFit(frame);
    this.paintForest(frame.forest);
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
  reserve(frames) {
    const shown = this.find(".cards");
    const width = shown.offsetWidth;
    const same = width === this.width;
    if (!same) this.heights = new Map();
    this.width = width;
    const texts = new Map(frames.map((frame) => [wording(frame), frame]));
    const unknown = [...texts.keys()].filter((text) => !this.heights.has(text));
    const measured = this.measure(unknown.map((text) => texts.get(text)));
    unknown.forEach((text, i) => this.heights.set(text, measured[i]));
    const heights = [...texts.keys()].map((text) => this.heights.get(text));
    shown.style.minHeight = `${Math.max(...heights, same ? shown.offsetHeight : 0)}px`;
  }

  // How high the cards of these frames would be, read together, so that the browser lays out once.
  measure(frames) {
    if (!frames.length) return [];
    const ghosts = element("div", "ghosts");
    ghosts.setAttribute("aria-hidden", "true");
    for (const frame of frames) {
      const ghost = element("div", isMany(frame) ? "cards many" : "cards");
      if (!isMany(frame)) ghost.append(...this.cardsOf(frame));
      ghosts.append(ghost);
    }
    this.find(".cards").after(ghosts);
    const heights = [...ghosts.children].map((ghost) => ghost.offsetHeight);
    ghosts.remove();
    return heights;
  }

  card(card) {
    const made = element("article", `card${card.trusted ? "" : " doubtful"}`);
    const heading = element("h3");
    heading.append(symbolFor(card.symbol), element("span", "", card.title), element("small", "", card.modern));
    const rule = element("details", "rule");
    rule.append(element("summary", "", "Rule"), element("p", "", card.rule));
    rule.dataset.id = card.id;
    rule.open = this.openRule === card.id;
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
    morph(this.find(".fit tbody"), rows);
    write(this.find(".nofit"), rows.length ? "" : "There is no fit to show for this model.");
  }

  paintForest(forest) {
    const heading = [document.createTextNode("Effects "), element("small", "", `with ${forest.level} intervals`)];
    morph(this.find(".effects"), forest.lines.length ? heading : []);
    const rows = forest.lines.map((line) => this.forestRow(line));
    morph(this.find(".forest tbody"), rows);
    const last = forest.ticks.length - 1;
    attribute(this.find(".forest"), "style", `--step: ${percent(1 / last)}; --zero: ${percent(forest.zero)}`);
    const ticks = forest.ticks.map((text, i) => {
      const tick = element("span", "", text);
      tick.setAttribute("style", `left: ${percent(i / last)}`);
      return tick;
    });
    morph(this.find(".axis"), ticks);
  }

  forestRow(line) {
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
  made.setAttribute("style", `left: ${percent(left)}${width === undefined ? "" : `; width: ${percent(width)}`}`);
  return made;
}
