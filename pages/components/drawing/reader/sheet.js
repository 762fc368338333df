// The sheet in the page: where its pixels are, how large it is shown, and when a pen touches it.
//
// streamlit-drawable-canvas draws into two canvases in a shadow root: the upper holds the stroke that is being drawn,
// the lower the ones before it. Everything that is particular to it is here.

import { SheetKeys } from "./keys.js";

export const SIDE_READ = 280; // pixels along a side of what is read, whatever the sheet's own are

const HOSTS = '[data-testid="stBidiComponentIsolated"]';
const COLUMN = '[data-testid="stColumn"]';
const SMALLEST = 200;
const FRAMES_TO_SETTLE = 8;
const MARK = `
.dc-root, .dc-scroll, .dc-container { width: var(--sheet-side) !important; height: var(--sheet-side) !important; }
.dc-scroll { overflow: hidden !important; }
.dc-toolbar { display: none !important; }
.dc-container .canvas-container, .dc-container canvas { width: 100% !important; height: 100% !important; }
.dc-canvas, .upper-canvas { border-radius: 6px; }
.upper-canvas:focus-visible { outline: 2px solid var(--st-primary-color); }
.frame-mark, .example { position: absolute; pointer-events: none; z-index: 15; }
.frame-mark { inset: var(--frame, calc(100% * 4 / 28)); border: 1px dashed rgb(255 255 255 / 0.22); border-radius: 2px; }
.digit-box { position: absolute; pointer-events: none; z-index: 16; border: 2px solid rgb(224 122 31); border-radius: 3px; }
.example { inset: 0; width: 100% !important; height: 100% !important; z-index: 14; }
`;

export class Sheet {
  // on: { down, move, up }, called when a pen touches the sheet, moves on it and is lifted; say, with what keys did.
  constructor(on) {
    this.on = on;
    this.canvas = document.createElement("canvas");
    Object.assign(this.canvas, { width: SIDE_READ, height: SIDE_READ });
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.overlay = null;
    this.watch = new ResizeObserver(() => this.fit());
    this.fitting = () => this.fit();
    addEventListener("resize", this.fitting);
    this.drawing = false;
    this.find();
  }

  // The canvas component may come later than this one, and anew: look for it until it is there.
  find() {
    if (this.container?.isConnected) return this.fit();
    cancelAnimationFrame(this.search);
    for (const host of document.querySelectorAll(HOSTS)) {
      const container = host.shadowRoot?.querySelector(".dc-container");
      if (container?.querySelector(".upper-canvas")) return this.adopt(host, container);
    }
    this.search = requestAnimationFrame(() => this.find());
  }

  adopt(host, container) {
    Object.assign(this, { host, container });
    this.lower = container.querySelector(".lower-canvas");
    this.upper = container.querySelector(".upper-canvas");
    this.keys = new SheetKeys(container, this.upper, (text) => this.on.say?.(text));
    const style = document.createElement("style");
    style.textContent = MARK;
    const mark = document.createElement("div");
    mark.className = "frame-mark";
    if (this.edges) mark.style.setProperty("--frame", this.edges);
    this.mark = mark;
    container.append(style, mark);
    this.upper.addEventListener("pointerdown", () => this.touch());
    this.upper.addEventListener("pointermove", () => this.drawing && this.on.move());
    this.watch.disconnect();
    this.column = host.closest(COLUMN);
    if (this.column) this.watch.observe(this.column);
    this.fit();
    this.on.found?.();
  }

  // A stroke ends wherever the pen is lifted. It is caught before the canvas hears of it, which takes the stroke out of
  // the upper layer at once and paints it into the lower one some frames later.
  touch() {
    this.drawing = true;
    this.before = inkOf(this.pixels());
    this.on.down();
    const kinds = ["mouseup", "touchend", "touchcancel"];
    const lifted = () => {
      for (const kind of kinds) removeEventListener(kind, lifted, true);
      this.drawing = false;
      this.settle(FRAMES_TO_SETTLE);
    };
    for (const kind of kinds) addEventListener(kind, lifted, true);
  }

  // A dot is nowhere until the canvas has painted it; one that comes later still is sent by the canvas itself.
  settle(frames) {
    if (inkOf(this.pixels()) !== this.before) this.on.up();
    else if (frames > 0) requestAnimationFrame(() => this.drawing || this.settle(frames - 1));
  }

  // As large as the column and the window leave room for: what stands beside or below the sheet is in sight with it.
  fit() {
    if (!this.container?.isConnected) return;
    const width = this.column?.clientWidth ?? SIDE_READ;
    const stacked = innerWidth <= 640;
    const top = this.host.getBoundingClientRect().top + (document.querySelector('[data-testid="stMain"]')?.scrollTop ?? 0);
    const side = Math.max(SMALLEST, Math.min(width, innerHeight - top - (stacked ? 318 : 90)));
    if (side === this.side) return;
    this.side = side;
    this.host.style.setProperty("--sheet-side", `${Math.floor(side)}px`);
  }

  // What is on the sheet now, as ImageData.
  pixels() {
    const { context } = this;
    context.fillStyle = "black";
    context.fillRect(0, 0, SIDE_READ, SIDE_READ);
    for (const layer of [this.lower, this.upper, this.overlay]) {
      if (layer) context.drawImage(layer, 0, 0, SIDE_READ, SIDE_READ);
    }
    return context.getImageData(0, 0, SIDE_READ, SIDE_READ);
  }

  // The dashed frame: its distances from the sheet's top, right, bottom and left edge, as shares of its side.
  frame(edges) {
    this.edges = edges.map((share) => `${100 * share}%`).join(" ");
    this.mark?.style.setProperty("--frame", this.edges);
  }

  // Frames around the digits of a number, each [left, top, right, bottom] as shares of the sheet.
  showBoxes(boxes) {
    for (const box of this.container?.querySelectorAll(".digit-box") ?? []) box.remove();
    for (const [left, top, right, bottom] of boxes) {
      const frame = document.createElement("div");
      frame.className = "digit-box";
      const [x, y, width, height] = [left, top, right - left, bottom - top].map((share) => `${100 * share}%`);
      Object.assign(frame.style, { left: x, top: y, width, height, boxSizing: "border-box" });
      this.container.append(frame);
    }
  }

  // The pixels that were read last, as the address of a PNG.
  picture() {
    return this.canvas.toDataURL("image/png");
  }

  remove() {
    cancelAnimationFrame(this.search);
    removeEventListener("resize", this.fitting);
    this.watch.disconnect();
  }
}

function inkOf({ data }) {
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i];
  return sum;
}
