// What the units of the first layer look for: their weights as pictures, side by side, all on one scale.

import { colourOf, largestOf } from "./colours.js";

const TILE = 56; // pixels of the page
const GAP = 6;
const ROWS = 3;

export class Gallery {
  constructor(root, onChoose) {
    this.node = document.createElement("figure");
    this.node.className = "gallery";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.caption = document.createElement("figcaption");
    this.node.append(this.canvas, this.caption);
    root.append(this.node);
    this.canvas.addEventListener("click", ({ offsetX, offsetY }) => {
      const column = Math.floor(offsetX / (TILE + GAP));
      const unit = Math.floor(offsetY / (TILE + GAP)) * this.columns + column;
      if (column < this.columns && unit < this.count) onChoose([1, unit]);
    });
  }

  show(network, width, theme, wanted) {
    this.node.hidden = !wanted || !network.weights;
    if (this.node.hidden) return;
    const { size } = network.layers[1];
    const { side, size: pixels } = network.layers[0];
    this.columns = Math.max(1, Math.floor((width + GAP) / (TILE + GAP)));
    this.count = Math.min(size, this.columns * ROWS);
    const rows = Math.ceil(this.count / this.columns);
    const step = TILE + GAP;
    Object.assign(this.canvas, { width: this.columns * step - GAP, height: rows * step - GAP });
    const context = this.canvas.getContext("2d");
    const largest = largestOf(network.weights.subarray(0, pixels * size)) / 2;
    const image = context.createImageData(TILE, TILE);
    for (let unit = 0; unit < this.count; unit++) {
      for (let pixel = 0; pixel < TILE * TILE; pixel++) {
        const from = Math.floor((Math.floor(pixel / TILE) * side) / TILE) * side + Math.floor(((pixel % TILE) * side) / TILE);
        const [red, green, blue] = colourOf(theme, network.weight(1, from, unit), largest, true);
        image.data.set([red, green, blue, 255], 4 * pixel);
      }
      context.putImageData(image, (unit % this.columns) * step, Math.floor(unit / this.columns) * step);
    }
    const which = this.count === size ? `All ${size}` : `The first ${this.count} of ${size}`;
    this.caption.textContent = `${which} units of the first layer: blue is ink that excites one, orange ink that calms it. Click one to keep it.`;
  }
}
