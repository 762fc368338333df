// The picture of the digit under the pointer, and what it is.

import { element } from "./style.js";

export class Tip {
  constructor() {
    this.box = element("div", "tip");
    this.box.hidden = true;
    this.picture = element("canvas");
    this.picture.width = this.picture.height = 28;
    this.said = element("span");
    this.box.append(this.picture, this.said);
  }

  hide() {
    this.box.hidden = true;
  }

  // Beside the point at x, y of a stage so wide and high; without its picture while that is on its way.
  show(text, pixels, x, y, width, height) {
    this.box.hidden = false;
    this.box.style.transform = `translate(${x > width - 160 ? x - 132 : x + 14}px, ${Math.min(y, height - 150)}px)`;
    this.said.textContent = text;
    if (!pixels) return;
    const context = this.picture.getContext("2d");
    const image = context.createImageData(28, 28);
    for (let k = 0; k < 784; k++) {
      image.data.fill(pixels[k], 4 * k, 4 * k + 3);
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }
}
