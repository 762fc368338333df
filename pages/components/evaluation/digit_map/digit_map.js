// Ten thousand digits as points: pan, zoom, point at one to see it, lasso many, and let them move from layer to layer.
//
// The message brings where every point lies in every layer; the pictures come once from an address of their own. So
// whatever the pointer asks is answered here, and only a click or a lasso tells Python.

const COLOURS = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e07a1f", "#7b8794", "#117755", "#9955cc"];
const MOVE = 700; // milliseconds from one layer to the next
const WHOLE = { x: 0, y: 0, zoom: 1.4 }; // the first view
const REACH = 14; // pixels within which a point answers the pointer
const MOST = 3000; // points that a lasso sends

const maps = new WeakMap(); // the component's element → its map
const fetched = new Map(); // address → promise of pictures
const inks = new Map(); // colour → the bits of its pixel
let painter; // what tells them

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
    this.layer = 0; // the one that is shown, a fraction while points move
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.root = element("div", "root");
    this.bar = element("div", "bar");
    this.play = button(this.bar, "▶ Play", "Let the digits move from layer to layer", () => this.playThrough());
    this.slider = Object.assign(element("input"), { type: "range", min: 0, step: 1 });
    this.slider.setAttribute("aria-label", "Layer");
    this.slider.oninput = () => this.goTo(Number(this.slider.value));
    this.name = element("output");
    this.lassoing = button(this.bar, "Lasso", "Draw around digits to see them below; or hold Shift", () => this.toggle(this.lassoing));
    this.only = button(this.bar, "Mistakes only", "Hide what is read correctly", () => {
      this.toggle(this.only);
      this.draw();
    });
    button(this.bar, "Reset view", "Show all", () => {
      this.view = { ...WHOLE };
      this.draw();
    });
    this.play.after(this.slider, this.name);
    this.canvas = element("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.tip = element("div", "tip");
    this.tip.hidden = true;
    this.picture = element("canvas");
    this.picture.width = this.picture.height = 28;
    this.said = element("span");
    this.tip.append(this.picture, this.said);
    this.legend = element("div", "legend");
    this.stage = element("div", "stage");
    this.stage.append(this.canvas, this.tip);
    this.root.append(this.bar, this.stage, this.legend);
    parent.append(style, this.root);
    this.listen();
    this.resizing = new ResizeObserver(() => this.draw());
    this.resizing.observe(this.stage);
  }

  listen() {
    const canvas = this.canvas;
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
      this.layer = Math.min(Math.round(this.layer), header.layers.length - 1) || 0;
      this.inks = COLOURS.map(ink);
      this.wrong = [...this.labels.keys()].filter((i) => this.labels[i] !== this.predicted[i]);
      this.look(-1);
    }
    this.legend.replaceChildren(...COLOURS.map((colour, digit) => {
      const entry = element("span");
      entry.style.setProperty("--colour", colour);
      entry.textContent = digit;
      return entry;
    }), Object.assign(element("span", "wrong"), { textContent: "misread" }));
    load(header.pictures).then((pictures) => (this.pictures = pictures)).catch(() => {});
    this.named();
    this.draw();
  }

  named() {
    const layer = Math.round(this.layer);
    this.slider.value = layer;
    this.name.textContent = this.header.layers[layer];
    this.root.dataset.layer = layer;
  }

  toggle(control) {
    control.setAttribute("aria-pressed", control.getAttribute("aria-pressed") !== "true");
  }

  // Let every point go to its place in another layer.
  goTo(target, then = () => {}) {
    cancelAnimationFrame(this.frame);
    const from = this.layer;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const duration = still ? 1 : MOVE * Math.min(2, Math.max(1, Math.abs(target - from)));
    const step = (now) => {
      const share = Math.min(1, (now - start) / duration);
      this.layer = from + (target - from) * (share * share * (3 - 2 * share));
      this.draw();
      if (share < 1) this.frame = requestAnimationFrame(step);
      else {
        this.layer = target;
        this.named();
        then();
      }
    };
    this.frame = requestAnimationFrame(step);
  }

  playThrough() {
    const last = this.header.layers.length - 1;
    const next = (layer) => this.goTo(layer, () => layer < last && (this.waiting = setTimeout(() => next(layer + 1), 350)));
    clearTimeout(this.waiting);
    if (Math.round(this.layer) < last) next(Math.round(this.layer) + 1);
    else this.goTo(0, () => (this.waiting = setTimeout(() => next(1), 350)));
  }

  // Where every point lies on the canvas now.
  project() {
    const { count, coordinates, width, height, view } = this;
    const before = Math.floor(this.layer), share = this.layer - before;
    const a = 2 * count * before, b = share ? a + 2 * count : a;
    const size = (Math.min(width, height) / 2 - 8) * view.zoom;
    const middleX = width / 2 + view.x, middleY = height / 2 + view.y;
    const places = (this.places ??= new Float32Array(2 * count));
    if (places.length !== 2 * count) return (this.places = undefined), this.project();
    for (let i = 0; i < 2 * count; i += 2) {
      places[i] = middleX + size * (coordinates[a + i] + share * (coordinates[b + i] - coordinates[a + i])) / 32767;
      places[i + 1] = middleY + size * (coordinates[a + i + 1] + share * (coordinates[b + i + 1] - coordinates[a + i + 1])) / 32767;
    }
    this.grid = undefined;
    return places;
  }

  draw() {
    if (!this.header || !this.stage.clientWidth) return;
    const ratio = window.devicePixelRatio || 1;
    this.width = this.stage.clientWidth;
    this.height = this.stage.clientHeight;
    if (this.canvas.width !== Math.round(this.width * ratio) || this.canvas.height !== Math.round(this.height * ratio)) {
      this.canvas.width = Math.round(this.width * ratio);
      this.canvas.height = Math.round(this.height * ratio);
    }
    const context = this.canvas.getContext("2d");
    const places = this.project();
    const size = Math.min(9, (this.count > 4000 ? 2.6 : 4) * Math.sqrt(this.view.zoom));
    const style = getComputedStyle(this.parent.host ?? this.parent);
    const text = style.getPropertyValue("--st-text-color").trim() || "black";
    const only = this.only.getAttribute("aria-pressed") === "true";
    const raster = new Raster(context, ratio);
    if (!only) {
      for (let i = 0; i < this.count; i++) raster.square(places[2 * i], places[2 * i + 1], size, this.inks[this.labels[i]]);
    }
    const frame = ink(text);
    for (const i of this.wrong) {
      raster.square(places[2 * i], places[2 * i + 1], size + 4, frame);
      raster.square(places[2 * i], places[2 * i + 1], size + 2, this.inks[this.labels[i]]);
    }
    raster.put();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawOwn(context, text);
    if (this.loop?.length > 1) this.drawLoop(context, style.getPropertyValue("--st-primary-color").trim());
    this.drawn = (this.drawn ?? 0) + 1;
    this.root.dataset.frames = this.drawn;
    this.root.dataset.count = this.count;
  }

  drawOwn(context, text) {
    if (!this.header.own) return;
    const before = Math.floor(this.layer), share = this.layer - before;
    const a = this.header.own[before], b = this.header.own[Math.min(before + 1, this.header.own.length - 1)];
    const size = (Math.min(this.width, this.height) / 2 - 8) * this.view.zoom;
    const x = this.width / 2 + this.view.x + size * (a[0] + share * (b[0] - a[0]));
    const y = this.height / 2 + this.view.y + size * (a[1] + share * (b[1] - a[1]));
    context.strokeStyle = text;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 9, 0, 7);
    context.moveTo(x - 15, y);
    context.lineTo(x + 15, y);
    context.moveTo(x, y - 15);
    context.lineTo(x, y + 15);
    context.stroke();
    context.fillStyle = text;
    context.font = "600 13px sans-serif";
    context.fillText("your drawing", x + 14, y - 8);
  }

  drawLoop(context, colour) {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [x, y] of this.loop) context.lineTo(x, y);
    context.closePath();
    context.stroke();
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pressed = { x: event.offsetX, y: event.offsetY, moved: false };
    const lasso = event.shiftKey || this.lassoing.getAttribute("aria-pressed") === "true";
    this.loop = lasso ? [[event.offsetX, event.offsetY]] : undefined;
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
      const inside = [];
      for (let i = 0; i < this.count && inside.length < MOST; i++) {
        if (within(loop, this.places[2 * i], this.places[2 * i + 1])) inside.push(i);
      }
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

  // The point nearest to the pointer, from a grid of cells as wide as it reaches.
  nearest(x, y) {
    if (!this.places) return -1;
    if (!this.grid) {
      this.grid = new Map();
      for (let i = 0; i < this.count; i++) {
        const cell = (this.places[2 * i] / REACH | 0) * 4096 + (this.places[2 * i + 1] / REACH | 0);
        const inside = this.grid.get(cell);
        if (inside) inside.push(i);
        else this.grid.set(cell, [i]);
      }
    }
    const only = this.only.getAttribute("aria-pressed") === "true";
    let best = -1, least = REACH * REACH;
    for (let column = -1; column <= 1; column++) for (let row = -1; row <= 1; row++) {
      for (const i of this.grid.get(((x / REACH | 0) + column) * 4096 + (y / REACH | 0) + row) ?? []) {
        if (only && this.predicted[i] === this.labels[i]) continue;
        const far = (this.places[2 * i] - x) ** 2 + (this.places[2 * i + 1] - y) ** 2;
        if (far < least) [best, least] = [i, far];
      }
    }
    return best;
  }

  look(i) {
    if (i === this.looked) return;
    this.looked = i;
    this.tip.hidden = i < 0;
    this.root.dataset.looked = i;
    if (i < 0) return;
    const x = this.places[2 * i], y = this.places[2 * i + 1];
    this.tip.style.transform = `translate(${x > this.width - 160 ? x - 132 : x + 14}px, ${Math.min(y, this.height - 150)}px)`;
    const right = this.labels[i] === this.predicted[i];
    this.said.textContent = `Image ${i}: a ${this.labels[i]}${right ? "" : `, read as ${this.predicted[i]}`}`;
    if (!this.pictures) return;
    const context = this.picture.getContext("2d");
    const image = context.createImageData(28, 28);
    for (let k = 0; k < 784; k++) {
      image.data.fill(this.pictures[784 * i + k], 4 * k, 4 * k + 3);
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  remove() {
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.due);
    clearTimeout(this.waiting);
    this.root.remove();
  }
}

// Squares written straight into the canvas's pixels: thousands a frame, also where nothing but the processor draws.
class Raster {
  constructor(context, ratio) {
    const { width, height } = context.canvas;
    Object.assign(this, { context, ratio, width, height });
    this.image = context.createImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  square(x, y, size, colour) {
    const { ratio, width, height, pixels } = this;
    const side = Math.max(1, Math.round(size * ratio));
    const left = Math.round(x * ratio - side / 2), top = Math.round(y * ratio - side / 2);
    const right = Math.min(width, left + side), bottom = Math.min(height, top + side);
    if (right <= 0 || bottom <= 0) return;
    for (let row = Math.max(0, top); row < bottom; row++) {
      for (let k = row * width + Math.max(0, left); k < row * width + right; k++) pixels[k] = colour;
    }
  }

  put() {
    this.context.putImageData(this.image, 0, 0);
  }
}

// A colour as the 32 bits of an opaque pixel.
function ink(colour) {
  if (!inks.has(colour)) {
    const context = (painter ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    inks.set(colour, new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0]);
  }
  return inks.get(colour);
}

// A message: the length of its header, the header, the coordinates of all layers, the labels, and what was read.
function decode(bytes) {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const { count, layers } = header;
  const start = 4 + length;
  const size = 4 * count * layers.length;
  return {
    header,
    arrays: {
      count,
      coordinates: new Int16Array(buffer.slice(start, start + size)),
      labels: new Uint8Array(buffer, start + size, count),
      predicted: new Uint8Array(buffer, start + size + count, count),
    },
  };
}

function load(path) {
  if (!fetched.has(path)) {
    const pictures = fetch(new URL(path, document.baseURI)).then(async (answer) => {
      if (!answer.ok) throw new Error(`The pictures could not be loaded (${answer.status}).`);
      return new Uint8Array(await answer.arrayBuffer());
    });
    pictures.catch(() => fetched.delete(path));
    fetched.set(path, pictures);
  }
  return fetched.get(path);
}

// Whether a place lies inside a loop: a ray from it crosses the loop an odd number of times.
function within(loop, x, y) {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [ax, ay] = loop[i], [bx, by] = loop[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function element(kind, name = "") {
  const node = document.createElement(kind);
  if (name) node.className = name;
  return node;
}

function button(bar, text, title, press) {
  const node = Object.assign(element("button"), { type: "button", textContent: text, title, onclick: press });
  bar.append(node);
  return node;
}

const STYLE = `
:host { display: block; }
.root { font: 13px var(--st-font); color: var(--st-text-color); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 8px; }
.bar input { flex: 1; min-width: 90px; accent-color: var(--st-primary-color); }
.bar output { min-width: 64px; }
button { padding: 6px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); cursor: pointer; }
button:hover, button[aria-pressed=true] { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible, canvas:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.stage { position: relative; height: min(72vh, 640px); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); overflow: hidden; }
.stage > canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; cursor: crosshair; }
.tip { position: absolute; left: 0; top: 0; width: 118px; padding: 6px; pointer-events: none; background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); box-sizing: border-box; }
.tip[hidden] { display: none; }
.tip canvas { display: block; width: 104px; height: 104px; image-rendering: pixelated; margin-bottom: 4px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 8px; }
.legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 5px; background: var(--colour); }
.legend .wrong::before { background: none; box-shadow: inset 0 0 0 2px var(--st-text-color); }
`;
