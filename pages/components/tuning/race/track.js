// The chart of a race: a line for each set-up as far as it has come, its number at its head, and below who led when.

import { draw } from "./style.js";

const HEIGHT = 330;
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 18, 12, 54];
const RIBBON = 12;
const TICKS = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995];
const LEAST_GAP = 24; // pixels between two numbers beside the axis

// Each step up removes the same share of the mistakes, so that 97% and 98% stay apart.
const height = (accuracy) => -Math.log10(Math.max(1 - accuracy, 0.001));

export class Track {
  constructor(parent) {
    this.svg = draw(parent, "svg", { role: "img", height: HEIGHT });
  }

  paint({ story, entrants, axis, place, alt }) {
    const width = this.svg.clientWidth;
    this.svg.setAttribute("aria-label", alt);
    if (!width || !story.accuracies.length) return this.svg.replaceChildren();
    this.svg.replaceChildren();
    const all = story.accuracies.flat();
    const [low, high] = [height(Math.min(...all)), Math.max(height(Math.max(...all)), 0.2)];
    const x = (at) => LEFT + ((width - LEFT - RIGHT) * at) / (story.goal || 1);
    const y = (accuracy) =>
      HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (height(accuracy) - low)) / (high - low || 1);
    this.axes(story, axis, x, y, width);
    const { leader } = story.leadAt(place);
    const heads = story.order(place).reverse(); // the first last, on top
    for (const racer of heads) {
      const points = story.line(racer, place).map(([at, accuracy]) => `${x(at).toFixed(1)},${y(accuracy).toFixed(1)}`);
      const look = { class: `line${racer === leader ? " leads" : ""}`, points: points.join(" ") };
      draw(this.svg, "polyline", { ...look, stroke: entrants[racer].color });
    }
    for (const racer of heads) {
      const [at, accuracy] = story.line(racer, place).at(-1);
      const [cx, cy] = [x(at), y(accuracy)];
      draw(this.svg, "circle", { class: "head", cx, cy, r: 9, stroke: entrants[racer].color });
      draw(this.svg, "text", { class: "bib", x: cx, y: cy + 4 }, racer + 1);
    }
    this.ribbon(story, entrants, x, place);
  }

  axes(story, axis, x, y, width) {
    const foot = HEIGHT - BOTTOM;
    let last = Infinity;
    for (const tick of TICKS) {
      const at = y(tick);
      if (at > foot + 1 || at < TOP - 1 || last - at < LEAST_GAP) continue;
      last = at;
      draw(this.svg, "line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: at, y2: at });
      draw(this.svg, "text", { class: "tick", x: LEFT - 6, y: at + 4, "text-anchor": "end" }, `${+(100 * tick).toFixed(1)}%`);
    }
    const parts = width > 520 ? 4 : 2;
    for (let part = 0; part <= parts; part++) {
      const at = (story.goal * part) / parts;
      const text = axis === "clock" ? `${at.toFixed(story.goal < 1 ? 2 : 1)} s` : Math.round(at).toLocaleString("en");
      const anchor = part === 0 ? "start" : part === parts ? "end" : "middle";
      draw(this.svg, "text", { class: "tick", x: x(at), y: foot + 14 + RIBBON + 6, "text-anchor": anchor }, text);
    }
    const title = axis === "clock" ? "Seconds spent learning" : "Images that each has seen";
    draw(this.svg, "text", { class: "tick", x: (LEFT + width) / 2, y: HEIGHT - 3, "text-anchor": "middle" }, title);
  }

  ribbon(story, entrants, x, place) {
    const top = HEIGHT - BOTTOM + 5;
    story.leads.forEach(({ from, racer }, index) => {
      if (from >= place) return;
      const [start, end] = [x(from), x(Math.min(story.leads[index + 1]?.from ?? story.goal, place))];
      const box = draw(this.svg, "rect", { x: start, y: top, width: Math.max(end - start, 1), height: RIBBON });
      box.setAttribute("fill", entrants[racer].color);
      box.setAttribute("fill-opacity", "0.55");
      draw(box, "title", {}, `${entrants[racer].name} led here`);
      if (end - start > 14) draw(this.svg, "text", { class: "bib", x: (start + end) / 2, y: top + 10 }, racer + 1);
    });
  }
}
