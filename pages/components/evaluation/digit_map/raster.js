// Points and drawings on the map's canvas.

const inks = new Map(); // colour → the bits of its pixel
let painter; // what tells them

// Squares written straight into the canvas's pixels: thousands a frame, also where nothing but the processor draws.
export class Raster {
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
export function ink(colour) {
  if (!inks.has(colour)) {
    const context = (painter ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    inks.set(colour, new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0]);
  }
  return inks.get(colour);
}

// Give a canvas as many pixels as the screen shows of it.
export function fit(canvas, width, height, ratio) {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
}
