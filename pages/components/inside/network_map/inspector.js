// What the picture tells of one unit: its numbers, its weights as pictures, and what passes through them.

import { paintPicture } from "./paint.js";

const FIGURES = 4;
const FRAME = { width: 184, height: 132 };

export class Inspector {
  constructor(root) {
    this.node = document.createElement("div");
    this.node.className = "inspector";
    const figure = `<figure><div class="frame"><canvas aria-hidden="true"></canvas></div><figcaption></figcaption></figure>`;
    this.node.innerHTML =
      `<div class="facts"><p class="name"></p><dl></dl><p class="note"></p></div>` + figure.repeat(FIGURES);
    root.append(this.node);
    const find = (selector) => this.node.querySelector(selector);
    [this.name, this.facts, this.note] = [find(".name"), find("dl"), find(".note")];
    this.figures = [...this.node.querySelectorAll("figure")];
  }

  show(place, network, layout, theme, kept) {
    const [layer, unit] = place;
    this.name.textContent = nameOf(network, place) + (kept ? " · kept" : "");
    const told = facts(network.layers[layer], unit);
    this.facts.replaceChildren(...told.flatMap(([term, value]) => [element("dt", term), element("dd", value)]));
    this.note.textContent = noteOf(network, place);
    const pictures = network.weights ? picturesOf(network, place) : [];
    this.figures.forEach((figure, index) => {
      const picture = pictures[index];
      figure.hidden = !picture;
      if (picture) showPicture(figure, picture, layout, theme);
    });
  }

  tell(sentence) {
    this.note.textContent = sentence;
  }
}

// Pictures of one number for each unit of a neighbouring layer: [that layer, its numbers, what they are].
function picturesOf(network, [layer, unit]) {
  const { layers, backward } = network;
  const [before, after] = [layers[layer - 1], layers[layer + 1]];
  const each = (neighbours, value) => Float32Array.from({ length: neighbours.size }, (_, place) => value(place));
  const pictures = [];
  if (before) {
    const first = layer === 1;
    const weights = each(before, (from) => network.weight(layer, from, unit));
    pictures.push([layer - 1, weights, first ? "Its weights, one for each pixel" : "Its weights, one for each unit before"]);
    if (backward) {
      const gradients = each(before, (from) => before.a[from] * layers[layer].grad[unit]);
      pictures.push([layer - 1, gradients, `∂L/∂w of each weight: ${first ? "pixel" : "output before"} × ∂L/∂z`]);
    }
    const caption = backward
      ? "Weights × ∂L/∂z: what it sends on to the layer before"
      : `Weights × ${first ? "pixels" : "outputs"}: blue excites it, orange calms it`;
    pictures.push([layer - 1, each(before, (from) => network.passes(layer, from, unit)), caption]);
  }
  if (after) {
    const passing = each(after, (to) => network.passes(layer + 1, unit, to));
    pictures.push([layer + 1, passing, backward ? "What each unit after sends back to it" : "What it passes on to each unit after"]);
  }
  return pictures;
}

function showPicture(figure, [layer, values, caption], layout, theme) {
  const { columns, size } = layout.blocks[layer];
  const canvas = figure.querySelector("canvas");
  paintPicture(canvas, values, columns, theme);
  const rows = Math.ceil(size / columns);
  const room = Math.min(figure.clientWidth || FRAME.width, FRAME.width) - 2;
  const scale = Math.min(FRAME.height / rows, room / columns, 24);
  canvas.style.width = `${columns * scale}px`;
  canvas.style.height = `${rows * scale}px`;
  figure.querySelector("figcaption").textContent = caption;
}

export function nameOf(network, [layer, unit]) {
  const { kind, title, side, said } = network.layers[layer];
  if (kind === "pixels") return `Pixel in row ${Math.floor(unit / side)}, column ${unit % side}`;
  return kind === "output" ? `Output for ${said[unit]}` : `${title}, unit ${unit}`;
}

export function describe(network, place) {
  const [layer, unit] = place;
  const told = facts(network.layers[layer], unit).map(([term, value]) => `${term} ${value}`);
  return `${nameOf(network, place)}: ${told.join(", ")}`;
}

function facts({ kind, z, normalised, a, grad, texts }, unit) {
  if (kind === "pixels") return [["ink x", number(a[unit])]];
  const rows = [[kind === "output" ? "logit z" : "z", number(z[unit])]];
  if (normalised) rows.push(["after BatchNorm", number(normalised[unit])]);
  rows.push(kind === "output" ? ["probability p", number(a[unit])] : ["output a", number(a[unit])]);
  rows.push(["∂L/∂z", number(grad[unit])]);
  return rows;
}

function noteOf({ layers, backward, removed }, [layer, unit]) {
  const { kind, a, grad } = layers[layer];
  if (removed.has(`${layer}-${unit}`)) return "Switched off.";
  if (kind === "hidden" && !backward && a[unit] === 0) return "Silent for this image: it passes nothing on.";
  if (kind === "hidden" && backward && grad[unit] === 0) return "No gradient comes through: this image teaches it nothing.";
  if (kind === "pixels") return a[unit] === 0 ? "No ink: it passes nothing on." : "";
  return "";
}

// As the tables write it: four decimals or digits, and a power of ten where it is tiny.
export function number(value) {
  const size = Math.abs(value);
  if (size && size < 1e-5) return value.toExponential(3).replaceAll("-", "−");
  const decimals = size >= 1 || !size ? 4 : 3 - Math.floor(Math.log10(size));
  return value.toFixed(decimals).replace("-", "−");
}

function element(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
