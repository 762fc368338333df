// How the parallel coordinates look, and what they are made of.

export const STYLE = `
:host { display: block; }
.plot { position: relative; font: 13px var(--st-font); color: var(--st-text-color); }
.plot canvas, .plot svg { position: absolute; inset: 0; }
.bar { display: flex; gap: 12px; align-items: center; min-height: 30px; font: 13px var(--st-font); color: var(--st-text-color); }
.bar button { padding: 2px 10px; font: inherit; color: inherit; background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
.bar button[hidden] { display: none; }
.bar button:focus-visible { outline: 2px solid var(--st-primary-color); }
text { fill: var(--st-text-color); font: 12px var(--st-font); user-select: none; }
text.name { cursor: grab; font-weight: 600; }
text.tick { fill: var(--st-gray-text-color); pointer-events: none; }
.axis { stroke: var(--st-gray-color); stroke-width: 1; }
.hit { fill: transparent; cursor: crosshair; touch-action: none; }
.range { fill: var(--st-primary-color); fill-opacity: 0.25; stroke: var(--st-primary-color); cursor: pointer; }
`;

export function svgElement(name, attributes = {}, text = undefined) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}
