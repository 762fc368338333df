// A race as it happens, and once more as often as one likes: the standings, in which rows overtake each other, and the
// chart. What the browser has it keeps: a replay asks nothing of the server.

import { LEAD, Story, percent } from "./story.js";
import { STYLE, make } from "./style.js";
import { Track } from "./track.js";

const ROW = 46;
const FRESH = 0.06; // so long, as a share of the track, a lead is called new
const races = new WeakMap(); // the component's element → its race

export function render({ data, parentElement }) {
  let race = races.get(parentElement);
  if (!race) races.set(parentElement, (race = new Race(parentElement)));
  race.receive(data);
  return () => {
    if (parentElement.isConnected) return;
    races.delete(parentElement);
    race.remove();
  };
}

class Race {
  constructor(parent) {
    make(parent, "style", {}, STYLE);
    this.root = make(parent, "div", { class: "race" });
    this.call = make(this.root, "div", { class: "call", role: "status" });
    const bar = make(this.root, "div", { class: "bar" });
    this.button = make(bar, "button", { type: "button" });
    this.button.onclick = () => (this.playing ? this.pause() : this.play());
    this.slider = make(bar, "input", { type: "range", min: 0, max: 1000, "aria-label": "Place on the track" });
    this.slider.oninput = () => {
      this.place = Math.min((this.slider.value / 1000) * this.story.goal, this.story.end);
      this.pause();
    };
    this.speed = this.choice(bar, "Replay in", [["10", "10 s"], ["20", "20 s"], ["40", "40 s"], ["5", "5 s"]]);
    this.axis = this.choice(bar, "Fair by", [["images", "images"], ["clock", "the clock"]]);
    this.axis.onchange = () => this.tell();
    const field = make(this.root, "div", { class: "field" });
    this.list = make(field, "ol", { "aria-label": "Standings, the best first" });
    this.track = new Track(make(field, "div", { class: "track" }));
    this.resizing = new ResizeObserver(() => this.message && this.paint());
    this.resizing.observe(this.track.svg);
  }

  choice(bar, label, options) {
    const select = make(make(bar, "label", {}, label), "select");
    for (const [value, text] of options) make(select, "option", { value }, text);
    return select;
  }

  receive(message) {
    const isOther = message.subject !== this.message?.subject;
    const wasLive = !isOther && this.message.live;
    this.message = message;
    if (isOther) {
      this.axis.value = "images";
      this.playing = false;
      this.place = 0;
      this.list.replaceChildren();
      this.rows = message.entrants.map((entrant, racer) => this.row(entrant, racer));
      this.list.style.height = `${ROW * message.entrants.length}px`;
    }
    this.axis.disabled = message.live;
    this.story = new Story(message, this.axis.value);
    if (isOther && !message.live) this.place = this.story.end;
    if (message.live || wasLive) this.follow();
    else this.paint();
  }

  row({ name, detail, color }, racer) {
    const item = make(this.list, "li", { "data-racer": racer });
    item.parts = { place: make(item, "span", { class: "place" }) };
    const bib = make(item, "span", { class: "bib", style: `border-color: ${color}` });
    make(bib, "span", {}, racer + 1);
    const title = make(item, "span", { class: "name", title: `${name}: ${detail}` });
    make(title, "b", {}, name);
    item.parts.detail = make(title, "small", {}, detail);
    const value = make(item, "span", { class: "value" });
    item.parts.accuracy = make(value, "b");
    item.parts.gap = make(value, "small");
    return item;
  }

  tell() {
    const share = this.place / (this.story.goal || 1);
    this.story = new Story(this.message, this.axis.value);
    this.place = share * this.story.goal;
    this.paint();
  }

  // Go on to what is known by now, smoothly.
  follow() {
    this.playing = false;
    this.run((seconds) => {
      const left = this.story.end - this.place;
      const step = Math.max(left * 1.6, this.story.goal / (this.message.live ? 40 : 4)) * seconds;
      this.place = Math.min(this.place + step, this.story.end);
      return this.place < this.story.end;
    });
  }

  play() {
    if (this.place >= this.story.end) this.place = 0;
    this.playing = true;
    this.run((seconds) => {
      this.place = Math.min(this.place + (seconds * this.story.goal) / Number(this.speed.value), this.story.end);
      this.playing = this.playing && this.place < this.story.end;
      return this.playing;
    });
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.paint();
  }

  run(advance) {
    cancelAnimationFrame(this.frame);
    let before = performance.now();
    const next = (now) => {
      const goesOn = advance(Math.min(Math.max(now - before, 0) / 1000, 0.25));
      before = now;
      this.paint();
      if (goesOn) this.frame = requestAnimationFrame(next);
    };
    this.frame = requestAnimationFrame(next);
  }

  paint() {
    const { story, place, message } = this;
    const { entrants, live, status, out } = message;
    const order = story.order(place);
    const best = story.accuracy(order[0], place);
    const { leader, since, changes } = story.leadAt(place);
    order.forEach((racer, index) => {
      const item = this.rows[racer];
      item.style.transform = `translateY(${index * ROW}px)`;
      item.style.zIndex = entrants.length - index;
      item.classList.toggle("leads", racer === leader);
      const accuracy = story.accuracy(racer, place);
      const isOut = out[racer] && place >= out[racer].images;
      this.write(item.parts.place, String(index + 1));
      this.write(item.parts.accuracy, percent(accuracy));
      this.write(item.parts.gap, index ? `−${(100 * (best - accuracy)).toFixed(1)} points` : "first");
      this.write(item.parts.detail, isOut ? `out: ${out[racer].why}` : entrants[racer].detail);
    });
    this.write(this.call, this.words({ leader, since, changes, place, live, status }));
    this.write(this.button, this.playing ? "⏸ Pause" : "▶ Replay");
    this.button.disabled = live;
    this.slider.disabled = this.speed.disabled = live;
    if (!this.slider.matches(":active")) this.slider.value = (1000 * place) / (story.goal || 1);
    this.track.paint({ story, entrants, axis: this.axis.value, place, alt: message.alt });
  }

  words({ leader, since, changes, place, live, status }) {
    const { story } = this;
    if (leader === undefined) return place > 0 ? "Side by side" : "On your marks…";
    const { name } = this.message.entrants[leader];
    if (!live && place >= story.end) {
      const often = changes === 1 ? "once" : `${changes} times`;
      const [first, second] = story.order(place);
      const isClose = story.accuracy(first, place) - story.accuracy(second, place) < LEAD;
      const both = [first, second].map((racer) => this.message.entrants[racer].name).join(" and ");
      const won = isClose ? `${both} end side by side` : `${name} wins`;
      const end = status === "finished" ? won : `${name} led when it ended`;
      return `${end}. The lead changed ${changes ? often : "never"}.`.replace("changed never", "never changed");
    }
    return changes && place - since < FRESH * story.goal ? `${name} takes the lead!` : `${name} leads`;
  }

  write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.resizing.disconnect();
  }
}
