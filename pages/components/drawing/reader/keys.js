// Drawing by keys: arrows move a cross over the sheet, Space sets the pen down there and lifts it again.
//
// The canvas of the sheet knows a mouse only, so each key becomes what a mouse would have done at the cross.

const STEPS = 28; // of the cross, along a side: one for each of MNIST's pixels
const LARGE = 4;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LABEL =
  "Sheet to draw on, with a mouse, a pen, a finger or keys: arrows move, with Shift in larger steps, Space sets " +
  "the pen down and lifts it";
const STYLE = `
.key-cross { position: absolute; width: 22px; height: 22px; margin: -11px; pointer-events: none; z-index: 17; display: none;
  border: 2px solid #ffb454; border-radius: 50%; box-shadow: 0 0 0 1px #000; box-sizing: border-box; }
.key-cross.down { background: #ffb454; transform: scale(0.6); }
.dc-container:focus-within .key-cross.seen { display: block; }`;

export class SheetKeys {
  // say: called with what is to be announced.
  constructor(container, canvas, say) {
    Object.assign(this, { canvas, say, x: STEPS / 2, y: STEPS / 2, down: false });
    const style = Object.assign(document.createElement("style"), { textContent: STYLE });
    this.cross = Object.assign(document.createElement("div"), { className: "key-cross" });
    container.append(style, this.cross);
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-roledescription", "drawing sheet");
    canvas.setAttribute("aria-label", LABEL);
    canvas.addEventListener("keydown", (event) => this.heard(event));
    canvas.addEventListener("focus", () => this.show(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.lift());
    canvas.addEventListener("mousedown", ({ isTrusted }) => isTrusted && this.show(false));
  }

  heard(event) {
    const move = MOVES[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(move || event.key === " " || event.key === "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(true);
    if (move) this.move(...move.map((step) => step * (event.shiftKey ? LARGE : 1)));
    else if (this.down) this.lift();
    else if (event.key === " " && !event.repeat) this.set();
  }

  move(right, down) {
    const within = (value) => Math.min(Math.max(value, 1), STEPS - 1);
    this.x = within(this.x + right);
    this.y = within(this.y + down);
    if (this.down) this.send("move");
    this.show(true);
    this.tell(this.down ? "drawing" : "");
  }

  set() {
    this.down = true;
    this.send("down");
    this.show(true);
    this.tell("pen down");
  }

  lift() {
    if (!this.down) return;
    this.down = false;
    this.send("up");
    this.show(this.canvas.matches(":focus"));
    this.tell("pen lifted");
  }

  // What a mouse would have done: the sheet listens for pointers, its canvas for the mouse.
  send(kind) {
    const box = this.canvas.getBoundingClientRect();
    const options = {
      bubbles: true,
      composed: true,
      cancelable: true,
      button: 0,
      buttons: kind === "up" ? 0 : 1,
      clientX: box.left + (box.width * this.x) / STEPS,
      clientY: box.top + (box.height * this.y) / STEPS,
    };
    this.canvas.dispatchEvent(new PointerEvent(`pointer${kind}`, options));
    this.canvas.dispatchEvent(new MouseEvent(`mouse${kind}`, options));
  }

  show(seen) {
    this.cross.classList.toggle("seen", seen);
    this.cross.classList.toggle("down", this.down);
    Object.assign(this.cross.style, { left: `${(100 * this.x) / STEPS}%`, top: `${(100 * this.y) / STEPS}%` });
  }

  tell(what) {
    this.say([what, `row ${this.y} of ${STEPS}`, `column ${this.x}`].filter(Boolean).join(", "));
  }
}
