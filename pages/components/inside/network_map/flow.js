// What passes along connections, for drawing only: which lines are strongest, and how strong against one another.
//
// Forward, a connection carries the unit's output times the weight; backward, the later unit's gradient times the
// weight. Every number that is shown as text comes from the engine.

export class Network {
  // `layers` from the pixels on: { size, z, a, grad }; `weights` one Float32Array of all dense layers, or null.
  constructor(layers, weights, direction) {
    this.layers = layers;
    this.weights = weights;
    this.backward = direction === "backward";
    this.starts = [0, 0]; // where in `weights` the layer's incoming ones begin
    for (let layer = 1; layer < layers.length; layer++) {
      this.starts.push(this.starts[layer] + layers[layer - 1].size * layers[layer].size);
    }
  }

  weight(layer, from, to) {
    return this.weights[this.starts[layer] + from * this.layers[layer].size + to];
  }

  // What passes between unit `from` of the layer before and unit `to` of this one.
  passes(layer, from, to) {
    const share = this.backward ? this.layers[layer].grad[to] : this.layers[layer - 1].a[from];
    return share * this.weight(layer, from, to);
  }

  incoming([layer, unit], count) {
    if (layer === 0 || !this.weights) return [];
    return strongest(this.layers[layer - 1].size, count, (from) => this.passes(layer, from, unit));
  }

  outgoing([layer, unit], count) {
    if (layer === this.layers.length - 1 || !this.weights) return [];
    return strongest(this.layers[layer + 1].size, count, (to) => this.passes(layer + 1, unit, to));
  }

  // The strongest connections between a layer and the one before it: [[from, to, value], …].
  web(layer, count) {
    const from = this.layers[layer - 1];
    const { size, grad } = this.layers[layer];
    const start = this.starts[layer];
    const kept = [];
    let least = 0;
    for (let i = 0; i < from.size; i++) {
      if (!this.backward && from.a[i] === 0) continue;
      const row = start + i * size;
      for (let j = 0; j < size; j++) {
        const value = this.weights[row + j] * (this.backward ? grad[j] : from.a[i]);
        const strength = Math.abs(value);
        if (strength <= least) continue;
        kept.push([i, j, value]);
        if (kept.length === 4 * count) least = cut(kept, count);
      }
    }
    cut(kept, count);
    return kept;
  }
}

// Keep the strongest; return the strength that the next one has to beat.
function cut(kept, count) {
  kept.sort((one, other) => Math.abs(other[2]) - Math.abs(one[2]));
  if (kept.length > count) kept.length = count;
  return kept.length === count ? Math.abs(kept[count - 1][2]) : 0;
}

function strongest(size, count, value) {
  const kept = [];
  let least = 0;
  for (let unit = 0; unit < size; unit++) {
    const strength = Math.abs(value(unit));
    if (strength <= least) continue;
    let place = kept.length;
    while (place && Math.abs(kept[place - 1][1]) < strength) place--;
    kept.splice(place, 0, [unit, value(unit)]);
    if (kept.length > count) kept.pop();
    if (kept.length === count) least = Math.abs(kept[count - 1][1]);
  }
  return kept;
}
