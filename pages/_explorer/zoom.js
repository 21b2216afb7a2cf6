// The size of the diagram in its window: legible to begin with, then as a person wants it.

const LEAST = 0.3;
const MOST = 4;
const STEP = 1.25;
// The smallest text is 13 units: below this scale it would fall under 12 pixels.
const LEGIBLE = 12 / 13;

export class Zoom {
  constructor(scroll, svg) {
    this.scroll = scroll;
    this.svg = svg;
    this.scale = null;
    scroll.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    scroll.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
    scroll.addEventListener("touchend", () => { this.apart = null; });
  }

  // A picture of another size; what was zoomed stays zoomed.
  show(width, height) {
    this.width = width;
    this.height = height;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.size();
  }

  size() {
    const style = this.svg.style;
    const free = this.scale === null;
    style.width = free ? "" : `${this.width * this.scale}px`;
    style.minWidth = free ? `${this.width * LEGIBLE}px` : "0";
    style.maxHeight = free ? `max(66vh, ${this.height * LEGIBLE}px)` : "none";
    style.flex = free ? "" : "none";
  }

  now() {
    return this.svg.getScreenCTM().a;
  }

  // Zoom so that the point of the picture at (x, y) of the window stays there.
  by(factor, x = this.scroll.clientWidth / 2, y = this.scroll.clientHeight / 2) {
    const old = this.now();
    this.scale = Math.max(LEAST, Math.min(MOST, old * factor));
    const grown = this.scale / old;
    const at = [(this.scroll.scrollLeft + x) * grown - x, (this.scroll.scrollTop + y) * grown - y];
    this.size();
    [this.scroll.scrollLeft, this.scroll.scrollTop] = at;
  }

  larger() {
    this.by(STEP);
  }

  smaller() {
    this.by(1 / STEP);
  }

  // The whole picture in the window.
  fit() {
    const { clientWidth, clientHeight } = this.scroll;
    this.scale = Math.max(LEAST, Math.min(MOST, clientWidth / this.width, clientHeight / this.height));
    this.size();
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.scroll.getBoundingClientRect();
    this.by(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
  }

  pinch(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const [one, other] = event.touches;
    const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const box = this.scroll.getBoundingClientRect();
    const x = (one.clientX + other.clientX) / 2 - box.left;
    if (this.apart) this.by(apart / this.apart, x, (one.clientY + other.clientY) / 2 - box.top);
    this.apart = apart;
  }
}
