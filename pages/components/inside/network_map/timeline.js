// Going through the moments of a training: a slider, and a button that plays it.
//
// The next moment is asked for once the last one is drawn, so playing is never faster than this computer allows.

const PAUSE = 140; // milliseconds that each moment stays at least
const ICONS = {
  play: '<path d="M5 3.5v13l11-6.5z"/>',
  pause: '<path d="M5 4h3.5v12H5zM11.5 4H15v12h-3.5z"/>',
};

export class Timeline {
  constructor(root) {
    this.node = document.createElement("div");
    this.node.className = "timeline";
    this.node.hidden = true; // until there are moments to go to
    this.node.innerHTML =
      '<button type="button"></button><input type="range" min="0" step="1" aria-label="Moment of the training"><output></output>';
    root.append(this.node);
    [this.button, this.range, this.label] = this.node.children;
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.range.addEventListener("input", () => {
      this.play(false);
      this.ask(Number(this.range.value));
    });
    for (const event of ["pointerenter", "focusin"]) this.node.addEventListener(event, () => this.onApproach());
    this.play(false);
  }

  show(moments, index) {
    this.node.hidden = moments.length < 2;
    this.moments = moments;
    this.range.max = moments.length - 1;
    this.tell(index);
    if (this.playing && this.left !== index) this.next(index);
  }

  tell(index) {
    this.range.value = index;
    this.label.textContent = this.moments[index]?.label ?? "";
    this.range.setAttribute("aria-valuetext", this.label.textContent);
  }

  ask(index) {
    this.left = undefined;
    this.tell(index);
    this.onMove(index);
  }

  play(playing) {
    this.playing = playing;
    clearTimeout(this.timer);
    this.button.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true">${ICONS[playing ? "pause" : "play"]}</svg>`;
    this.button.setAttribute("aria-label", playing ? "Pause" : "Play the training");
    this.button.title = this.button.getAttribute("aria-label");
    if (!playing || !this.moments) return;
    const index = Number(this.range.value);
    this.ask(index === this.moments.length - 1 ? 0 : index + 1);
  }

  next(index) {
    clearTimeout(this.timer);
    if (index === this.moments.length - 1) return this.play(false);
    this.left = index; // soon
    this.timer = setTimeout(() => this.ask(index + 1), PAUSE);
  }
}
