// What is read, in the page: the answer in large type, the probabilities, and the pixels that the network sees.

const DIGITS = [..."0123456789"];
const USUAL_SIDE = 28; // of the picture where nothing is read yet
const MOST_BARS = 12; // with more classes than these, only the likeliest are shown
const SHORT = 2; // letters of a name that fits below a bar

const STYLE = `
:host { display: block; }
.panel {
  display: grid; grid-template-columns: max-content max-content 1fr; gap: 4px 28px; align-items: start;
  font-family: var(--st-font); color: var(--st-text-color); min-height: 220px;
}
.label { font-size: 14px; color: var(--st-gray-text-color); margin: 0 0 2px; }
.answer { font-size: 7rem; font-weight: 600; line-height: 1; min-width: 1.2ch; margin: 0; white-space: nowrap; }
.answer.long { font-size: 4.5rem; }
.answer.word { font-size: 2.4rem; line-height: 1.15; white-space: normal; overflow-wrap: anywhere; max-width: 9ch; }
.sure { margin: 6px 0 0; min-height: 1.5em; max-width: 15ch; white-space: normal; font-variant-numeric: tabular-nums; }
.seen { display: flex; gap: 8px; flex-wrap: wrap; }
.seen button { padding: 0; border: 2px solid transparent; background: none; cursor: pointer; border-radius: 4px; }
.seen button[aria-pressed="true"] { border-color: var(--st-primary-color); }
.seen button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.seen canvas { display: block; width: 150px; height: 150px; image-rendering: pixelated; border-radius: 3px; background: #000; }
.seen.many canvas { width: 68px; height: 68px; }
.bars { grid-column: 1 / -1; display: grid; gap: 4px; margin: 16px 0 0; padding: 0; list-style: none; }
.bar { display: grid; grid-template-columns: var(--name-width, 1.5ch) 1fr 6ch; gap: 10px; align-items: center; font-variant-numeric: tabular-nums; }
.bar i { display: block; height: 18px; min-width: 1px; border-radius: 2px; background: var(--st-gray-color); opacity: 0.55; }
.bar.first i { background: var(--st-primary-color); opacity: 1; }
.bar.first { font-weight: 600; }
.bar.first span { color: var(--st-text-color); }
.bar span { text-align: right; font-size: 14px; }
.bar b { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hint { grid-column: 1 / -1; margin: 0; max-width: 44ch; color: var(--st-gray-text-color); }
.announce { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 640px) {
  .panel { gap: 2px 18px; min-height: 224px; }
  .answer { font-size: 4.4rem; }
  .answer.long { font-size: 3rem; }
  .seen canvas { width: 84px; height: 84px; }
  .seen.many canvas { width: 46px; height: 46px; }
  .answer.word { font-size: 1.8rem; }
  .upright .bars { grid-template-columns: repeat(var(--bars, 10), 1fr); gap: 3px; margin-top: 4px; }
  .upright .bar { grid-template: 58px auto auto / 1fr; gap: 2px; justify-items: center; align-items: end; }
  .upright .bar b { grid-row: 2; }
  .upright .bar i { grid-row: 1; width: 80% !important; height: var(--share); min-height: 1px; }
  .upright .bar span { grid-row: 3; font-size: 10px; }
}
`;

export class Panel {
  constructor(parent) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.root = element("div", "panel");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "What the network reads");
    this.answer = element("p", "answer");
    this.sure = element("p", "sure");
    this.sure.title = "That it is one of these at all, and this one; the bars share out what is left if it is.";
    this.seen = element("div", "seen");
    this.bars = element("ol", "bars");
    this.hint = element("p", "hint");
    this.announce = element("div", "announce");
    this.announce.setAttribute("role", "status");
    this.announce.setAttribute("aria-live", "polite");
    const left = element("div");
    left.append(element("p", "label", "It reads"), this.answer, this.sure);
    const middle = element("div");
    middle.append(element("p", "label", "The network sees"), this.seen);
    this.root.append(left, middle, element("div"), this.bars, this.hint, this.announce);
    parent.append(style, this.root);
    this.chosen = 0;
    this.limits = { stranger: 1, unsure: 0 }; // probabilities from which it is no digit, and below which it is unsure
    this.readings = [];
    this.nameClasses(DIGITS);
    this.show([], "");
  }

  // What the classes are called, in the order of the probabilities.
  nameClasses(names) {
    if (this.names?.join("\n") === names.join("\n")) return;
    this.names = names;
    this.rows = names.slice(0, MOST_BARS).map((name) => {
      const row = element("li", "bar");
      row.append(element("b", "", name), element("i"), element("span"));
      return row;
    });
    this.bars.replaceChildren(...this.rows);
    const longest = Math.max(...names.map(({ length }) => length));
    this.root.classList.toggle("upright", longest <= SHORT);
    this.root.style.setProperty("--name-width", longest <= 1 ? "1.5ch" : `${Math.min(longest, 14) + 0.5}ch`);
    this.root.style.setProperty("--bars", this.rows.length);
    this.readings = [];
  }

  // The classes whose bars are shown.
  shownClasses(reading) {
    const all = [...this.names.keys()];
    if (all.length <= MOST_BARS || !reading) return all.slice(0, MOST_BARS);
    return likeliest(reading).slice(0, MOST_BARS);
  }

  // readings: [{ digit, confidence, probabilities, image, stranger }]; hint: what to say where there is none, or beside.
  show(readings, hint) {
    this.readings = readings;
    this.chosen = Math.min(this.chosen, Math.max(readings.length - 1, 0));
    const short = this.names.every(({ length }) => length === 1);
    const text = readings.map((reading) => (this.isStranger(reading) ? "?" : this.names[reading.digit])).join(short ? "" : " ");
    this.answer.textContent = text || "–";
    this.answer.classList.toggle("long", text.length > 2 && (short || text.length <= 4));
    this.answer.classList.toggle("word", text.length > 4 && !short);
    this.showPictures();
    this.showBars();
    this.sure.textContent = readings.length ? this.verdict(readings[this.chosen]) : "";
    this.hint.textContent = hint;
    this.hint.hidden = !hint;
  }

  isStranger({ stranger }) {
    return stranger >= this.limits.stranger;
  }

  verdict(reading) {
    if (this.isStranger(reading)) return `Not a digit that I know; most like ${this.names[reading.digit]}`;
    const sure = reading.confidence * (1 - reading.stranger); // that it is a digit at all, and this one
    if (sure >= this.limits.unsure) return `${percent(sure)} sure`;
    const [first, second] = likeliest(reading);
    const other = reading.stranger > reading.probabilities[second] ? "no digit" : this.names[second];
    return `Unsure: ${this.names[first]} or ${other}`;
  }

  say(text) {
    this.announce.setAttribute("aria-label", text);
    if (this.announce.textContent !== text) this.announce.textContent = text;
  }

  showPictures() {
    const many = this.readings.length > 1;
    const count = Math.max(this.readings.length, 1);
    this.seen.classList.toggle("many", many);
    while (this.seen.children.length > count) this.seen.lastChild.remove();
    while (this.seen.children.length < count) this.seen.append(this.picture(this.seen.children.length));
    [...this.seen.children].forEach((button, place) => {
      const reading = this.readings[place];
      button.disabled = !many;
      button.setAttribute("aria-pressed", String(many && place === this.chosen));
      const canvas = button.firstChild;
      canvas.setAttribute("aria-label", reading ? this.told(reading) : "No pixels yet");
      paint(canvas, reading?.image);
    });
  }

  told({ image, digit }) {
    const side = Math.sqrt(image.length);
    return `The ${side} by ${side} pixels that the network reads as ${this.names[digit]}`;
  }

  picture(place) {
    const button = element("button");
    button.type = "button";
    const canvas = element("canvas");
    Object.assign(canvas, { width: USUAL_SIDE, height: USUAL_SIDE });
    canvas.setAttribute("role", "img");
    button.append(canvas);
    button.addEventListener("click", () => {
      this.chosen = place;
      this.show(this.readings, this.hint.textContent);
    });
    return button;
  }

  showBars() {
    const reading = this.readings[this.chosen];
    const shown = this.shownClasses(reading);
    this.rows.forEach((row, place) => {
      const digit = shown[place];
      const share = reading ? reading.probabilities[digit] : 0;
      row.children[0].textContent = row.title = this.names[digit];
      row.classList.toggle("first", Boolean(reading) && digit === reading.digit && !this.isStranger(reading));
      row.children[1].style.width = `${(100 * share).toFixed(2)}%`;
      row.children[1].style.setProperty("--share", `${(100 * share).toFixed(2)}%`);
      row.children[2].textContent = reading ? percent(share) : "";
    });
  }
}

// A share as per cent; never a rounded 100 or 0 that is not one.
export function percent(share) {
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share > 0.999 && share < 1) return ">99.9%";
  return `${(100 * share).toFixed(1)}%`;
}

// The classes of a reading, the likeliest first.
function likeliest({ probabilities }) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}

function paint(canvas, image) {
  const side = image ? Math.sqrt(image.length) : canvas.width;
  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const grey = image ? Math.round(255 * image[i]) : 0;
    pixels.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
}

function element(name, className = "", text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}
