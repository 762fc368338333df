// Reads the sheet while the pen moves, in the page, without a request; when the pen is lifted, Python's answer takes over.

import { Example } from "./example.js";
import { ReaderNetwork } from "./network.js";
import { Panel } from "./panel.js";
import { readSheet } from "./read.js";
import { Sheet, SIDE_READ } from "./sheet.js";

const EXAMPLE = "An example. Draw over it.";

const readers = new WeakMap(); // the component's element → its reader
const fetched = new Map(); // address → promise of a network

export function render({ data, parentElement, setStateValue }) {
  let reader = readers.get(parentElement);
  if (!reader) readers.set(parentElement, (reader = new LiveReader(parentElement)));
  reader.send = (picture, number) => setStateValue("drawing", { picture, number });
  reader.receive(data);
  return () => {
    if (parentElement.isConnected) return;
    readers.delete(parentElement);
    reader.remove();
  };
}

class LiveReader {
  constructor(parent) {
    this.panel = new Panel(parent);
    this.number = 0; // of the drawings that were sent
    this.reads = 0;
    this.sheet = new Sheet({
      down: () => this.begin(),
      move: () => this.follow(),
      up: () => this.finish(),
      found: () => this.offerExample(),
      say: (text) => this.panel.say(text),
    });
  }

  async receive(message) {
    this.message = message;
    this.sheet.find();
    this.panel.limits = message.limits;
    this.panel.nameClasses(message.classes);
    this.sheet.frame(message.frame);
    if (message.network !== this.address) {
      this.address = message.network;
      this.network = null;
      const both = [load(message.network), message.gate ? load(message.gate) : null];
      const [network, gate] = await Promise.all(both).catch(() => [null, null]);
      if (this.address !== message.network) return; // another one was chosen meanwhile
      Object.assign(this, { network, gate });
      this.panel.root.dataset.network = network ? message.network : "";
    }
    this.number = Math.max(this.number, message.number);
    if (!this.sheet.drawing && this.message.number === this.number) this.takeOver(this.message);
  }

  // Python's own answer, or that there is nothing to answer.
  takeOver({ readings, hint, announce }) {
    if (this.example) return;
    this.panel.show(readings.map(unpacked), readings.length || hint ? hint : this.message.invitation);
    this.sheet.showBoxes(readings.length > 1 ? readings.map(({ box }) => box) : []);
    this.panel.root.dataset.answered = String(this.message.number);
    this.panel.say(announce);
    this.offerExample();
  }

  begin() {
    this.example?.remove();
    this.example = null;
    this.panel.root.dataset.answered = "";
    this.sheet.showBoxes([]);
    this.follow();
  }

  // Once a frame, however often the pen moves.
  follow() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (this.sheet.drawing) this.read();
    });
  }

  read(hint = "") {
    const { data } = this.sheet.pixels();
    if (this.network) this.panel.show(readSheet(this.network, data, SIDE_READ, SIDE_READ, this.gate), hint);
    this.panel.root.dataset.reads = String(++this.reads);
  }

  finish() {
    this.read();
    this.send(this.sheet.picture(), ++this.number);
  }

  offerExample() {
    const message = this.message;
    if (this.example || !this.network || !this.sheet.container || message?.readings.length || !message?.empty || !message.example) return;
    if (!Example.wanted()) return;
    this.example = new Example(this.sheet, (done) => this.read(EXAMPLE) ?? (done && this.panel.say("An example is read on the sheet.")));
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.example?.remove();
    this.sheet.remove();
  }
}

function unpacked({ image, ...reading }) {
  return { ...reading, image: Float32Array.from(atob(image), (letter) => letter.charCodeAt(0) / 255) };
}

function load(address) {
  if (!fetched.has(address)) {
    const answer = fetch(new URL(address, document.baseURI)).then(async (response) => {
      if (!response.ok) throw new Error(`${response.status}`);
      return new ReaderNetwork(await response.arrayBuffer());
    });
    answer.catch(() => fetched.delete(address));
    fetched.set(address, answer);
  }
  return fetched.get(address);
}
