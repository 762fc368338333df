// An example that draws itself on the first visit, so that the empty sheet shows what it is for.

import { SIDE_READ } from "./sheet.js";

const SEEN = "mnist-example-seen";
const DURATION = 1600; // milliseconds
const PEN = 20;
const THREE = "76,78 100,56 140,48 180,58 196,86 182,118 140,134 140,134 188,146 208,178 196,214 150,232 104,226 74,204";
const POINTS = THREE.split(" ").map((point) => point.split(",").map(Number));

// Draws a digit onto the sheet step by step; onStep is called after each. It goes once a pen touches the sheet.
export class Example {
  constructor(sheet, onStep) {
    Object.assign(this, { sheet, onStep });
    this.canvas = document.createElement("canvas");
    Object.assign(this.canvas, { className: "example", width: 2 * SIDE_READ, height: 2 * SIDE_READ });
    sheet.container.append(this.canvas);
    sheet.overlay = this.canvas;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const step = (now) => {
      const share = still ? 1 : Math.min((now - start) / DURATION, 1);
      this.draw(share);
      this.onStep(share === 1);
      if (share < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  static wanted() {
    return !sessionStorage.getItem(SEEN);
  }

  draw(share) {
    const context = this.canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIDE_READ, SIDE_READ);
    Object.assign(context, { strokeStyle: "white", lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    context.beginPath();
    curve().slice(0, Math.max(2, Math.round(share * 120))).forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
  }

  remove() {
    cancelAnimationFrame(this.frame);
    sessionStorage.setItem(SEEN, "yes");
    this.canvas.remove();
    this.sheet.overlay = null;
  }
}

// 120 points along the digit.
function curve() {
  const last = POINTS.length - 1;
  return Array.from({ length: 121 }, (_, i) => {
    const place = (i / 120) * last;
    const from = Math.min(Math.floor(place), last - 1);
    const [t, [p, q, r, s]] = [place - from, [-1, 0, 1, 2].map((k) => POINTS[Math.min(Math.max(from + k, 0), last)])];
    return [0, 1].map((axis) => spline(p[axis], q[axis], r[axis], s[axis], t));
  });
}

// Catmull-Rom: through q at 0 and r at 1.
function spline(p, q, r, s, t) {
  return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
}
