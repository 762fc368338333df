// Where a finger points there is no hovering, so Plotly shows its tools all the time. There they hide, to leave the room
// to the chart, until a tap on "Tools".

const BESIDE = 36; // pixels of the tools at the right of a chart
const BELOW = 36; // pixels of the button
const STYLE = `
.chart-quiet .modebar-container { display: none; }
.chart-tools { position: absolute; right: 0; bottom: 0; z-index: 5; min-height: 28px; padding: 2px 8px; font: inherit;
  font-size: 13px; color: var(--st-gray-text-color, inherit); background: var(--st-background-color, transparent);
  border: 1px solid var(--st-border-color, currentColor); border-radius: 6px; }
.chart-tools[aria-expanded="true"] { color: var(--st-link-color, inherit); }`;

export class TouchTools {
  constructor(parent, node, redraw) {
    this.touch = matchMedia("(pointer: coarse)").matches;
    this.open = false;
    if (!this.touch) return;
    if (!document.querySelector("style.chart-tools-style")) {
      const style = Object.assign(document.createElement("style"), { className: "chart-tools-style", textContent: STYLE });
      document.head.append(style);
    }
    parent.style.position ||= "relative";
    this.button = Object.assign(document.createElement("button"), { type: "button", textContent: "Tools" });
    this.button.className = "chart-tools";
    this.button.title = "Zoom, move, save as a picture";
    const show = () => {
      node.classList.toggle("chart-quiet", !this.open);
      this.button.setAttribute("aria-expanded", String(this.open));
    };
    this.button.addEventListener("click", () => {
      this.open = !this.open;
      show();
      redraw();
    });
    show();
    parent.append(this.button);
  }

  // Pixels to leave free at the right.
  get room() {
    return this.touch && !this.open ? 8 : BESIDE;
  }

  // What a figure's layout is for a finger: it scrolls the page, and the button lies below what is drawn.
  layout({ margin }) {
    return this.touch ? { dragmode: false, margin: { ...margin, b: Math.max(margin?.b ?? 0, BELOW) } } : {};
  }

  remove() {
    this.button?.remove();
  }
}
