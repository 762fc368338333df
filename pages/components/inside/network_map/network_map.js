// The network in one picture: a unit is a cell, and the one under the pointer shows its strongest connections.
//
// The message brings what one image does to the network; the weights come once from an address of their own. So what
// the pointer or an arrow key asks is answered here, and only a click tells Python which unit to set out in tables.
// Other moments of the training are fetched ahead, so that the picture goes to them before Python has heard of it.

import { readTheme } from "./colours.js";
import { Network } from "./flow.js";
import { Gallery } from "./gallery.js";
import { Inspector, describe } from "./inspector.js";
import { arrange, neighbour, unitAt } from "./layout.js";
import { decode, fetchMoment, fetchWeights } from "./message.js";
import { Moments } from "./moments.js";
import { paintCross, paintFrame, paintLayers, paintLines, paintTitles, prepare } from "./paint.js";
import { STYLE } from "./style.js";
import { Timeline } from "./timeline.js";

const LINES = 28; // of one unit, to either side
const WEB_LINES = 70; // between two layers
const SWEEP = 220; // milliseconds that each layer takes to come into view

const maps = new WeakMap(); // the component's element → its picture

export function render({ data, parentElement, setStateValue }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new NetworkMap(parentElement)));
  map.onChoose = (place) => setStateValue("chosen", place);
  map.moments.tellPython = (step) => setStateValue("moment", step);
  map.receive(data);
  return () => {
    if (parentElement.isConnected) return;
    maps.delete(parentElement);
    map.remove();
  };
}

class NetworkMap {
  constructor(parent) {
    this.parent = parent;
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.root = document.createElement("div");
    this.root.setAttribute("role", "group");
    this.timeline = new Timeline(this.root);
    this.moments = new Moments(this.timeline, (message, weights) => this.show(message, weights));
    this.stage = document.createElement("div");
    this.stage.className = "map";
    this.canvases = ["web", "cells", "marks"].map((className) =>
      Object.assign(document.createElement("canvas"), { className, ariaHidden: "true" }));
    this.stage.append(...this.canvases);
    this.root.append(this.stage);
    this.inspector = new Inspector(this.root);
    this.gallery = new Gallery(this.root, (place) => this.keep(place));
    parent.append(style, this.root);
    this.boxes = [];
    this.stage.addEventListener("pointermove", (event) => this.point(event));
    this.stage.addEventListener("pointerleave", () => this.look(null));
    this.stage.addEventListener("click", (event) => this.keep(this.under(event)));
    this.resizing = new ResizeObserver(() => this.network && this.root.clientWidth !== this.layout?.width && this.draw());
    this.resizing.observe(this.root);
  }

  // The picture changes once the weights that belong to the message are here; a first one is drawn without its lines.
  async receive(bytes) {
    const message = decode(bytes);
    if (!this.moments.isWanted(message.header)) return;
    this.latest = message;
    if (!this.header) this.apply(message, null);
    const weights = await fetchWeights(message.header.weights).catch(() => null);
    if (this.latest !== message || !this.moments.isStill(message.header)) return; // another one came meanwhile
    this.show(message, weights);
    if (!weights) this.inspector.tell("The weights could not be loaded: reload the page once the server is back.");
  }

  show(message, weights) {
    this.latest = message;
    const isShown = this.text === message.text && this.network.weights === weights && !this.hasOtherTheme();
    if (!isShown) this.apply(message, weights);
    if (!weights) return;
    this.root.dataset.ready = message.header.weights;
    this.moments.shown(message.header);
  }

  // Streamlit sends the last message again when the theme changes.
  hasOtherTheme() {
    return JSON.stringify(readTheme(getComputedStyle(this.parent.host ?? this.parent))) !== JSON.stringify(this.theme);
  }

  apply({ header, text, arrays }, weights) {
    const turned = this.header && this.header.direction !== header.direction;
    this.header = header;
    this.text = text;
    const layers = header.layers.map((layer, index) => ({ ...layer, ...arrays[index] }));
    this.network = new Network(layers, weights, header.direction);
    this.network.removed = new Set(header.removed);
    this.kept = header.chosen;
    this.root.setAttribute("aria-label", header.alt);
    this.root.dataset.digit = header.digit;
    this.draw(turned);
  }

  draw(turned = false) {
    const width = this.root.clientWidth;
    if (!width) return;
    this.theme = readTheme(getComputedStyle(this.parent.host ?? this.parent));
    this.layout = arrange(this.network.layers, width);
    this.stage.style.height = `${this.layout.height}px`;
    this.placeBoxes();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (turned && !still) this.sweep();
    else this.drawLayers(() => 1);
    if (this.network.weights) this.drawWeb();
    this.mark();
    this.gallery.show(this.network, width, this.theme, this.header.gallery);
  }

  // Let the layers come into view one after the other, the way the numbers go.
  sweep() {
    cancelAnimationFrame(this.frame);
    const start = performance.now();
    const count = this.layout.blocks.length;
    const step = (now) => {
      const passed = (now - start) / SWEEP;
      const order = (layer) => (this.network.backward ? count - 1 - layer : layer);
      this.drawLayers((layer) => 0.15 + 0.85 * Math.max(0, Math.min(1, passed - 0.7 * order(layer))));
      if (passed < count) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  drawLayers(seen) {
    const { width, height } = this.layout;
    paintLayers(prepare(this.canvases[1], width, height), this.layout, this.network, this.theme, seen);
  }

  drawWeb() {
    const { width, height } = this.layout;
    const context = prepare(this.canvases[0], width, height);
    for (let layer = 1; layer < this.layout.blocks.length; layer++) {
      const lines = this.network.web(layer, WEB_LINES);
      const largest = lines.length ? Math.abs(lines[0][2]) : 0;
      paintLines(context, this.layout, layer, lines, this.theme, { wide: 1.6, alpha: 0.45, largest });
    }
  }

  // Show the unit that is looked at, else the one that is kept: its lines, its frame, its numbers.
  mark() {
    const place = this.looked ?? this.kept;
    const { width, height, blocks } = this.layout;
    const context = prepare(this.canvases[2], width, height);
    this.canvases[0].style.opacity = this.looked ? 0.12 : 0.5;
    for (const name of this.header.removed) paintCross(context, blocks, name.split("-").map(Number), this.theme.text);
    const [layer, unit] = place;
    const incoming = this.network.incoming(place, LINES).map(([from, value]) => [from, unit, value]);
    const outgoing = this.network.outgoing(place, LINES).map(([to, value]) => [unit, to, value]);
    const style = (lines) => ({ wide: 3, alpha: 0.85, largest: lines.length ? Math.abs(lines[0][2]) : 0 });
    if (incoming.length) paintLines(context, this.layout, layer, incoming, this.theme, style(incoming));
    if (outgoing.length) paintLines(context, this.layout, layer + 1, outgoing, this.theme, style(outgoing));
    paintTitles(context, this.layout, this.network, this.theme);
    const { text, background, primary } = this.theme;
    if (this.kept && this.looked) paintFrame(context, blocks[this.kept[0]], this.kept[1], primary, background);
    paintFrame(context, blocks[layer], unit, this.looked ? text : primary, background);
    const isKept = this.kept && layer === this.kept[0] && unit === this.kept[1];
    this.inspector.show(place, this.network, this.layout, this.theme, isKept);
    this.root.dataset.shown = place.join("-");
  }

  // One box over each layer takes the keyboard's focus and tells a screen reader its current unit.
  placeBoxes() {
    const { blocks, vertical } = this.layout;
    while (this.boxes.length > blocks.length) this.boxes.pop().remove();
    blocks.forEach((block, layer) => {
      const box = (this.boxes[layer] ??= this.newBox(layer));
      box.setAttribute("aria-label", `${this.network.layers[layer].title}, ${this.network.layers[layer].detail}`);
      box.unit = Math.min(this.kept?.[0] === layer ? this.kept[1] : (box.unit ?? 0), block.size - 1);
      this.tell(box, layer);
      Object.assign(box.style, {
        left: `${block.x}px`,
        top: `${block.y}px`,
        width: `${block.width + (vertical ? 0 : (block.bars ?? 0))}px`,
        height: `${block.height + (vertical ? (block.bars ?? 0) : 0)}px`,
      });
    });
  }

  newBox(layer) {
    const box = document.createElement("div");
    box.className = "layer";
    box.tabIndex = 0;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-activedescendant", `unit-of-layer-${layer}`);
    box.innerHTML = `<div class="option" role="option" id="unit-of-layer-${layer}"></div>`;
    box.addEventListener("keydown", (event) => this.press(event, box, layer));
    box.addEventListener("focus", () => box.matches(":focus-visible") && this.look([layer, box.unit]));
    box.addEventListener("blur", () => this.look(null));
    this.stage.append(box);
    return box;
  }

  tell(box, layer) {
    const option = box.firstElementChild;
    option.textContent = describe(this.network, [layer, box.unit]);
    option.setAttribute("aria-selected", String(this.kept?.[0] === layer && this.kept[1] === box.unit));
    option.setAttribute("aria-posinset", box.unit + 1);
    option.setAttribute("aria-setsize", this.network.layers[layer].size);
  }

  press(event, box, layer) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.keep([layer, box.unit]);
    } else if (/^(Arrow|Home|End)/.test(event.key)) {
      event.preventDefault();
      box.unit = neighbour(this.layout, [layer, box.unit], event.key);
      this.tell(box, layer);
      this.look([layer, box.unit]);
    }
  }

  under(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return unitAt(this.layout, event.clientX - left, event.clientY - top);
  }

  point(event) {
    if (event.pointerType !== "touch") this.look(this.under(event));
  }

  look(place) {
    if (String(place) === String(this.looked)) return;
    this.looked = place;
    this.mark();
  }

  keep(place) {
    if (!place) return;
    const [layer, unit] = (this.kept = place);
    this.boxes[layer].unit = unit;
    this.boxes.forEach((box, index) => this.tell(box, index));
    this.mark();
    this.onChoose(place);
  }

  remove() {
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    this.root.remove();
  }
}
