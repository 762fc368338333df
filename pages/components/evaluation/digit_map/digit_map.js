// Ten thousand digits as points: pan, zoom, point at one to see it, lasso many, and let them move from layer to layer.
//
// The message brings where every point lies in every layer; the pictures come once from an address of their own. So
// whatever the pointer asks is answered here, and only a click or a lasso tells Python.

import { Journey } from "./journey.js";
import { decode, load } from "./message.js";
import { Nearness, enclosed } from "./nearness.js";
import { paintLoop, paintOwn } from "./overlay.js";
import { Raster, fit, ink } from "./raster.js";
import { STYLE, button, element, isPressed, legendEntries, toggle } from "./style.js";
import { Tip } from "./tip.js";

const COLOURS = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e07a1f", "#7b8794", "#117755", "#9955cc"];
const WHOLE = { x: 0, y: 0, zoom: 1.4 }; // the first view
const MOST = 3000; // points that a lasso sends

const maps = new WeakMap(); // the component's element → its map

export function render({ data, parentElement, setStateValue, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new DigitMap(parentElement)));
  map.onChoose = (place) => setTriggerValue("chosen", place);
  map.onLasso = (places) => setTriggerValue("lasso", places);
  map.receive(data);
  return () => {
    if (parentElement.isConnected) return;
    maps.delete(parentElement);
    map.remove();
  };
}

class DigitMap {
  constructor(parent) {
    this.parent = parent;
    this.view = { ...WHOLE };
    this.journey = new Journey(() => this.draw(), () => this.named());
    const style = Object.assign(element("style"), { textContent: STYLE });
    this.root = element("div", "root");
    this.bar = element("div", "bar");
    this.play = button(this.bar, "▶ Play", "Let the digits move from layer to layer", () => this.journey.playThrough(this.header.layers.length - 1));
    this.slider = Object.assign(element("input"), { type: "range", min: 0, step: 1, ariaLabel: "Layer" });
    this.slider.oninput = () => this.journey.goTo(Number(this.slider.value));
    this.name = element("output");
    this.lassoing = button(this.bar, "Lasso", "Draw around digits to see them below; or hold Shift", () => toggle(this.lassoing));
    this.only = button(this.bar, "Mistakes only", "Hide what is read correctly", () => {
      toggle(this.only);
      this.draw();
    });
    button(this.bar, "Reset view", "Show all", () => {
      this.view = { ...WHOLE };
      this.draw();
    });
    this.play.after(this.slider, this.name);
    this.canvas = Object.assign(element("canvas"), { tabIndex: 0, role: "img" });
    this.tip = new Tip();
    this.legend = element("div", "legend");
    this.stage = element("div", "stage");
    this.stage.append(this.canvas, this.tip.box);
    this.root.append(this.bar, this.stage, this.legend);
    parent.append(style, this.root);
    this.listen();
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.stage);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.release(event));
    canvas.addEventListener("pointerleave", () => this.look(-1));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
      const zooms = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
      if (!steps && !zooms) return;
      event.preventDefault();
      event.stopPropagation();
      if (steps) this.pan(...steps);
      else this.zoom(zooms, this.width / 2, this.height / 2);
    });
  }

  receive(bytes) {
    const { header, arrays } = decode(bytes);
    const fresh = this.header?.key !== header.key;
    Object.assign(this, { header, ...arrays });
    this.canvas.setAttribute("aria-label", header.alt);
    this.slider.max = header.layers.length - 1;
    if (fresh) {
      this.journey.layer = Math.min(Math.round(this.journey.layer), header.layers.length - 1) || 0;
      this.inks = COLOURS.map(ink);
      this.wrong = [...this.labels.keys()].filter((i) => this.labels[i] !== this.predicted[i]);
      this.look(-1);
    }
    this.legend.replaceChildren(...legendEntries(COLOURS));
    load(header.pictures).then((pictures) => (this.pictures = pictures)).catch(() => {});
    this.named();
    this.draw();
  }

  named() {
    const layer = Math.round(this.journey.layer);
    this.slider.value = layer;
    this.name.textContent = this.header.layers[layer];
    this.root.dataset.layer = layer;
  }

  // The layer that was left, how much of the way to the next is behind, and where the origin and a length of 1 lie.
  scale() {
    const before = Math.floor(this.journey.layer);
    const size = (Math.min(this.width, this.height) / 2 - 8) * this.view.zoom;
    return { before, share: this.journey.layer - before, size, x: this.width / 2 + this.view.x, y: this.height / 2 + this.view.y };
  }

  // Where every point lies on the canvas now.
  project() {
    const { count, coordinates } = this;
    const { before, share, size, x, y } = this.scale();
    const a = 2 * count * before, b = share ? a + 2 * count : a;
    if (this.places?.length !== 2 * count) this.places = new Float32Array(2 * count);
    const places = this.places, unit = size / 32767;
    for (let i = 0; i < 2 * count; i += 2) {
      places[i] = x + unit * (coordinates[a + i] + share * (coordinates[b + i] - coordinates[a + i]));
      places[i + 1] = y + unit * (coordinates[a + i + 1] + share * (coordinates[b + i + 1] - coordinates[a + i + 1]));
    }
    this.nearness = undefined;
    return places;
  }

  draw() {
    if (!this.header || !this.stage.clientWidth) return;
    const ratio = window.devicePixelRatio || 1;
    this.width = this.stage.clientWidth;
    this.height = this.stage.clientHeight;
    fit(this.canvas, this.width, this.height, ratio);
    const context = this.canvas.getContext("2d");
    const places = this.project();
    const size = Math.min(9, (this.count > 4000 ? 2.6 : 4) * Math.sqrt(this.view.zoom));
    const style = getComputedStyle(this.parent.host ?? this.parent);
    const text = style.getPropertyValue("--st-text-color").trim() || "black";
    const raster = new Raster(context, ratio);
    if (!isPressed(this.only)) {
      for (let i = 0; i < this.count; i++) raster.square(places[2 * i], places[2 * i + 1], size, this.inks[this.labels[i]]);
    }
    const frame = ink(text);
    for (const i of this.wrong) {
      raster.square(places[2 * i], places[2 * i + 1], size + 4, frame);
      raster.square(places[2 * i], places[2 * i + 1], size + 2, this.inks[this.labels[i]]);
    }
    raster.put();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.header.own) paintOwn(context, this.placeOfOwn(), text);
    if (this.loop?.length > 1) paintLoop(context, this.loop, style.getPropertyValue("--st-primary-color").trim());
    this.root.dataset.frames = Number(this.root.dataset.frames ?? 0) + 1;
    this.root.dataset.count = this.count;
  }

  // Where a person's own drawing lies on the canvas now.
  placeOfOwn() {
    const { before, share, size, x, y } = this.scale();
    const { own } = this.header;
    const a = own[before], b = own[Math.min(before + 1, own.length - 1)];
    return [x + size * (a[0] + share * (b[0] - a[0])), y + size * (a[1] + share * (b[1] - a[1]))];
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pressed = { x: event.offsetX, y: event.offsetY, moved: false };
    this.loop = event.shiftKey || isPressed(this.lassoing) ? [[event.offsetX, event.offsetY]] : undefined;
  }

  move(event) {
    const { offsetX: x, offsetY: y } = event;
    if (!this.pressed) return this.look(this.nearest(x, y));
    const last = this.pressed;
    this.pressed = { x, y, moved: last.moved || Math.hypot(x - last.x, y - last.y) > 1 };
    if (this.loop) {
      this.loop.push([x, y]);
      this.schedule();
    } else if (this.pressed.moved) this.pan(x - last.x, y - last.y);
  }

  release(event) {
    const { pressed, loop } = this;
    this.pressed = this.loop = undefined;
    if (loop?.length > 2) {
      const inside = enclosed(loop, this.places, MOST);
      this.draw();
      this.onLasso(inside);
    } else if (pressed && !pressed.moved) {
      const found = this.nearest(event.offsetX, event.offsetY);
      if (found >= 0) this.onChoose(found);
    }
  }

  pan(x, y) {
    this.view.x += x;
    this.view.y += y;
    this.look(-1);
    this.schedule();
  }

  // Draw once before the next frame, however often the pointer moved meanwhile.
  schedule() {
    this.due ??= requestAnimationFrame(() => {
      this.due = undefined;
      this.draw();
    });
  }

  zoom(factor, x, y) {
    const { view } = this;
    const zoom = Math.min(60, Math.max(0.5, view.zoom * factor));
    const change = zoom / view.zoom;
    view.x = x - this.width / 2 - change * (x - this.width / 2 - view.x);
    view.y = y - this.height / 2 - change * (y - this.height / 2 - view.y);
    view.zoom = zoom;
    this.schedule();
  }

  nearest(x, y) {
    if (!this.places) return -1;
    this.nearness ??= new Nearness(this.places);
    const only = isPressed(this.only);
    return this.nearness.nearest(x, y, (i) => !only || this.predicted[i] !== this.labels[i]);
  }

  look(i) {
    if (i === this.looked) return;
    this.looked = i;
    this.root.dataset.looked = i;
    if (i < 0) return this.tip.hide();
    const right = this.labels[i] === this.predicted[i];
    const text = `Image ${i}: a ${this.labels[i]}${right ? "" : `, read as ${this.predicted[i]}`}`;
    const pixels = this.pictures?.subarray(784 * i, 784 * (i + 1));
    this.tip.show(text, pixels, this.places[2 * i], this.places[2 * i + 1], this.width, this.height);
  }

  remove() {
    this.resizing.disconnect();
    this.journey.end();
    cancelAnimationFrame(this.due);
    this.root.remove();
  }
}
