// Parallel coordinates of a search: an axis for each setting, a line for each trial, coloured by its result.
//
// Dragging along an axis marks a range; several ranges an axis are allowed, and a click on one takes it away. Dragging
// an axis by its name moves it. Which trials fit all ranges is told to every chart of the page at once, in the browser,
// and to Python a little later.

import { STYLE, svgElement } from "./style.js";

const TOP = 34;
const BOTTOM = 14;
const SIDE = 64;
const LEAST_DRAG = 4; // pixels; less is a click
const TELL_AFTER = 250; // milliseconds after the last change until Python hears of it
const plots = new WeakMap();

export function render({ data, parentElement, setStateValue }) {
  let plot = plots.get(parentElement);
  if (!plot) plots.set(parentElement, (plot = new Parallel(parentElement)));
  plot.tell = (trials) => setStateValue("brushed", trials);
  plot.receive(data);
  return () => {
    if (parentElement.isConnected) return;
    plots.delete(parentElement);
    plot.remove();
  };
}

class Parallel {
  constructor(parent) {
    this.parent = parent;
    this.brushes = new Map(); // axis → ranges, each [from, to] as shares of the axis from its foot
    this.order = [];
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.bar = document.createElement("div");
    this.bar.className = "bar";
    this.count = document.createElement("span");
    this.count.setAttribute("role", "status");
    this.clear = document.createElement("button");
    this.clear.textContent = "Clear ranges";
    this.clear.onclick = () => {
      this.brushes.clear();
      this.changed();
    };
    this.bar.append(this.count, this.clear);
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.setAttribute("role", "figure");
    this.canvas = document.createElement("canvas");
    this.svg = svgElement("svg");
    this.plot.append(this.canvas, this.svg);
    parent.append(style, this.bar, this.plot);
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.plot);
  }

  receive(message) {
    if (message.subject !== this.subject) {
      this.subject = message.subject;
      this.brushes.clear();
      this.order = [];
    }
    this.message = message;
    const names = message.axes.map((axis) => axis.name);
    const kept = this.order.filter((name) => names.includes(name));
    this.order = [...kept, ...names.filter((name) => !kept.includes(name))];
    this.plot.style.height = `${message.height}px`;
    this.plot.setAttribute("aria-label", message.alt);
    this.draw();
    this.announce();
  }

  get axes() {
    return this.order.map((name) => this.message.axes.find((axis) => axis.name === name));
  }

  x(index) {
    const room = Math.max(this.plot.clientWidth - 2 * SIDE, 10);
    return SIDE + (this.order.length > 1 ? (room * index) / (this.order.length - 1) : room / 2);
  }

  y(share) {
    return this.message.height - BOTTOM - share * (this.message.height - TOP - BOTTOM);
  }

  // The trials that fit all ranges, or null where there are no ranges.
  brushed() {
    const marked = this.message.axes.filter((axis) => this.brushes.get(axis.name)?.length);
    if (!marked.length) return null;
    return this.message.trials.filter((_, index) =>
      marked.every((axis) => {
        const place = axis.places[index];
        return place !== null && this.brushes.get(axis.name).some(([from, to]) => place >= from && place <= to);
      }),
    );
  }

  changed() {
    this.draw();
    this.announce();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(this.chosen ? [...this.chosen] : null), TELL_AFTER);
  }

  announce() {
    const trials = this.brushed();
    this.chosen = trials && new Set(trials);
    this.count.textContent = trials
      ? `${trials.length} of ${this.message.trials.length} trials`
      : `${this.message.trials.length} trials. Drag along an axis to mark a range, an axis by its name to move it.`;
    this.clear.hidden = !trials;
    window.markedTrials = this.chosen;
    window.dispatchEvent(new CustomEvent("trials-marked"));
  }

  draw() {
    if (!this.message || !this.plot.clientWidth) return;
    const trials = this.brushed();
    this.paint(trials && new Set(trials));
    this.drawAxes();
  }

  paint(chosen) {
    const { clientWidth: width } = this.plot;
    const { height, trials, colors } = this.message;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    this.canvas.style.cssText = `width: ${width}px; height: ${height}px`;
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const muted = getComputedStyle(this.plot).getPropertyValue("--st-gray-color").trim() || "#888";
    const axes = this.axes;
    const line = (index) => {
      let from = null;
      pen.beginPath();
      axes.forEach((axis, place) => {
        const share = axis.places[index];
        if (share === null) {
          from = null;
          return;
        }
        const [x, y] = [this.x(place), this.y(share)];
        if (from) pen.bezierCurveTo((from[0] + x) / 2, from[1], (from[0] + x) / 2, y, x, y);
        else pen.moveTo(x, y);
        from = [x, y];
      });
      pen.stroke();
    };
    const isIn = (index) => !chosen || chosen.has(trials[index]);
    const order = trials.map((_, index) => index);
    for (const index of order.filter((each) => !isIn(each))) {
      pen.strokeStyle = muted;
      pen.globalAlpha = 0.12;
      pen.lineWidth = 1;
      line(index);
    }
    for (const index of order.filter(isIn)) {
      pen.strokeStyle = colors[index] ?? muted;
      pen.globalAlpha = colors[index] ? 0.8 : 0.35;
      pen.lineWidth = chosen ? 2 : 1.4;
      line(index);
    }
  }

  drawAxes() {
    const make = (name, attributes, text) => this.svg.appendChild(svgElement(name, attributes, text));
    this.svg.replaceChildren();
    this.svg.setAttribute("width", this.plot.clientWidth);
    this.svg.setAttribute("height", this.message.height);
    const room = (this.plot.clientWidth - 2 * SIDE) / Math.max(this.order.length - 1, 1);
    const letters = Math.max(6, Math.floor(room / 7));
    this.axes.forEach((axis, place) => {
      const x = this.x(place);
      make("line", { class: "axis", x1: x, x2: x, y1: this.y(0), y2: this.y(1) });
      const short = axis.label.length > letters ? `${axis.label.slice(0, letters - 1)}…` : axis.label;
      const name = make("text", { class: "name", x, y: 14, "text-anchor": "middle" }, short);
      name.append(svgElement("title", {}, axis.label));
      name.onpointerdown = (event) => this.move(event, axis);
      for (const [share, text] of axis.ticks) {
        make("text", { class: "tick", x: x + 7, y: this.y(share) + 4 }, text);
      }
      const hit = make("rect", { class: "hit", x: x - 12, width: 24, y: this.y(1), height: this.y(0) - this.y(1) });
      hit.dataset.axis = axis.name;
      hit.onpointerdown = (event) => this.brush(event, axis);
      (this.brushes.get(axis.name) ?? []).forEach((range, index) => {
        const height = Math.max(this.y(range[0]) - this.y(range[1]), 2);
        const box = make("rect", { class: "range", x: x - 6, width: 12, y: this.y(range[1]), height });
        box.onclick = () => {
          this.brushes.get(axis.name).splice(index, 1);
          this.changed();
        };
      });
    });
  }

  brush(event, axis) {
    const share = (moved) => {
      const y = moved.clientY - this.plot.getBoundingClientRect().top;
      return Math.min(1, Math.max(0, (this.y(0) - y) / (this.y(0) - this.y(1))));
    };
    const start = share(event);
    const ranges = this.brushes.get(axis.name) ?? [];
    this.brushes.set(axis.name, ranges);
    let range = null;
    this.drag((moved) => {
      if (!range && Math.abs(moved.clientY - event.clientY) < LEAST_DRAG) return;
      if (!range) ranges.push((range = [start, start]));
      const now = share(moved);
      [range[0], range[1]] = [Math.min(start, now) - 1e-4, Math.max(start, now) + 1e-4];
      this.changed();
    });
    event.preventDefault();
  }

  move(event, axis) {
    this.drag((moved) => {
      const x = moved.clientX - this.plot.getBoundingClientRect().left;
      const rest = this.order.filter((name) => name !== axis.name);
      const place = Math.round(((x - SIDE) / (this.plot.clientWidth - 2 * SIDE)) * rest.length);
      rest.splice(Math.min(Math.max(place, 0), rest.length), 0, axis.name);
      if (rest.join() === this.order.join()) return;
      this.order = rest;
      this.draw();
    });
    event.preventDefault();
  }

  drag(follow) {
    const end = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", end);
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", end);
  }

  remove() {
    this.resizing.disconnect();
    clearTimeout(this.telling);
    window.markedTrials = null;
    window.dispatchEvent(new CustomEvent("trials-marked"));
  }
}
