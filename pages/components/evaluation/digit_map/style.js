// How the map looks, and the parts that it is built of.

export const STYLE = `
:host { display: block; }
.root { font: 13px var(--st-font); color: var(--st-text-color); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 8px; }
.bar input { flex: 1; min-width: 90px; accent-color: var(--st-primary-color); }
.bar output { min-width: 64px; }
button { padding: 6px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); cursor: pointer; }
button:hover, button[aria-pressed=true] { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible, canvas:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.stage { position: relative; height: min(72vh, 640px); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); overflow: hidden; }
.stage > canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; cursor: crosshair; }
.tip { position: absolute; left: 0; top: 0; width: 118px; padding: 6px; pointer-events: none; background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); box-sizing: border-box; }
.tip[hidden] { display: none; }
.tip canvas { display: block; width: 104px; height: 104px; image-rendering: pixelated; margin-bottom: 4px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 8px; }
.legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 5px; background: var(--colour); }
.legend .wrong::before { background: none; box-shadow: inset 0 0 0 2px var(--st-text-color); }
`;

export function element(kind, name = "") {
  const node = document.createElement(kind);
  if (name) node.className = name;
  return node;
}

export function button(bar, text, title, press) {
  const node = Object.assign(element("button"), { type: "button", textContent: text, title, onclick: press });
  bar.append(node);
  return node;
}

export function legendEntries(colours) {
  const entries = colours.map((colour, digit) => {
    const entry = element("span");
    entry.style.setProperty("--colour", colour);
    entry.textContent = digit;
    return entry;
  });
  return [...entries, Object.assign(element("span", "wrong"), { textContent: "misread" })];
}

export function isPressed(control) {
  return control.getAttribute("aria-pressed") === "true";
}

export function toggle(control) {
  control.setAttribute("aria-pressed", !isPressed(control));
}
