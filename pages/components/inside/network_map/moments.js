// Which moment of the training is looked at: the picture goes there at once, and Python follows with the rest.
//
// Python is told of one moment at a time: of the newest, once it has answered for the last. So however fast one goes,
// it is never behind by more than one.

import { fetchMoment, fetchWeights } from "./message.js";

const HEAD_START = 150; // milliseconds at most that the next moment is fetched before Python gets to work

export class Moments {
  constructor(timeline, show) {
    this.timeline = timeline;
    this.show = show;
    timeline.onMove = (index) => this.go(index);
    timeline.onApproach = () => this.header && this.fetchAround(this.header.moment);
  }

  // The picture comes first: what Python answers keeps the browser busy for longer than the picture takes.
  async go(index) {
    const step = (this.wanted = this.step(index));
    const way = Math.sign(index - this.header.moment);
    const message = await this.fetch(index);
    if (this.wanted !== step) return;
    if (message && this.step(this.header.moment) !== step) this.show(...message);
    await painted();
    if (message) await Promise.race([this.fetchNext(index, way), pause(HEAD_START)]);
    if (this.asked === undefined && this.wanted !== undefined) this.ask();
    if (message && this.wanted === step) this.fetchAround(index, way);
  }

  fetchNext(index, way) {
    return this.header.moments[index + way] ? this.fetch(index + way) : undefined;
  }

  ask() {
    this.asked = this.wanted;
    this.tellPython(this.asked);
  }

  // Whether a message of Python's is to be shown, or comes from a moment that one has left meanwhile.
  isWanted(header) {
    const step = header.moments[header.moment]?.step;
    if (this.asked === undefined) return this.isStill(header);
    const isAnswer = step === this.asked || !header.moments.some((moment) => moment.step === this.asked);
    if (!isAnswer) return false;
    const isLast = this.asked === this.wanted;
    if (isLast) this.asked = this.wanted = undefined;
    else this.ask();
    return isLast;
  }

  // Whether nobody has gone elsewhere since.
  isStill(header) {
    return this.wanted === undefined || this.wanted === header.moments[header.moment]?.step;
  }

  // A moment is on the screen.
  shown(header) {
    this.header = header;
    this.timeline.show(header.moments, header.moment);
    if (header.gallery) requestIdleCallback(() => this.header === header && this.fetchAround(header.moment));
  }

  // Two on the way that one goes, so that the next is here however soon it is asked for; and one back.
  fetchAround(index, way = 0) {
    const places = way ? [index + way, index + 2 * way, index - way] : [index - 1, index + 1];
    for (const next of places) if (this.header.moments[next]) this.fetch(next);
  }

  // What is shown of a moment, and its weights; null where only Python can tell.
  async fetch(index) {
    if (!this.header.offered) return null;
    try {
      const message = await fetchMoment(this.header.offered + index);
      return [message, await fetchWeights(message.header.weights)];
    } catch {
      return null;
    }
  }

  step(index) {
    return this.header.moments[index].step;
  }
}

// Once the next frame is on the screen; in a window that nobody sees, where no frames are drawn, soon.
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
