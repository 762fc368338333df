"use strict";
// Curves as SVG: the wheel zooms, dragging moves, two clicks show all, and the pointer reads the values off.

const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [480, 300];
const BOX = { left: 48, right: 470, top: 10, bottom: 268 };
const COLOURS = 7;

function element(name, attributes = {}, text = "") {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

// Round places for the lines of an axis.
function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) found.push(value);
  return found;
}

class Chart {
  constructor(figure, { title, percent, curves }) {
    Object.assign(this, { curves, percent });
    const xs = curves.flatMap(({ x }) => x);
    const ys = curves.flatMap(({ y }) => y);
    const pad = (Math.max(...ys) - Math.min(...ys)) * 0.04 || 0.1;
    this.whole = { x: [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)], y: [Math.min(...ys) - pad, Math.max(...ys) + pad] };
    this.view = structuredClone(this.whole);
    const last = curves.map(({ name, y }) => `${name} ${this.text(y.at(-1))}`).join(", ");
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title} by epoch; at the end ${last}` });
    figure.append(this.svg, this.legend());
    this.svg.addEventListener("wheel", (event) => this.zoom(event), { passive: false });
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.paint());
    this.svg.addEventListener("dblclick", () => {
      this.view = structuredClone(this.whole);
      this.paint();
    });
    this.paint();
  }

  text(value) {
    return this.percent ? `${(100 * value).toFixed(2)}%` : value.toPrecision(4);
  }

  place(x, y) {
    const { view } = this;
    return [
      BOX.left + ((x - view.x[0]) / (view.x[1] - view.x[0])) * (BOX.right - BOX.left),
      BOX.bottom - ((y - view.y[0]) / (view.y[1] - view.y[0])) * (BOX.bottom - BOX.top),
    ];
  }

  // Where the pointer is, in the chart's own numbers.
  under(event) {
    const box = this.svg.getBoundingClientRect();
    const [u, v] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    const { view } = this;
    return [
      view.x[0] + ((u - BOX.left) / (BOX.right - BOX.left)) * (view.x[1] - view.x[0]),
      view.y[0] + ((BOX.bottom - v) / (BOX.bottom - BOX.top)) * (view.y[1] - view.y[0]),
    ];
  }

  zoom(event) {
    event.preventDefault();
    const factor = event.deltaY < 0 ? 0.8 : 1.25;
    const at = this.under(event);
    ["x", "y"].forEach((axis, i) => {
      this.view[axis] = this.view[axis].map((end) => at[i] + (end - at[i]) * factor);
    });
    this.paint();
  }

  grab(event) {
    this.held = this.under(event);
    this.svg.setPointerCapture(event.pointerId);
    this.svg.addEventListener("pointerup", () => (this.held = null), { once: true });
    this.svg.addEventListener("pointercancel", () => (this.held = null), { once: true });
  }

  point(event) {
    const at = this.under(event);
    if (this.held) {
      ["x", "y"].forEach((axis, i) => {
        this.view[axis] = this.view[axis].map((end) => end + this.held[i] - at[i]);
      });
      return this.paint();
    }
    return this.paint(at[0]);
  }

  paint(at) {
    const { svg, view } = this;
    svg.replaceChildren();
    for (const value of ticks(...view.y, 6)) {
      const [, v] = this.place(0, value);
      if (v < BOX.top || v > BOX.bottom) continue;
      svg.append(element("line", { x1: BOX.left, x2: BOX.right, y1: v, y2: v, stroke: "var(--line)" }));
      const text = this.percent ? `${+(100 * value).toFixed(2)}%` : +value.toPrecision(4);
      svg.append(element("text", { x: BOX.left - 6, y: v + 4, "text-anchor": "end" }, text));
    }
    for (const value of ticks(...view.x, 8)) {
      const [u] = this.place(value, 0);
      svg.append(element("text", { x: u, y: BOX.bottom + 18, "text-anchor": "middle" }, +value.toPrecision(5)));
    }
    const clip = element("svg", { x: BOX.left, y: BOX.top, width: BOX.right - BOX.left, height: BOX.bottom - BOX.top, viewBox: `${BOX.left} ${BOX.top} ${BOX.right - BOX.left} ${BOX.bottom - BOX.top}` });
    svg.append(clip);
    for (const { x, y, ...curve } of this.curves) {
      const points = x.map((value, i) => this.place(value, y[i]).map((place) => place.toFixed(1)).join(",")).join(" ");
      clip.append(element("polyline", { points, fill: "none", ...stroke(curve) }));
      if (x.length > 1) continue;
      const [cx, cy] = this.place(x[0], y[0]);
      clip.append(element("circle", { cx, cy, r: 4, fill: stroke(curve).stroke }));
    }
    if (at !== undefined) this.read(at);
  }

  // The values at the point nearest to the pointer.
  read(at) {
    const nearest = (xs) => xs.reduce((best, value, i) => (Math.abs(value - at) < Math.abs(xs[best] - at) ? i : best), 0);
    const [u] = this.place(Math.min(Math.max(at, this.view.x[0]), this.view.x[1]), 0);
    this.svg.append(element("line", { x1: u, x2: u, y1: BOX.top, y2: BOX.bottom, stroke: "var(--quiet)", "stroke-dasharray": "2 3" }));
    const left = u > WIDTH / 2;
    this.curves.slice(0, 12).forEach(({ name, x, y, colour }, row) => {
      const i = nearest(x);
      const text = element("text", { x: left ? u - 8 : u + 8, y: BOX.top + 16 + 15 * row, "text-anchor": left ? "end" : "start" }, `${name} ${this.text(y[i])}`);
      text.style.fill = `var(--c${colour % COLOURS})`;
      this.svg.append(text);
    });
  }

  legend() {
    const legend = document.createElement("div");
    legend.className = "legend";
    for (const { name, ...curve } of this.curves) {
      const entry = document.createElement("span");
      const line = element("svg", { viewBox: "0 0 24 8", "aria-hidden": true });
      line.style.width = "24px";
      line.append(element("line", { x1: 0, x2: 24, y1: 4, y2: 4, ...stroke(curve) }));
      entry.append(line, name);
      legend.append(entry);
    }
    return legend;
  }
}

function stroke({ colour, dashed, faint }) {
  return {
    stroke: `var(--c${colour % COLOURS})`,
    "stroke-width": faint ? 1 : 2,
    "stroke-opacity": faint ? 0.4 : 1,
    "stroke-dasharray": dashed ? "6 4" : "none",
  };
}

const charts = JSON.parse(document.getElementById("charts").textContent);
for (const figure of document.querySelectorAll("[data-chart]")) {
  const chart = charts[Number(figure.dataset.chart)];
  if (chart.curves.length) new Chart(figure, chart);
}
