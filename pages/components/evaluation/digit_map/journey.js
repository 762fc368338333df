// From layer to layer: points take their time, unless a person wants nothing to move.

const MOVE = 700; // milliseconds from one layer to the next
const REST = 350; // milliseconds at a layer while all are played

export class Journey {
  // `moved` is called at every frame, `arrived` at every layer.
  constructor(moved, arrived) {
    this.moved = moved;
    this.arrived = arrived;
    this.layer = 0; // the one that is shown, a fraction on the way
  }

  goTo(target, then = () => {}) {
    cancelAnimationFrame(this.frame);
    const from = this.layer;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    const duration = still ? 1 : MOVE * Math.min(2, Math.max(1, Math.abs(target - from)));
    const step = (now) => {
      const share = Math.min(1, (now - start) / duration);
      this.layer = from + (target - from) * (share * share * (3 - 2 * share));
      this.moved();
      if (share < 1) this.frame = requestAnimationFrame(step);
      else {
        this.layer = target;
        this.arrived();
        then();
      }
    };
    this.frame = requestAnimationFrame(step);
  }

  // Go on to the last layer, or once more from the first.
  playThrough(last) {
    const next = (layer) => this.goTo(layer, () => layer < last && this.later(() => next(layer + 1)));
    clearTimeout(this.waiting);
    if (Math.round(this.layer) < last) next(Math.round(this.layer) + 1);
    else this.goTo(0, () => this.later(() => next(1)));
  }

  later(act) {
    this.waiting = setTimeout(act, REST);
  }

  end() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.waiting);
  }
}
