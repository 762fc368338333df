// A network in the browser: from pixels to the probability of each class.
//
// The bytes are those of mnist_core/files/reader_file.py, which says how they are laid out. BatchNorm is folded into
// the weights there, so that each layer is a weighted sum and a bend. Sums are taken in double precision.

const READER_FORMAT = "mnist-reader-1";

const ACTIVATIONS = {
  relu: (x) => (x > 0 ? x : 0),
  leaky_relu: (x) => (x > 0 ? x : 0.01 * x),
  sigmoid: (x) => (1 + Math.tanh(x / 2)) / 2,
  tanh: Math.tanh,
};

const STORED = { float32: Float32Array, float16: Uint16Array, int8: Int8Array };

// The number that 16 bits stand for: sign, five bits of exponent, ten of fraction.
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

export class ReaderNetwork {
  // buffer: ArrayBuffer that begins with the header's length.
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    if (header.format !== READER_FORMAT) throw new Error(`the network must be of the format ${READER_FORMAT}`);
    this.header = header;
    this.temperature = header.temperature;
    this.classNames = header.class_names ?? [...Array(header.layer_sizes.at(-1)).keys()].map(String);
    this.framing = header.framing; // how a drawing is placed, with the image's side; MNIST's where none is said
    this.activation = ACTIVATIONS[header.activation];
    this.layers = [];
    let place = 4 + length;
    const take = (Kind, count) => {
      const array = new Kind(buffer, place, count);
      place += 4 * Math.ceil(array.byteLength / 4);
      return array;
    };
    const sizes = header.layer_sizes;
    for (let i = 1; i < sizes.length; i++) {
      const [inputs, outputs] = [sizes[i - 1], sizes[i]];
      const stored = take(STORED[header.storage], inputs * outputs);
      const weights = header.storage === "float16" ? Float32Array.from(stored, fromHalf) : stored;
      const scales = header.storage === "int8" ? take(Float32Array, outputs) : null;
      this.layers.push({ inputs, outputs, weights, scales, biases: take(Float32Array, outputs) });
    }
  }

  // Outputs of every layer for one image, the logits last; image: a number from 0 to 1 for each pixel.
  outputs(image) {
    const found = [];
    let x = image;
    for (const [number, layer] of this.layers.entries()) {
      x = weightedSums(layer, x);
      if (number < this.layers.length - 1) for (let j = 0; j < x.length; j++) x[j] = this.activation(x[j]);
      found.push(x);
    }
    return found;
  }

  logits(image) {
    return this.outputs(image).at(-1);
  }

  probabilities(image) {
    return softmax(this.logits(image), this.temperature);
  }
}

export function softmax(logits, temperature = 1) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

// Most inputs are zero, paper or a silent unit: only the others are multiplied.
function weightedSums({ inputs, outputs, weights, scales, biases }, x) {
  const active = [];
  for (let i = 0; i < inputs; i++) if (x[i] !== 0) active.push(i);
  const sums = new Float64Array(outputs);
  for (let j = 0; j < outputs; j++) {
    const row = j * inputs;
    let sum = 0;
    for (let k = 0; k < active.length; k++) sum += x[active[k]] * weights[row + active[k]];
    sums[j] = (scales ? sum * scales[j] : sum) + biases[j];
  }
  return sums;
}
